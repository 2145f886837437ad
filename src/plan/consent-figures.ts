import { type ConsentState, isExpired } from '../contact/consent.ts';
import { type Day, dayText, todayAt } from '../contact/day.ts';
import type { Warning } from '../contact/rejection.ts';
import type { ConsentInput, ConsentJudge, Status } from './consent.ts';

/** Who has said yes, in figures: of the contacts that are desired. */
export interface ConsentFigures {
  readonly yes: number;
  /** All who have not, for whatever reason. */
  readonly no: number;
  /** Of those: whose yes is too old, whose became so within this month, and whose since the last night. */
  readonly expired: number;
  readonly expiredThisMonth: number;
  readonly expiredNow: number;
  /** Of those: of whom nothing is said, or neither yes nor no, or a yes of a day that cannot be read. */
  readonly unsaid: number;
  readonly odd: number;
  /** Yeses that will be too old within 30 days, unless they are said again. */
  readonly expiring: number;
  /** Contacts that another pipeline keeps out of groups of this one. */
  readonly elsewhere: number;
}

/** What the guards look at (G6, G9). */
export interface ConsentGuardFigures {
  /** Cells that have a value, and those that are no answer. */
  readonly values: number;
  readonly odd: number;
  /** Yeses of the last night, and those of them that are none now, and not for their age. */
  readonly known: number;
  readonly lost: number;
}

const soon = 30;

/** @returns undefined where no source asks for consent, and no other pipeline keeps anybody out */
export function consentFigures(
  input: ConsentInput,
  judge: ConsentJudge,
): { readonly figures: ConsentFigures; readonly guard: ConsentGuardFigures } | undefined {
  const { desired, createdAt } = input;
  const elsewhere = countElsewhere(input, judge);
  if (judge.rules.length === 0 && elsewhere === 0) return undefined;
  const counts = {
    ...{ yes: 0, no: 0, expired: 0, expiredThisMonth: 0, expiredNow: 0, unsaid: 0, odd: 0, expiring: 0 },
    lost: 0,
  };
  const today = todayAt(createdAt);
  for (const found of everybody(input, judge)) count(found, today, counts);
  const { lost, ...figures } = counts;
  return {
    figures: { ...figures, elsewhere },
    guard: {
      values: desired.consent?.counts.values ?? 0,
      odd: desired.consent?.counts.odd ?? 0,
      known: countKnown(input, judge),
      lost,
    },
  };
}

/** What is said of one person, or of several alike, by which rule, and what was said last time. */
interface Found {
  readonly contacts: number;
  readonly status: Pick<Status, 'state' | 'at'>;
  readonly maxAge: number | undefined;
  readonly before: ConsentState | undefined;
}

function count(
  { status: { state, at }, maxAge, before, contacts }: Found,
  today: Day,
  counts: Record<Exclude<keyof ConsentFigures, 'elsewhere'> | 'lost', number>,
): void {
  if (state === 'yes') {
    counts.yes += contacts;
    if (at !== undefined && isExpired(at, maxAge, today + soon)) counts.expiring += contacts;
    return;
  }
  counts.no += contacts;
  if (state === 'empty') counts.unsaid += contacts;
  if (state === 'odd' || state === 'undated') counts.odd += contacts;
  if (state !== 'expired') {
    if (before === 'yes') counts.lost += contacts;
    return;
  }
  counts.expired += contacts;
  if (before === 'yes') counts.expiredNow += contacts;
  if (isOfMonth(at, maxAge, today)) counts.expiredThisMonth += contacts;
}

/** Every desired contact of whom a source speaks, once: by the first that does. */
function* everybody({ desired }: ConsentInput, judge: ConsentJudge): Generator<Found> {
  const [only, ...more] = judge.rules;
  if (only && more.length === 0)
    for (const [state, at, contacts] of only.asBefore.counts())
      yield { contacts, status: { state, at }, maxAge: only.maxAge, before: state };
  for (const [place, rule] of judge.rules.entries())
    for (const [msisdn] of more.length === 0 ? rule.asBefore.others(rule.of) : rule.of) {
      if (!desired.contacts.has(msisdn)) continue;
      if (judge.rules.slice(0, place).some(({ of }) => of.has(msisdn))) continue;
      const found = strictest(judge, msisdn);
      if (found) yield found;
    }
}

/** What counts of what several sources say of somebody: the first that is no yes. */
function strictest(judge: ConsentJudge, msisdn: string): Found | undefined {
  const all = judge.rules.flatMap((rule) => {
    const status = judge.statusOf(rule, msisdn);
    return status
      ? [{ contacts: 1, status, maxAge: rule.maxAge, before: rule.known.get(msisdn)?.state }]
      : [];
  });
  return all.find(({ status }) => status.state !== 'yes') ?? all[0];
}

/** Whether the first day on which a yes was too old is of this month. */
function isOfMonth(at: Day | undefined, maxAge: number | undefined, today: Day): boolean {
  if (at === undefined || maxAge === undefined) return false;
  return dayText(at + maxAge + 1).slice(0, 7) === dayText(today).slice(0, 7);
}

/** Of whom the pipeline asks for or wanted: of others it may know what they said, too. */
function countKnown({ desired, ledger, policy }: ConsentInput, { rules }: ConsentJudge): number {
  const wants = ledger.wants.get(policy.name);
  const all = new Set<string>();
  let count = 0;
  for (const { known } of rules)
    for (const [msisdn, { state }] of known) {
      if (state !== 'yes' || !(desired.contacts.has(msisdn) || wants?.has(msisdn))) continue;
      count++;
      if (rules.length > 1) all.add(msisdn);
    }
  return rules.length > 1 ? all.size : count;
}

function countElsewhere({ desired }: ConsentInput, { elsewhere }: ConsentJudge): number {
  let count = 0;
  for (const msisdn of elsewhere.numbers()) {
    const groups = desired.contacts.get(msisdn)?.groups ?? [];
    if (groups.some((group) => elsewhere.has(msisdn, group))) count++;
  }
  return count;
}

/** Whom other pipelines keep out of groups of this one (C5). */
export function elsewhereWarnings({ desired }: ConsentInput, { elsewhere }: ConsentJudge): Warning[] {
  const pipelines = new Set<string>();
  let contacts = 0;
  for (const msisdn of elsewhere.numbers()) {
    const groups = desired.contacts.get(msisdn)?.groups ?? [];
    const by = groups.flatMap((group) => elsewhere.by(msisdn, group));
    if (by.length > 0) contacts++;
    for (const pipeline of by) pipelines.add(pipeline);
  }
  return contacts === 0
    ? []
    : [{ code: 'consent-elsewhere', figures: { contacts, pipelines: [...pipelines].sort() } }];
}
