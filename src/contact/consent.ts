import type { Day } from './day.ts';

/**
 * What a source says of a person's consent (C1). Nothing but `yes` is one: `no` says a word; `empty` is a cell without any; `odd` is
 * neither yes nor no; `expired` was a yes, and is too old; `undated` is a yes whose day, which is asked for, cannot be read or lies
 * ahead.
 */
export type ConsentState = 'yes' | 'no' | 'empty' | 'odd' | 'expired' | 'undated';

export const consentStates = ['yes', 'no', 'empty', 'odd', 'expired', 'undated'] as const;

/** What a record says of consent, and where it stands. */
export interface Consent {
  readonly state: ConsentState;
  /** The day of the yes, where the source gives one. */
  readonly at?: Day;
  /** The cell as it stands in the source, shortened. */
  readonly value: string;
  readonly line: number;
}

/** What the ledger knows of a person's consent by one source: what that said last. */
export interface KnownConsent {
  readonly state: ConsentState;
  readonly at?: Day;
  /** The last day on which a yes holds, where it gets old. */
  readonly until?: Day;
  /** Since when it says so, ISO 8601 UTC. */
  readonly since: string;
  /** Groups that need a yes, and that the pipeline puts him in or, where he has not said it, would. */
  readonly groups: readonly string[];
}

/** What a source asks for. */
export interface ConsentRule {
  /** The source, whose name what it said is known by. */
  readonly source: string;
  /** Groups that need a yes, `*` for any run of characters; every group that the pipeline would put him in, where left out. */
  readonly groups?: readonly string[] | undefined;
  /** For so many days a yes holds; for ever, where left out. */
  readonly maxAge?: number | undefined;
}

/** What one source says tonight. */
export interface SourceConsents extends ConsentRule {
  /** By number. */
  readonly of: ReadonlyMap<string, Consent>;
}

/** What a record says from which no number passes: it is of whom its key is known by. */
export interface KeyConsent {
  readonly source: string;
  readonly key: string;
  readonly consent: Consent;
}

/** How many cells of the consent columns have a value, and how many of those are no answer (G6). */
export interface ConsentValues {
  readonly values: number;
  readonly odd: number;
}

/** What the sources of a pipeline say of consent; undefined where none of them asks for it. */
export interface DesiredConsent {
  readonly sources: readonly SourceConsents[];
  readonly byKey: readonly KeyConsent[];
  /**
   * Groups that each desired contact would be in, had he said yes, of those alone who have not; and those that a record asks for which
   * is no contact and says no.
   */
  readonly withheld: ReadonlyMap<string, readonly string[]>;
  readonly counts: ConsentValues;
}

/** Whether a yes of a day has become too old (C2). */
export function isExpired(at: Day, maxAge: number | undefined, today: Day): boolean {
  return maxAge !== undefined && today - at > maxAge;
}

/** What is known of a consent as it stands by a day: a yes ends by time alone, whoever asks (C2). */
export function stateBy({ state, until }: Pick<KnownConsent, 'state' | 'until'>, today: Day): ConsentState {
  return state === 'yes' && until !== undefined && until < today ? 'expired' : state;
}

/** Which of several things that are said of one person counts: the stricter; of several days of a yes the latest (C3). */
const strictness: Readonly<Record<ConsentState, number>> = {
  no: 5,
  odd: 4,
  empty: 3,
  undated: 2,
  // A yes that is too old beside a newer one.
  expired: 1,
  yes: 1,
};

/**
 * Of two records of one person what counts, or of what two sources once said of him (C3): a no before what is no answer, that before nothing, and any of them before a yes. Of
 * two that say yes the later day: who has said it again has said it again.
 */
export function stricterConsent<C extends Pick<Consent, 'state' | 'at'>>(a: C, b: C): C {
  if (strictness[a.state] !== strictness[b.state]) return strictness[a.state] > strictness[b.state] ? a : b;
  return (b.at ?? -1) > (a.at ?? -1) ? b : a;
}
