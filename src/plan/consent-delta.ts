import type { KnownConsent } from '../contact/consent.ts';
import { dayOf } from '../contact/day.ts';
import type { DesiredContact } from '../contact/desired.ts';
import type { Want } from '../contact/ledger.ts';
import { isSameList } from '../contact/same-list.ts';
import { beyond } from '../table/consent-agreement.ts';
import { type ConsentInput, type ConsentJudge, isOf, type JudgedRule, type Status } from './consent.ts';
import type { HeldContacts } from './held.ts';
import type { Move } from './moves.ts';

/** What the ledger is to learn of one number's consent by one source (C4). */
export interface ConsentEntry extends KnownConsent {
  readonly source: string;
  readonly msisdn: string;
  /** The cell and the line that say so; left out where no record does tonight. */
  readonly value?: string;
  readonly line?: number;
}

/** What sources say of consent that they did not say last time, and of whom they speak no more. */
export interface ConsentDelta {
  readonly upserts: readonly ConsentEntry[];
  readonly drops: readonly ConsentDrop[];
  /** Numbers of one person that are no moves: what other pipelines know of the one, they know of the other from now on (C5). */
  readonly moves?: readonly { readonly from: string; readonly to: string }[];
}

/** What is known no more; `renamed`: it is known by the source's new name, and nothing else has changed. */
export type ConsentDrop = readonly [source: string, msisdn: string, why?: 'renamed'];

/** For so many days a run can be undone: as long as its changes are kept. */
const undoable = 400;

/**
 * What is new of consent: what records say, what time has done, and who is nobody's concern any more. Of whom the pipeline neither
 * asks for nor wants nothing is learned but a no to groups that his record asks for, though `where` leaves it out. What is known of whom it wants no more stays as long as a record speaks of him, one that
 * `where` leaves out too; and what is no yes, or a yes that runs out, for as long as an `undo` could bring him back.
 *
 * @param ended numbers that the pipeline wants no more from tonight on
 */
export function consentDelta(
  input: ConsentInput,
  judge: ConsentJudge,
  held: Pick<HeldContacts, 'present'>,
  ended: Iterable<string>,
): ConsentDelta {
  const { desired, ledger, policy, createdAt } = input;
  const wants: ReadonlyMap<string, Want> = ledger.wants.get(policy.name) ?? new Map();
  const gone = new Set(ended);
  const isKept = (msisdn: string) => desired.contacts.has(msisdn) || (wants.has(msisdn) && !gone.has(msisdn));
  const upserts: ConsentEntry[] = [];
  const drops: ConsentDrop[] = [];
  const isAsked = (msisdn: string) => desired.consent?.withheld.has(msisdn) === true;
  const isRecent = (since: string) => dayOf(createdAt) - dayOf(since) <= undoable;
  /** A yes that runs out keeps its last day, so that nothing brings him back on it afterwards (C2). */
  const isRunningOut = (until: number | undefined) =>
    until !== undefined && dayOf(createdAt) - until <= undoable;
  const isRemembered = ({ of, known }: JudgedRule, msisdn: string, { state, at }: Status): boolean => {
    if (isKept(msisdn)) return true;
    const before = known.get(msisdn);
    if (!before && !wants.has(msisdn)) return of.get(msisdn)?.state === 'no' && isAsked(msisdn);
    if (of.has(msisdn)) return true;
    if (state === 'yes') return isRunningOut(before?.until);
    return before?.state !== state || before.at !== at || isRecent(before.since);
  };

  /** Also those that he was in: an earlier state may be brought back. Without a yes also those that were wanted. */
  const groupsOf = (rule: JudgedRule, msisdn: string, { state }: Status): readonly string[] => {
    const contact = desired.contacts.get(msisdn);
    const numbers = state === 'yes' ? [msisdn] : [msisdn, ...judge.later(msisdn)];
    const now = numbers.flatMap((number) => [
      ...(desired.contacts.get(number)?.groups ?? []),
      ...(desired.consent?.withheld.get(number) ?? []),
    ]);
    const wanted = contact && state === 'yes' ? [] : (wants.get(msisdn)?.groups ?? []);
    const before = [...(rule.known.get(msisdn)?.groups ?? []), ...wanted];
    const named = state === 'no' ? rule.named : [];
    return [...new Set([...now, ...before, ...named])].filter(rule.needsYes).sort();
  };
  const see = (rule: JudgedRule, msisdn: string, status: Status): void => {
    const known = rule.known.get(msisdn);
    const { state, at, said } = status;
    const groups = groupsOf(rule, msisdn, status);
    const isSame = known?.state === state && known.at === at;
    const until =
      state === 'yes' && at !== undefined && rule.maxAge !== undefined ? at + rule.maxAge : undefined;
    if (rule.formerly === undefined && isSame && known.until === until && isSameList(known.groups, groups))
      return;
    upserts.push({
      source: rule.source,
      msisdn,
      state,
      ...(at !== undefined && { at }),
      ...(until !== undefined && { until }),
      since: isSame ? known.since : createdAt,
      groups,
      ...(said && { value: said.value, line: said.line }),
    });
  };

  for (const rule of judge.rules)
    for (const msisdn of numbersOf(rule, wants)) {
      const status = judge.statusOf(rule, msisdn);
      const isLearned = status !== undefined && isRemembered(rule, msisdn, status);
      if (isLearned) see(rule, msisdn, status);
      if (!rule.known.has(msisdn)) continue;
      if (rule.formerly !== undefined) drops.push([rule.formerly, msisdn, ...renamedIf(isLearned)]);
      else if (!isLearned) drops.push([rule.source, msisdn]);
    }
  const isConcern = (msisdn: string, { state, since, until }: KnownConsent) =>
    isKept(msisdn) || (state === 'yes' ? isRunningOut(until) : isRecent(since));
  for (const drop of formerDrops(input, judge, held, isConcern)) drops.push(drop);
  return { upserts, drops };
}

function renamedIf(isLearned: boolean): ['renamed'] | [] {
  return isLearned ? ['renamed'] : [];
}

/** Everybody of whom a source speaks, spoke, or may have spoken; but those of whom it says what it said. */
function* numbersOf(
  { of, known, asBefore }: JudgedRule,
  wants: ReadonlyMap<string, Want>,
): Generator<string> {
  for (const [msisdn] of asBefore.others(of)) yield msisdn;
  yield* beyond(known, [of]);
  yield* beyond(wants, [of, known]);
}

/**
 * Of numbers that are one person's those of which other pipelines know of the one something stricter than of the other: no yes, or one
 * that runs out. Moves are known as such.
 */
export function consentsAlong(
  { ledger, policy }: ConsentInput,
  carriers: readonly Move[],
  moves: readonly Move[],
): NonNullable<ConsentDelta['moves']> {
  const others = [...ledger.consents].flatMap(([pipeline, sources]) =>
    pipeline === policy.name ? [] : [...sources.values()],
  );
  const isNews = ({ from, to }: Move) =>
    others.some((known) => {
      const [one, other] = [known.get(from), known.get(to)];
      if (one === undefined || (one.state === 'yes' && one.until === undefined)) return false;
      return other === undefined || (other.state === 'yes' && one.state !== 'yes');
    });
  const isMove = new Set(moves.map(({ from, to }) => `${from} ${to}`));
  return carriers.flatMap((one) =>
    !isMove.has(`${one.from} ${one.to}`) && isNews(one) ? [{ from: one.from, to: one.to }] : [],
  );
}

/** What sources said that are none of the pipeline's now: until a record of another one speaks of the person. */
function* formerDrops(
  { desired, ledger, policy }: ConsentInput,
  { rules }: ConsentJudge,
  held: Pick<HeldContacts, 'present'>,
  isConcern: (msisdn: string, known: KnownConsent) => boolean,
): Generator<readonly [string, string]> {
  const isSettled = (contact: DesiredContact | undefined) =>
    contact !== undefined && held.present(contact.msisdn, contact.keys) === 'no';
  for (const [source, known] of ledger.consents.get(policy.name) ?? []) {
    if (rules.some((rule) => isOf(rule, source))) continue;
    for (const [msisdn, last] of known)
      if (rules.length === 0 || !isConcern(msisdn, last) || isSettled(desired.contacts.get(msisdn)))
        yield [source, msisdn];
  }
}

/** What of it concerns tonight's part; left out where there is nothing to learn. */
export function consentsToLearn(
  { upserts, drops }: ConsentDelta,
  moves: NonNullable<ConsentDelta['moves']>,
  isIn: (msisdn: string) => boolean,
): { readonly consents?: ConsentDelta } {
  const within = {
    upserts: upserts.filter(({ msisdn }) => isIn(msisdn)),
    drops: drops.filter(([, msisdn]) => isIn(msisdn)),
  };
  const along = moves.filter(({ to }) => isIn(to));
  if (within.upserts.length + within.drops.length + along.length === 0) return {};
  return { consents: { ...within, ...(along.length > 0 && { moves: along }) } };
}
