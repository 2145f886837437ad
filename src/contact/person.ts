import { maskWrittenNumbersIn } from './mask.ts';
import type { RecordKey } from './record.ts';

/** A key as the ledger has it, after the source's name and a tab, and whose source that is: two pipelines may call theirs alike. */
export interface PersonKey {
  readonly pipeline: string;
  readonly key: RecordKey;
}

/** Somebody who asks what is kept of him, or wants it gone: by what he is found. */
export interface Person {
  readonly msisdn: string;
  /** Keys of his records, and of nobody else's in the same pipeline. */
  readonly keys: readonly PersonKey[];
  /** Keys that somebody has given: of a record of any source. */
  readonly givenKeys: readonly string[];
  /** Names that somebody has given: without that, a name is not looked for, since others are called so too. */
  readonly givenNames: readonly string[];
}

/** A shorter key without its source may be anything else in a text: a group, a count. */
const leastKey = 3;

/** Country codes of two digits; besides those and `1` and `7`, they have three (ITU-T E.164). */
const twoDigits = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** How many digits of an MSISDN are the code of its country. */
export function countryCodeLength(msisdn: string): number {
  if (/^[17]/.test(msisdn)) return 1;
  return twoDigits.test(msisdn) ? 2 : 3;
}

/** A shorter number is that of a service, and is written in one way. */
const leastNumber = 8;

/**
 * A regular expression by which a number is found in any text, however it is written (`070-174 06 05`, `+46 (0)70 1740605`): one that
 * both JavaScript and Postgres understand. It takes in the whole number, and no part of a longer one, or of one of another country.
 */
export function numberPattern(msisdn: string): string {
  if (msisdn.length < leastNumber) return `(?<![0-9])(?:\\+|00)?${msisdn}(?![0-9])`;
  const gap = '[^0-9A-Za-z]{0,3}';
  const length = countryCodeLength(msisdn);
  const country = [...msisdn.slice(0, length)].join(gap);
  const national = [...msisdn.slice(length)].join(gap);
  const abroad = `(?:\\+|00${gap})?${country}${gap}(?:0${gap})?`;
  const atHome = `(?<!\\+[0-9]{1,3}[ ()-]{0,3})(?:0${gap})?`;
  return `(?<![0-9])(?:${abroad}|${atHome})${national}(?![0-9])`;
}

/** Letters and digits for each engine: in some databases only those of English are letters. */
const inWords = { js: '[\\p{L}\\p{N}]', postgres: '[[:alnum:]À-ÖØ-öø-ɏ]' } as const;

/**
 * Names as a pattern, to be read without regard to case, each as whole words: `Anna` is not Johanna.
 *
 * @param engine who reads it; JavaScript with the flag `u`
 * @returns undefined where there is none
 */
export function namesPattern(names: readonly string[], engine: keyof typeof inWords): string | undefined {
  const found = names.map((name) => name.trim().replace(/\s+/g, ' ')).filter((name) => name !== '');
  if (found.length === 0) return undefined;
  // In a row, a first name and a last one stand in cells of their own.
  const patterns = found.map((name) =>
    name
      .split(' ')
      .map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('[ ";,|\\t]{1,6}'),
  );
  const letter = inWords[engine];
  // In JSON, a line break before a name ends in a letter.
  return `(?:(?<!${letter})|(?<=\\\\[bfnrt]))(?:${patterns.join('|')})(?!${letter})`;
}

/** The same for JavaScript, ready to use. */
function namesIn(names: readonly string[], flags: 'iu' | 'giu'): RegExp | undefined {
  const pattern = namesPattern(names, 'js');
  return pattern === undefined ? undefined : new RegExp(pattern, flags);
}

/** Tells whether a text names a person: by his number, by a key of his as the whole text, or by a name that was given. */
export function mentionsOf({ msisdn, keys, givenKeys, givenNames }: Person): (text: string) => boolean {
  const number = new RegExp(numberPattern(msisdn));
  const name = namesIn(givenNames, 'iu');
  const own = keys.map(({ key }) => key);
  const known = new Set([...own, ...own.map(bareKey).filter((key) => key.length >= leastKey), ...givenKeys]);
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
  const names = namesIn(givenNames, 'giu');
  const left = text.replace(new RegExp(numberPattern(msisdn), 'g'), takenOut);
  return names === undefined ? left : left.replace(names, takenOut);
}

/** The same text with every other number in it masked: what is told to somebody of whom it speaks, among others. */
export function withoutOthers({ msisdn }: Person, text: string): string {
  const own = new RegExp(`(${numberPattern(msisdn)})`);
  return text
    .split(own)
    .map((part, index) => (index % 2 === 1 ? part : maskWrittenNumbersIn(part)))
    .join('');
}

/**
 * Tells whether a text names somebody: by his number, or by a name that was given; where keys count, also by one of those.
 */
export function createNames(person: Person): (text: string, options: { readonly keys: boolean }) => boolean {
  const number = new RegExp(numberPattern(person.msisdn));
  const name = namesIn(person.givenNames, 'iu');
  const whole = [...person.keys.map(({ key }) => key), ...person.givenKeys].map((key) => JSON.stringify(key));
  // A key that was given may stand there after its source.
  const keys = [...whole, ...person.givenKeys.map((key) => `\\t${JSON.stringify(key).slice(1)}`)];
  return (text, options) =>
    number.test(text) ||
    name?.test(text) === true ||
    (options.keys && keys.some((key) => text.includes(key)));
}
