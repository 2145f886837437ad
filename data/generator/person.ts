import { pick, random, weighted } from './random.ts';
import { crmGroups, firstNames, lastNames, towns } from './words.ts';

/** What is true of a customer, before anybody typed it into a CRM. */
export interface Person {
  readonly index: number;
  readonly first: string;
  readonly last: string;
  readonly town: string;
  readonly groups: readonly string[];
  readonly newsletter: boolean;
  readonly active: boolean;
  readonly optedOut: boolean;
  /** What stands in the CRM's phone columns. */
  readonly phone:
    | 'mobile'
    | 'mobile-in-telefon'
    | 'norwegian'
    | 'finnish'
    | 'landline'
    | 'none'
    | 'ruined'
    | 'nonsense';
  /** Nine digits for a Swedish mobile, without the leading 0. */
  readonly national: string;
  readonly msisdn: string;
}

/** Which numbers are given out: `sample` is the block 070-174 xx xx, `bulk` has room for ten million. */
export type NumberBlock = 'sample' | 'bulk';

/** The same person for the same index and block, whenever it is asked for. */
export function person(index: number, block: NumberBlock): Person {
  const next = random(index * 2654435761 + 17);
  const phone = weighted(next, {
    mobile: 900,
    'mobile-in-telefon': 20,
    norwegian: 10,
    finnish: 4,
    landline: 30,
    none: 15,
    ruined: 7,
    nonsense: 14,
  });
  const national = nationalNumber(index, block);
  const norwegian = `400${String(index % 100_000).padStart(5, '0')}`;
  return {
    index,
    first: pick(next, firstNames),
    last: pick(next, lastNames),
    town: next() < 0.02 ? '' : pick(next, towns),
    groups: crmGroups.filter(() => next() < 0.2),
    newsletter: next() < 0.6,
    active: next() < 0.96,
    optedOut: next() < 0.03,
    phone,
    national,
    msisdn: phone === 'norwegian' ? `47${norwegian}` : `46${national}`,
  };
}

/** A permutation, so that neighbours in the file are none in the numbers, and no number comes twice. */
export function nationalNumber(index: number, block: NumberBlock): string {
  if (block === 'bulk') return `70${String((index * 7_654_321 + 1_234_567) % 10_000_000).padStart(7, '0')}`;
  return `70174${String((index * 4567 + 605) % 10_000).padStart(4, '0')}`;
}

/** True when the nightly pipeline finds a number in the person's record that it may use. */
export function isReachable({ phone, active }: Person): boolean {
  return active && (phone === 'mobile' || phone === 'mobile-in-telefon' || phone === 'norwegian');
}

/** The groups that the nightly pipeline asks for. */
export function desiredGroups({ town, groups, newsletter }: Person): string[] {
  return ['Kunder', ...(town ? [`Ort ${town}`] : []), ...groups, ...(newsletter ? ['Nyhetsbrev'] : [])];
}
