import type { RecordKey } from './record.ts';

/** Somebody who asks what is kept of him, or wants it gone: by what he is found. */
export interface Person {
  readonly msisdn: string;
  /** Keys of his records, and of nobody else's, as the ledger has them: after the source's name and a tab. */
  readonly keys: readonly RecordKey[];
  /** Keys that somebody has given: of a record of any source. */
  readonly givenKeys: readonly string[];
  /** Names that somebody has given: without that, a name is not looked for, since others are called so too. */
  readonly givenNames: readonly string[];
}

/** A shorter key without its source may be anything else in a text: a group, a count. */
const leastKey = 3;

/**
 * How many digits at the end make a number that number, however it is written: all behind the code of the country, of the Nordic
 * ones at least.
 */
const tellingDigits = (msisdn: string) => (msisdn.length >= 11 ? 9 : 8);

/**
 * A regular expression by which a number is found in any text, however it is written (`070-174 06 05`, `+46 (0)70 1740605`): one that
 * both JavaScript and Postgres understand.
 */
export function numberPattern(msisdn: string): string {
  return `${[...msisdn.slice(-tellingDigits(msisdn))].join('[^0-9A-Za-z]{0,3}')}(?![0-9])`;
}

/** Names as a pattern of the same kind, to be read without regard to case; undefined where there is none. */
export function namesPattern(names: readonly string[]): string | undefined {
  const found = names.map((name) => name.trim().replace(/\s+/g, ' ')).filter((name) => name !== '');
  if (found.length === 0) return undefined;
  // In a row, a first name and a last one stand in cells of their own.
  const patterns = found.map((name) =>
    name
      .split(' ')
      .map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('[ ";,|\\t]{1,6}'),
  );
  return `(?:${patterns.join('|')})`;
}

/** Tells whether a text names a person: by his number, by a key of his as the whole text, or by a name that was given. */
export function mentionsOf({ msisdn, keys, givenKeys, givenNames }: Person): (text: string) => boolean {
  const number = new RegExp(numberPattern(msisdn));
  const names = namesPattern(givenNames);
  const name = names === undefined ? undefined : new RegExp(names, 'i');
  const known = new Set([
    ...keys,
    ...keys.map(bareKey).filter((key) => key.length >= leastKey),
    ...givenKeys,
  ]);
  const given = new Set(givenKeys);
  return (text) =>
    number.test(text) || known.has(text) || given.has(bareKey(text)) || name?.test(text) === true;
}

/** A key without its source. */
function bareKey(key: RecordKey): string {
  return key.slice(key.indexOf('\t') + 1);
}

/** What stands in place of somebody's number or name in what is kept of others. */
const takenOut = '•••';

/** The same text without a person's number and the names that were given. */
export function without({ msisdn, givenNames }: Person, text: string): string {
  const names = namesPattern(givenNames);
  const left = text.replace(new RegExp(`\\+?[0-9 ()/-]{0,8}${numberPattern(msisdn)}`, 'g'), takenOut);
  return names === undefined ? left : left.replace(new RegExp(names, 'gi'), takenOut);
}

/**
 * Tells whether a text names somebody: by his number, or by a name that was given; where keys count, also by one of those.
 */
export function createNames(person: Person): (text: string, options: { readonly keys: boolean }) => boolean {
  const number = new RegExp(numberPattern(person.msisdn));
  const names = namesPattern(person.givenNames);
  const name = names === undefined ? undefined : new RegExp(names, 'i');
  const keys = [...person.keys, ...person.givenKeys].map((key) => JSON.stringify(key));
  return (text, options) =>
    number.test(text) ||
    name?.test(text) === true ||
    (options.keys && keys.some((key) => text.includes(key)));
}
