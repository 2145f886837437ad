import type { Event, Policy } from './story.ts';

/**
 * What is true, told by somebody who has read the rules and not the code: who wants whom, who must not be texted, and what
 * is ours. It shares nothing with what it judges.
 */

export interface Row {
  readonly number: string;
  readonly stop: boolean;
  readonly person: number;
}

/** One pipeline: its source as it is now, and what the product has read of it. */
export interface Company {
  readonly name: string;
  readonly policy: Policy;
  readonly group: string;
  readonly source: Map<number, Row>;
  /** The source as it was when a plan was saved. */
  planned: ReadonlyMap<number, Row>;
  /** What the last run that came so far has read. */
  read: ReadonlyMap<number, Row>;
  /** Numbers that it has wanted and, under `keep`, goes on wanting; with `add`, their membership too. */
  readonly kept: Set<string>;
  readonly keptMembers: Set<string>;
  /** Of those that it keeps the ones that a run has seen in Jojka, and that nothing has ended since. */
  readonly keptSurely: Set<string>;
  /** Numbers that it may want, since a run of it failed or died. */
  readonly maybe: Set<string>;
  /** People whom its source has opted out at any time. */
  readonly out: Set<number>;
}

export interface Held {
  readonly contacts: ReadonlyMap<string, readonly string[]>;
  readonly blocked: ReadonlySet<string>;
}

export interface Model {
  readonly companies: readonly Company[];
  readonly numbers: string[];
  /** STOPs that were fetched, and blocks by hand. */
  readonly stops: Set<string>;
  readonly manual: Set<string>;
  /** Numbers that the product has read as opted out, whatever became of that night (L1b, P11). */
  readonly noted: Set<string>;
  /** Contacts that the product has created, or adopted. */
  readonly ours: Set<string>;
  /** People who have answered STOP, under any number: it counts as an opt-out for every pipeline (P7). */
  readonly out: Set<number>;
}

const number = (person: number, times = 0) => `4670174${String(1000 + person + 100 * times)}`;

export function createModel(policies: readonly Policy[], people: number): Model {
  return {
    companies: policies.map((policy, index) => ({
      name: ['crm', 'webb'][index] as string,
      policy,
      group: ['Kunder', 'Webb'][index] as string,
      source: new Map(),
      planned: new Map(),
      read: new Map(),
      kept: new Set<string>(),
      keptMembers: new Set<string>(),
      keptSurely: new Set<string>(),
      maybe: new Set<string>(),
      out: new Set<number>(),
    })),
    numbers: Array.from({ length: people }, (_, person) => number(person)),
    stops: new Set(),
    manual: new Set(),
    noted: new Set(),
    ours: new Set(),
    out: new Set(),
  };
}

/** What happens in the world of the companies. */
export function happens(model: Model, event: Exclude<Event, { kind: 'somebody' | 'answers STOP' }>): void {
  const { source } = model.companies[event.pipeline] as Company;
  const row = source.get(event.person);
  const at = model.numbers[event.person] as string;
  switch (event.kind) {
    case 'joins':
    case 'joins, opted out':
      if (row) return;
      source.set(event.person, { person: event.person, number: at, stop: event.kind !== 'joins' });
      if (event.kind !== 'joins') (model.companies[event.pipeline] as Company).out.add(event.person);
      return;
    case 'leaves':
      source.delete(event.person);
      return;
    case 'opts out':
    case 'opts in':
      if (row) source.set(event.person, { ...row, stop: event.kind === 'opts out' });
      if (row && event.kind === 'opts out') {
        (model.companies[event.pipeline] as Company).out.add(event.person);
        endsKept(model, row.number);
      }
      return;
    case 'changes number': {
      endsKept(model, at);
      // His opt-out, at whichever source, follows him to the new number, and counts there for every pipeline (P7).
      if (model.companies.some(({ out }) => out.has(event.person))) model.out.add(event.person);
      const next = number(event.person, Math.floor((Number(at.slice(-4)) - 1000) / 100) + 1);
      model.numbers[event.person] = next;
      for (const company of model.companies) {
        const known = company.source.get(event.person);
        if (known) company.source.set(event.person, { ...known, number: next });
      }
    }
  }
}

/** Nobody keeps a number surely any more: he is gone, has another one, or has opted out. */
export function endsKept({ companies }: Model, msisdn: string): void {
  for (const { keptSurely } of companies) keptSurely.delete(msisdn);
}

/**
 * A run that failed or died may have read the source, and may have recorded what it asks for, or neither: certain is what
 * was so before and is so now.
 */
export function mayHaveBeenRead(company: Company, source: ReadonlyMap<number, Row>): void {
  for (const { number } of [...company.read.values(), ...source.values()]) {
    company.maybe.add(number);
    if (company.policy.absent === 'keep') company.kept.add(number);
  }
  company.read = new Map(
    [...company.read].flatMap(([person, row]) => {
      const now = source.get(person);
      return now?.number === row.number ? [[person, { ...row, stop: row.stop && now.stop }] as const] : [];
    }),
  );
}

/**
 * A command has read a source and gone on: who is opted out there is written down, whatever becomes of it. Who is not any
 * more may have been released.
 */
export function wasNoted(model: Model, source: ReadonlyMap<number, Row>): void {
  for (const { number, stop } of source.values())
    if (stop) model.noted.add(number);
    else model.noted.delete(number);
}

/** A night that was held back: what is wanted grows, and does not shrink (P10). */
export function wasReadAndHeldBack(company: Company, source: ReadonlyMap<number, Row>): void {
  for (const { number } of company.read.values()) company.maybe.add(number);
  company.read = new Map([...company.read, ...source]);
}

/** The product has read a source to its end. */
export function wasRead(model: Model, company: Company, source: ReadonlyMap<number, Row>): void {
  company.read = new Map(source);
  company.maybe.clear();
  for (const row of company.read.values()) {
    if (!wants(model, company, row)) continue;
    if (company.policy.absent === 'keep') company.kept.add(row.number);
    if (company.policy.mode === 'add' && wantsMember(model, company, row))
      company.keptMembers.add(row.number);
  }
}

/** Whoever has opted out once may be treated as absent, or may have been told to come back: both are let pass. */
function isUncertain(model: Model, { policy, out }: Company, row: Row): boolean {
  return policy.optedOut !== 'keep' && (model.out.has(row.person) || out.has(row.person));
}

function wants(model: Model, company: Company, row: Row): boolean {
  return !(company.policy.optedOut === 'remove' && isUncertain(model, company, row));
}

function wantsMember(model: Model, company: Company, row: Row): boolean {
  return !isUncertain(model, company, row);
}

const rowOf = (company: Company, msisdn: string) =>
  [...company.read.values()].find((row) => row.number === msisdn);

/** Whether a pipeline's last extract asks for a contact; of a membership likewise. */
function isWanted(model: Model, company: Company, msisdn: string): boolean {
  const row = rowOf(company, msisdn);
  return row !== undefined && wants(model, company, row);
}
function isMemberWanted(model: Model, company: Company, msisdn: string): boolean {
  const row = rowOf(company, msisdn);
  return row !== undefined && wantsMember(model, company, row);
}

/** Whether somebody must not be texted: a source says so, he said so himself, or somebody did by hand. */
export function mustBeBlocked({ companies, stops, manual }: Model, msisdn: string): boolean {
  return (
    stops.has(msisdn) ||
    manual.has(msisdn) ||
    companies.some((company) => rowOf(company, msisdn)?.stop === true)
  );
}

/** What is wrong with what one command did to Jojka. */
export function wrongsOf(
  model: Model,
  before: Held,
  after: Held,
  by: { readonly company?: Company | undefined; readonly unblocks?: string | undefined },
): string[] {
  const wrongs: string[] = [];
  const others = model.companies.filter((company) => company !== by.company);
  for (const [msisdn, groups] of after.contacts) {
    const known = before.contacts.get(msisdn);
    const isNew = !known || groups.some((group) => !known.includes(group));
    if (isNew && (mustBeBlocked(model, msisdn) || model.noted.has(msisdn)) && !after.blocked.has(msisdn))
      wrongs.push(`${msisdn} was made reachable and must be blocked`);
    for (const group of known ?? []) {
      if (groups.includes(group)) continue;
      const owner = model.companies.find((company) => company.group === group);
      if (!owner) wrongs.push(`${msisdn} was taken out of ${group}, which is somebody else's`);
      else if (others.includes(owner) && isMemberWanted(model, owner, msisdn))
        wrongs.push(`${msisdn} was taken out of ${group}, which ${owner.name} wants`);
    }
  }
  for (const [msisdn, groups] of before.contacts) {
    if (after.contacts.has(msisdn)) continue;
    if (!model.ours.has(msisdn)) wrongs.push(`${msisdn} was removed and is not ours`);
    if (groups.includes('Theirs')) wrongs.push(`${msisdn} was removed and is in a group of somebody else`);
    for (const other of others) {
      if (isWanted(model, other, msisdn)) wrongs.push(`${msisdn} was removed, and ${other.name} wants it`);
      if (other.keptSurely.has(msisdn)) wrongs.push(`${msisdn} was removed, and ${other.name} keeps it`);
    }
  }
  for (const msisdn of before.blocked)
    if (!after.blocked.has(msisdn) && msisdn !== by.unblocks && mustBeBlocked(model, msisdn))
      wrongs.push(`the block of ${msisdn} was lifted, and he must be blocked`);
  return wrongs;
}

/** What is not as a pipeline's rules say, after a run that claims that all is well. */
export function differences(
  model: Model,
  company: Company,
  held: Held,
  now: Held,
  liftedByOthers: ReadonlySet<string>,
): string[] {
  const wrongs: string[] = [];
  for (const row of company.read.values()) {
    const { number: msisdn } = row;
    const groups = now.contacts.get(msisdn);
    if (wants(model, company, row) && !groups) wrongs.push(`${msisdn} is not there`);
    if (wantsMember(model, company, row) && groups && !groups.includes(company.group))
      wrongs.push(`${msisdn} is not in ${company.group}`);
    if (row.stop && !now.blocked.has(msisdn) && !liftedByOthers.has(msisdn))
      wrongs.push(`${msisdn} is not blocked`);
  }
  for (const [msisdn, groups] of held.contacts) {
    const goes =
      company.policy.absent === 'remove-managed' &&
      model.ours.has(msisdn) &&
      !groups.includes('Theirs') &&
      rowOf(company, msisdn) === undefined &&
      !model.companies.some(
        (other) =>
          other !== company &&
          (isWanted(model, other, msisdn) || other.kept.has(msisdn) || other.maybe.has(msisdn)),
      ) &&
      // A membership of another pipeline is somebody else's too, as long as it is kept.
      !model.companies.some((other) => other !== company && groups.includes(other.group));
    if (goes && now.contacts.has(msisdn)) wrongs.push(`${msisdn} is still there`);
  }
  return wrongs;
}
