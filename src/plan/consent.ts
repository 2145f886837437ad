import {
  type Consent,
  type ConsentRule,
  type ConsentState,
  isExpired,
  type KnownConsent,
  stricterConsent,
} from '../contact/consent.ts';
import { todayAt } from '../contact/day.ts';
import type { Desired, DesiredContact } from '../contact/desired.ts';
import type { Want } from '../contact/ledger.ts';
import { matchesGroup } from '../contact/matches-group.ts';
import { type RecordKey, sourceOfKey } from '../contact/record.ts';
import { beyond, type SaidAsBefore, saidAsBefore } from '../table/consent-agreement.ts';
import { keyHolders } from '../table/key-holders.ts';
import { createGroupNaming, type GroupNaming } from './group-naming.ts';
import type { HeldContacts } from './held.ts';
import { formerNumbers, type Move } from './moves.ts';
import type { PlanInput } from './plan-input.ts';
import { createOwners } from './whose-record.ts';
import { carriedAlong, type Withholding, withholdingOf } from './withholding.ts';

/**
 * Who has said yes, and to which groups (C1 to C6).
 *
 * Whether somebody may be in a group is asked of the strictest that is known: what a record says tonight; where none does, what his
 * source said last, and whether that has become too old since; and what another pipeline of the account withholds from him. Nobody
 * knows of a yes: there is none. A record that is rejected keeps its contact as he is (T7), but no yes alive: what it says itself
 * counts, by its key, and time goes on.
 *
 * A pipeline says how long a yes holds and which groups need one, so what it says of its own people is worked out anew each night;
 * of others' people the groups are taken from the ledger, as that pipeline left them there.
 */
export interface ConsentJudge {
  /** Of groups that are asked for, those that a number may be in. */
  permitted(msisdn: string, groups: readonly string[]): readonly string[];
  /** Whether a membership that is there is to go for lack of a consent, whatever else keeps it: as far as it is ours. */
  mustGo(msisdn: string, group: string): boolean;
  /** Numbers that the ledger says something of which tonight's records do not: nothing of theirs is settled unseen. */
  unsettled(): Iterable<string>;
  /** Sources that ask for consent. */
  readonly rules: readonly JudgedRule[];
  /** What a source says of a number, now; undefined where it does not speak of him. */
  statusOf(rule: JudgedRule, msisdn: string): Status | undefined;
  /** The numbers that somebody has now whose record had this one last time. */
  later(msisdn: string): readonly string[];
  /** Pipelines of the account that withhold groups from a number. */
  readonly elsewhere: Withholding;
}

/** A source that asks for consent, with what it takes to judge by it. */
export interface JudgedRule extends ConsentRule {
  readonly of: ReadonlyMap<string, Consent>;
  readonly needsYes: (group: string) => boolean;
  /** Of the groups that need a yes those that the pipeline names in full: a no is one to them, whoever asks for them (C5). */
  readonly named: readonly string[];
  /** What the ledger has of it, by the name that it has or the one that it had. */
  readonly known: ReadonlyMap<string, KnownConsent>;
  /** What it was called last time, where that was otherwise: a dated path, a new label. */
  readonly formerly?: string | undefined;
  /** Of whom both say the same. */
  readonly asBefore: SaidAsBefore;
}

export interface Status {
  readonly state: ConsentState;
  readonly at?: number | undefined;
  /** The record that says so, where one does tonight. */
  readonly said?: Consent;
}

export type ConsentInput = Pick<PlanInput, 'desired' | 'ledger' | 'policy' | 'createdAt'>;

/** Where nobody asks for a consent. */
const nobody: ReadonlyMap<string, KnownConsent> = new Map();

/** @param moves whose record has another number now: what it says there counts for the former one, too, unless it is a yes */
export function createConsentJudge(
  input: ConsentInput,
  held: Pick<HeldContacts, 'present'>,
  moves: readonly Move[],
): ConsentJudge {
  const { desired, ledger, policy, createdAt } = input;
  const today = todayAt(createdAt);
  const own = ledger.consents.get(policy.name);
  const wants: ReadonlyMap<string, Want> = ledger.wants.get(policy.name) ?? new Map();
  const naming = createGroupNaming(ledger);
  const elsewhere = carriedAlong(
    withholdingOf({ ...ledger, naming, today }, (pipeline) => pipeline !== policy.name),
    formerNumbers(moves),
  );
  const later = laterNumbers(moves);
  const byKey = keyedConsents(desired, wants);
  const saidTonight = createSaidTonight(byKey, later);
  const rules = rulesOf(desired, own, wants, byKey, moves);
  const former = formerSources(rules, own);

  /**
   * Whether what a source once said of somebody is no more than that: his records of tonight are of other sources. A no of a source that is the
   * pipeline's still is one until somebody says otherwise: a record that is gone does not, but one that says yes to all that he was asked for.
   */
  const isPast = (rule: JudgedRule, msisdn: string): boolean => {
    const contact = desired.contacts.get(msisdn);
    if (!contact || held.present(msisdn, contact.keys) !== 'no') return false;
    const saysYes = (other: JudgedRule) => other.of.get(msisdn)?.state === 'yes' && covers(other, rule);
    return rule.known.get(msisdn)?.state !== 'no' || rules.some(saysYes);
  };
  const statusOf = (rule: JudgedRule, msisdn: string): Status | undefined => {
    const said = saidTonight(rule, msisdn);
    if (said) return { state: said.state, at: said.at, said };
    const known = rule.known.get(msisdn) ?? strictestOf(former, msisdn);
    if (known) {
      if (isPast(rule, msisdn)) return undefined;
      const { state, at } = known;
      const isOld = state === 'yes' && at !== undefined && isExpired(at, rule.maxAge, today);
      return { state: isOld ? 'expired' : state, at };
    }
    const want = wants.get(msisdn);
    return want && !desired.contacts.has(msisdn) && mayBeOf(rule, want.keys) ? { state: 'empty' } : undefined;
  };
  const refuses = (msisdn: string): JudgedRule[] =>
    rules.filter((rule) => (statusOf(rule, msisdn)?.state ?? 'yes') !== 'yes');
  const wantedOnes = createWantedOnes(input);
  const isWantedElsewhere = createWantedElsewhere(input, naming);

  return {
    rules,
    elsewhere,
    later,
    statusOf,
    permitted: (msisdn, groups) => {
      if (groups.length === 0 || (rules.length === 0 && elsewhere.size === 0)) return groups;
      const against = refuses(msisdn);
      const left = groups.filter(
        (group) =>
          !against.some(({ needsYes }) => naming.namesOf(group).some(needsYes)) &&
          !elsewhere.has(msisdn, group),
      );
      return left.length < groups.length ? left : groups;
    },
    mustGo: (msisdn, group) => {
      if (elsewhere.has(msisdn, group)) return true;
      const names = naming.namesOf(group);
      if (!refuses(msisdn).some(({ needsYes }) => names.some(needsYes))) return false;
      return !isWantedElsewhere(msisdn, group) || wantedOnes(msisdn).some((one) => naming.isSame(one, group));
    },
    unsettled: function* () {
      yield* elsewhere.numbers();
      for (const keyed of byKey.values()) yield* keyed.keys();
      const said = rules.map(({ of }) => of);
      for (const known of own?.values() ?? []) yield* beyond(known, said);
      if (rules.length > 1) for (const { of } of rules) yield* of.keys();
    },
  };
}

/** Whether a yes by the one rule is one to all groups of the other. */
function covers({ groups, needsYes }: JudgedRule, { groups: asked }: JudgedRule): boolean {
  // A pattern is one of a broader pattern, and of itself: its star stands for what theirs does.
  return groups === undefined || asked?.every(needsYes) === true;
}

function laterNumbers(moves: readonly Move[]): ConsentJudge['later'] {
  const later = formerNumbers(moves.map(({ from, to }) => ({ from: to, to: from })));
  return (msisdn) => later.get(msisdn) ?? [];
}

/** What records say tonight of a number, or, unless it is a yes, of the one that the same person has now. */
function createSaidTonight(
  byKey: ReadonlyMap<string, ReadonlyMap<string, Consent>>,
  later: ConsentJudge['later'],
): (rule: JudgedRule, msisdn: string) => Consent | undefined {
  const saidOf = ({ source, of }: JudgedRule, msisdn: string): Consent | undefined => {
    const [record, keyed] = [of.get(msisdn), byKey.get(source)?.get(msisdn)];
    if (!record || !keyed) return record ?? keyed;
    return keyed.state === 'no' ? stricterConsent(record, keyed) : record;
  };
  return (rule, msisdn) =>
    saidOf(rule, msisdn) ??
    strictest(
      later(msisdn)
        .flatMap((number) => saidOf(rule, number) ?? [])
        .filter(({ state }) => state !== 'yes'),
    );
}

/** The groups that a pipeline wants for a number, wanted, or would have wanted. */
function createWantedOnes({ desired, ledger, policy }: ConsentInput) {
  const [wants, own] = [ledger.wants.get(policy.name), ledger.consents.get(policy.name)];
  return (msisdn: string): readonly string[] => [
    ...(desired.consent?.withheld.get(msisdn) ?? []),
    ...(wants?.get(msisdn)?.groups ?? []),
    ...[...(own?.values() ?? [])].flatMap((known) => known.get(msisdn)?.groups ?? []),
  ];
}

function rulesOf(
  { consent, contacts }: Desired,
  own: ReadonlyMap<string, ReadonlyMap<string, KnownConsent>> | undefined,
  wants: ReadonlyMap<string, Want>,
  byKey: ReadonlyMap<string, ReadonlyMap<string, Consent>>,
  moves: readonly Move[],
): JudgedRule[] {
  const sources = consent?.sources ?? [];
  const renamed = renamedSource(sources, own);
  return sources.map((rule) => {
    const needsYes = rule.groups ? matchesGroup(rule.groups) : () => true;
    const named = (rule.groups ?? []).filter((group) => !group.includes('*'));
    const formerly = renamed?.now === rule.source ? renamed.formerly : undefined;
    const known = own?.get(formerly ?? rule.source) ?? nobody;
    const withheld = consent?.withheld ?? new Map();
    const keyed = byKey.get(rule.source)?.keys() ?? [];
    // Under its new name nothing is written down yet.
    const written = formerly === undefined ? known : nobody;
    const asBefore = saidAsBefore(
      { of: rule.of, known: written },
      { contacts, withheld, wants, needsYes, named },
      rule.maxAge,
      // Of who has another number now the ledger also keeps what he is to be in under that.
      [...keyed, ...moves.map(({ from }) => from)],
    );
    return { ...rule, needsYes, named, known, formerly, asBefore };
  });
}

/** The one source of which nothing is known, where there is one that was known and is none of tonight's: it is called otherwise now. */
function renamedSource(
  sources: readonly ConsentRule[],
  own: ReadonlyMap<string, unknown> | undefined,
): { readonly now: string; readonly formerly: string } | undefined {
  const [fresh, ...more] = sources.filter(({ source }) => !own?.has(source));
  const [gone, ...others] = [...(own?.keys() ?? [])].filter(
    (name) => !sources.some(({ source }) => source === name),
  );
  if (!fresh || gone === undefined || more.length + others.length > 0) return undefined;
  return { now: fresh.source, formerly: gone };
}

/** What was said by sources that are called otherwise now, or are none of the pipeline's any more. */
function formerSources(
  rules: readonly JudgedRule[],
  own: ReadonlyMap<string, ReadonlyMap<string, KnownConsent>> | undefined,
): ReadonlyMap<string, KnownConsent>[] {
  return [...(own ?? [])].flatMap(([source, known]) =>
    rules.some((rule) => isOf(rule, source)) ? [] : [known],
  );
}

/** Whether it is what a source says by the name that it has, or had. */
export function isOf({ source, formerly }: JudgedRule, name: string): boolean {
  return source === name || formerly === name;
}

/** What counts of what several sources once said of a number: each of them may be the one that is asked now. */
function strictestOf(
  all: readonly ReadonlyMap<string, KnownConsent>[],
  msisdn: string,
): KnownConsent | undefined {
  return strictest(all.flatMap((known) => known.get(msisdn) ?? []));
}

function strictest<C extends Pick<Consent, 'state' | 'at'>>(said: readonly C[]): C | undefined {
  const [first, ...more] = said;
  return first && more.reduce((a, b) => stricterConsent(a, b), first);
}

/**
 * What rejected records say, by whom their keys are known (C3, C4). A yes is his alone whom the key names and nobody else, as an
 * opt-out is (T8); anything else counts for each whose record it may be: doubt is no consent. Of several who have the key tonight each
 * has a record of his own, so that it is none of theirs.
 */
function keyedConsents(
  { consent, contacts }: Desired,
  wants: ReadonlyMap<string, Want>,
): ReadonlyMap<string, ReadonlyMap<string, Consent>> {
  const all = new Map<string, Map<string, Consent>>();
  if (!consent || consent.byKey.length === 0) return all;
  const keys = new Set<RecordKey>(consent.byKey.map(({ key }) => key));
  const [before, now] = [keyHolders(wants, keys), keyHolders(contacts, keys)];
  const owners = createOwners(keys, wants, contacts);
  const concerned = (key: RecordKey, { state }: Consent): readonly string[] => {
    const owner = owners.of(key);
    if (state === 'yes') return owner.kind === 'known' ? [owner.msisdn] : [];
    const present = now.get(key) ?? [];
    const former = (before.get(key) ?? []).filter((msisdn) => !present.includes(msisdn));
    return present.length === 1 ? [...former, ...present] : former;
  };
  for (const { source, key, consent: said } of consent.byKey) {
    const numbers = all.get(source) ?? new Map<string, Consent>();
    all.set(source, numbers);
    for (const msisdn of concerned(key, said)) {
      const known = numbers.get(msisdn);
      numbers.set(msisdn, known ? stricterConsent(known, said) : said);
    }
  }
  return all;
}

/** Whether a contact may be one of a source's. Who has no key may be anybody's, and doubt is no consent. */
function mayBeOf(rule: JudgedRule, keys: readonly RecordKey[]): boolean {
  return keys.length === 0 || keys.some((key) => isOf(rule, sourceOfKey(key)));
}

/** Whether another pipeline wants a number in a group, by one of its names. */
function createWantedElsewhere({ ledger, policy }: ConsentInput, naming: GroupNaming) {
  const others = [...ledger.wants].filter(([pipeline]) => pipeline !== policy.name);
  return (msisdn: string, group: string): boolean =>
    others.some(([, wants]) => wants.get(msisdn)?.groups.some((one) => naming.isSame(one, group)));
}

/** The contact without groups that he may not be in; the same object where he may be in all. */
export function withoutForbidden(judge: ConsentJudge, contact: DesiredContact): DesiredContact {
  const groups = judge.permitted(contact.msisdn, contact.groups);
  return groups === contact.groups ? contact : { ...contact, groups };
}
