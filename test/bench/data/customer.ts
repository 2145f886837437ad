import { pick, type Random, random } from '../../../data/generator/random.ts';
import { crmGroups, firstNames, lastNames, towns } from '../../../data/generator/words.ts';
import { spelled } from './spelling.ts';

/** Which data: the same three figures give the same bytes on every machine. */
export interface DataSet {
  readonly rows: number;
  readonly seed: number;
  /** Share of the customers that something happened to since yesterday. */
  readonly changed: number;
}

export type Day = 'yesterday' | 'today';

/** A customer as the CRM has him on a day. Everybody is invented; see `nationalNumber` for the numbers. */
export interface Customer {
  readonly first: string;
  readonly last: string;
  readonly town: string;
  readonly groups: readonly string[];
  readonly newsletter: boolean;
  readonly active: boolean;
  readonly optedOut: boolean;
  readonly mobile: string;
  readonly phone: string;
  /** Undefined where there is no number that an SMS could go to. */
  readonly msisdn: string | undefined;
}

const prefixes = ['70', '72', '73', '76', '79'] as const;

/**
 * A permutation, so that no number comes twice and neighbours in the file are none in the numbers. Five million
 * numbers cannot all be of the blocks that nobody has: keep these files away from real accounts.
 */
function nationalNumber(index: number): string {
  const at = (index * 7_654_321 + 1_234_567) % 10_000_000;
  return `${prefixes[index % 5]}${String(at).padStart(7, '0')}`;
}

/** Which of the rows' customers something happens to, and what; quarters of {@link DataSet.changed}. */
type Event = 'comes' | 'goes' | 'renamed' | 'regrouped' | undefined;

function eventOf(next: Random, changed: number): Event {
  const drawn = next() / changed;
  if (drawn >= 1) return undefined;
  return (['comes', 'goes', 'renamed', 'regrouped'] as const)[Math.floor(drawn * 4)];
}

export function customer(index: number, { seed, changed }: DataSet, day: Day): Customer {
  const next = random(Math.imul(index + 1, 0x9e3779b1) ^ seed);
  const event = eventOf(next, changed);
  const first = pick(next, firstNames);
  const last = pick(next, lastNames);
  const other = pick(next, lastNames);
  const town = pick(next, towns);
  const mask = Math.floor(next() * 2 ** crmGroups.length) & Math.floor(next() * 2 ** crmGroups.length);
  const newsletter = next() < 0.6;
  const active = next() < 0.96;
  const optedOut = next() < 0.003;
  const numbers = numbersOf(random(Math.imul(index + 7, 0x85ebca6b) ^ seed), index);
  const moved = event === 'regrouped' && day === 'today' ? 1 << Math.floor(next() * crmGroups.length) : 0;
  const isThere = event === 'comes' ? day === 'today' : event === 'goes' ? day === 'yesterday' : active;
  return {
    first,
    last: event === 'renamed' && day === 'today' ? (other === last ? `${last}-Ek` : other) : last,
    town,
    groups: crmGroups.filter((_, at) => ((mask ^ moved) >> at) & 1),
    newsletter,
    active: isThere,
    optedOut: optedOut && numbers.msisdn !== undefined,
    ...numbers,
  };
}

/** The columns Mobil and Telefon, and the number that is to come of them. */
function numbersOf(next: Random, index: number): Pick<Customer, 'mobile' | 'phone' | 'msisdn'> {
  const national = nationalNumber(index);
  const landline = `08-465 004 ${String(Math.floor(next() * 100)).padStart(2, '0')}`;
  const kind = next();
  const phone = next() < 0.3 ? landline : '';
  if (kind < 0.93) return { mobile: spelled(next, national), phone, msisdn: `46${national}` };
  if (kind < 0.95) return { mobile: '', phone: spelled(next, national), msisdn: `46${national}` };
  if (kind < 0.96)
    return { mobile: `+47 ${norwegian(index, ' ')}`, phone, msisdn: `47${norwegian(index, '')}` };
  if (kind < 0.985) return { mobile: landline, phone: '', msisdn: undefined };
  if (kind < 0.997) return { mobile: '', phone: '', msisdn: undefined };
  return {
    mobile: pick(next, ['saknas', '070-174 06', '12345', '099-999 99 99']),
    phone: '',
    msisdn: undefined,
  };
}

/** Eight digits of Norway's mobile ranges; a permutation too. */
function norwegian(index: number, gap: string): string {
  const at = (index * 7_654_321) % 6_000_000;
  const digits = `${[40, 41, 45, 46, 47, 48][Math.floor(at / 1_000_000)]}${String(at % 1_000_000).padStart(6, '0')}`;
  return `${digits.slice(0, 3)}${gap}${digits.slice(3, 5)}${gap}${digits.slice(5)}`;
}

/** The customer that a row repeats, if it is one of the duplicates: 3 of a hundred. */
export function repeatedIndex(index: number): number | undefined {
  return index % 33 === 17 ? index - 1 - (index % 13) : undefined;
}

/** The groups that the pipeline of the benchmark asks for. */
export function desiredGroups({ town, groups, newsletter }: Customer): string[] {
  return ['Kunder', `Ort ${town}`, ...groups, ...(newsletter ? ['Nyhetsbrev'] : [])];
}
