import { repeatedIndex } from './crm-csv.ts';
import {
  desiredGroups,
  isReachable,
  type NumberBlock,
  nationalNumber,
  type Person,
  person,
} from './person.ts';
import { pick, type Random, random } from './random.ts';
import { firstNames, lastNames } from './words.ts';

export interface StateContact {
  readonly msisdn: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** What the sandbox starts from. */
export interface SandboxState {
  readonly version: 1;
  readonly contacts: readonly StateContact[];
  readonly blocklist: readonly string[];
  readonly replies: readonly {
    readonly inserted: string;
    readonly sender: string;
    readonly message: string;
  }[];
}

/** The customers that a CRM file of so many rows brings to Jojka, and those whose row is cut short. */
export function* reachable(rows: number, block: NumberBlock): Generator<Person> {
  for (let index = 0; index < rows; index += 1) {
    if (repeatedIndex(index) !== undefined && isRepeat(index, block)) continue;
    const of = person(index, block);
    if (isReachable(of)) yield of;
  }
}

function isRepeat(index: number, block: NumberBlock): boolean {
  const original = repeatedIndex(index);
  if (original === undefined) return false;
  const of = person(original, block);
  return isReachable(of) && of.phone === 'mobile';
}

/** How often Jojka knows something else of a customer than the CRM, each of 1. */
export interface Drift {
  readonly missing: number;
  readonly olderName: number;
  readonly lacksGroup: number;
  readonly leftGroup: number;
}

/** What Jojka holds of a customer: nothing, the same as the CRM, or what the CRM said some time ago. */
export function held(of: Person, drift: Drift): StateContact | undefined {
  const next = random(of.index * 69069 + 5);
  if (next() < drift.missing) return undefined;
  const last = next() < drift.olderName ? pick(next, lastNames) : of.last;
  let groups = desiredGroups(of);
  if (next() < drift.lacksGroup) groups = groups.filter((_, at) => at !== groups.length - 1);
  if (next() < drift.leftGroup) groups.push(pick(next, ['Julkampanj 2023', 'Ort Lund', 'Provmedlem']));
  return { msisdn: of.msisdn, name: `${of.first} ${last}`, groups };
}

/** The account that the sample data belong to. */
export function sampleState(rows: number): SandboxState {
  const next = random(2026);
  const people = [...reachable(rows, 'sample')];
  const contacts = people.flatMap((of) => {
    const contact = held(of, { missing: 0.06, olderName: 0.03, lacksGroup: 0.04, leftGroup: 0.03 });
    return contact ? [foreign(contact, of.index)] : [];
  });
  contacts.push(...Array.from({ length: 120 }, (_, at) => manual(next, at)));
  const optedOut = people.filter((of) => of.optedOut).map((of) => of.msisdn);
  const others = [0, 1, 2, 3, 4].map((at) => `46${nationalNumber(9_000 + at, 'sample')}`);
  return {
    version: 1,
    contacts: shuffled(next, contacts),
    blocklist: [...optedOut.filter((_, at) => at % 3 === 0), ...others].sort(),
    replies: sampleReplies(people),
  };
}

/** What the account's owners did by hand to some of the customers. */
function foreign(contact: StateContact, index: number): StateContact {
  if (index % 173 === 5) return { ...contact, groups: [...contact.groups, 'Personal'] };
  if (index % 191 === 7) return { ...contact, groups: [...contact.groups, 'Stockholm, Norr'] };
  if (index % 487 === 11) return { ...contact, name: contact.name.split(' ').reverse().join(', ') };
  return contact;
}

/** A contact that no CRM knows. */
function manual(next: Random, at: number): StateContact {
  const name = `${pick(next, firstNames)} ${pick(next, lastNames)}`;
  const groups = pick(next, [
    ['Personal'],
    ['Personal'],
    ['Stockholm, Norr'],
    ['Leverantörer'],
    ['Personal', 'Jour'],
    [],
  ]);
  const odd = at % 24 === 3 ? `${name}, växeln` : at % 24 === 15 ? `Taxi; ${name}` : name;
  return { msisdn: `46${nationalNumber(5_000 + at, 'sample')}`, name: odd, groups };
}

function shuffled<T>(next: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function sampleReplies(people: readonly Person[]): SandboxState['replies'] {
  const said = [
    'STOPP',
    'Tack för påminnelsen!',
    'stop',
    'Kan ni ringa mig?',
    'Nej tack',
    'Stoppa pressarna',
    'AVSLUTA.',
  ];
  return said.map((message, at) => ({
    inserted: `2026-11-2${1 + (at >> 2)} ${String(6 + at).padStart(2, '0')}:1${at}:0${at}`,
    sender: people[at * 31 + 3]?.msisdn ?? '',
    message,
  }));
}
