import { digitsOf } from '../contact/digits.ts';
import { prefixDigits, settledPrefixes } from './settled-prefixes.ts';

/**
 * The short way for the shapes that nearly every row has: Swedish mobiles, and other Nordic ones with a country code,
 * in digits and everyday punctuation. One pass over the characters gathers the digits as a number; a table tells
 * whether it is a mobile. It answers only where the long way would say the same (a test holds it to that), and says
 * nothing of everything else, which then goes the long way.
 *
 * Nothing about any numbering plan is typed in here. The tables come from libphonenumber's own metadata, and each of
 * them is put to libphonenumber before it is used: a country whose metadata has another form than expected, or for
 * which library and table disagree, simply has no short way.
 */
export interface FastMsisdn {
  of(cell: string): string | undefined;
  /** The same of characters between two places, and as a number; 0 where it says nothing. */
  value(codes: Uint16Array, from: number, to: number): number;
}

/** What has more characters goes the long way. */
const longest = 32;

/** Mobile numbers of one country and one length, as they stand behind the country code. */
interface MobileRange {
  /** Digits behind the country code. */
  readonly length: number;
  /** Digits with the country code. */
  readonly total: number;
  /** The country code with zeros behind it: added to the national number it gives the MSISDN. */
  readonly base: number;
  /** By its first four digits, whether a national number is a mobile. */
  readonly isMobile: Uint8Array;
  /** What a national number is divided by to get those four. */
  readonly scale: number;
  /** Whether people may write a zero between country code and number, and in place of the country code. */
  readonly hasTrunkZero: boolean;
}

export interface FastSettings {
  /** Countries whose mobiles pass, of those that are worth a short way. */
  readonly countries: readonly string[];
  /** The country of numbers without country code, where it is one of those. */
  readonly home: string | undefined;
  /** libphonenumber's metadata by country. Its form is not documented, hence not trusted. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What libphonenumber makes of an international number: its digits, if it is a valid mobile of the country. */
  readonly confirm: (digits: string, country: string) => string | undefined;
}

/** Makes the short way. Where there is no usable table it never answers. */
export function createFastMsisdn({ countries, home, metadata, confirm }: FastSettings): FastMsisdn {
  const rangesOf = (country: string): MobileRange[] => {
    const ranges = mobileRanges(metadata[country]);
    return ranges.every((range) => isConfirmed(range, country, confirm)) ? ranges : [];
  };
  const own = home !== undefined && countries.includes(home) ? rangesOf(home) : [];
  const homeRange = own.length === 1 ? withoutCollision(own[0]) : undefined;
  /** Made when the first number of abroad comes: most lists have none. */
  let others: MobileRange[] | undefined;
  const ofAnyCountry = (value: number, count: number): number => {
    const found = international(own, value, count);
    if (found !== 0) return found;
    others ??= countries.flatMap((country) => (country === home ? [] : rangesOf(country)));
    return international(others, value, count);
  };

  const read: FastMsisdn['value'] = (codes, from, to) => {
    const length = to - from;
    if (length < 8 || length > longest) return 0;
    let plus = false;
    let zeros = 0;
    let count = 0;
    let value = 0;
    let beforeDot = -1;
    for (let index = from; index < to; index++) {
      const code = codes[index] as number;
      if (code >= 48 && code <= 57) {
        if (code === 48 && count === 0) zeros++;
        else {
          value = value * 10 + code - 48;
          count++;
        }
      } else if (code === 46) beforeDot = count;
      else if (code === 43) {
        if (plus || count + zeros > 0) return 0;
        plus = true;
      } else if (code !== 32 && code !== 45 && code !== 47 && code !== 40 && code !== 41 && code !== 160)
        return 0;
    }
    if (count > 15) return 0;
    // Zeros behind a last dot may be those of a spreadsheet's float: the long way tells.
    if (beforeDot >= 0 && count - beforeDot <= 2 && value % 10 === 0) return 0;
    if (plus ? zeros === 0 : zeros === 2) return ofAnyCountry(value, count);
    if (plus || homeRange === undefined || zeros > 1) return 0;
    if (count === homeRange.length) return national(homeRange, value);
    return zeros === 0 ? international(own, value, count) : 0;
  };

  const scratch = new Uint16Array(longest);
  return {
    value: read,
    of: (cell) => {
      const { length } = cell;
      if (length > longest) return undefined;
      for (let index = 0; index < length; index++) scratch[index] = cell.charCodeAt(index);
      const value = read(scratch, 0, length);
      return value === 0 ? undefined : digitsOf(value);
    },
  };
}

function international(ranges: readonly MobileRange[], value: number, count: number): number {
  for (const range of ranges) {
    const spare = count - range.total;
    if (spare !== 0 && !(spare === 1 && range.hasTrunkZero)) continue;
    const rest = value - (spare === 0 ? range.base : range.base * 10);
    if (rest > 0 && rest < range.scale * 10 ** prefixDigits) {
      const found = national(range, rest);
      if (found !== 0) return found;
    }
  }
  return 0;
}

function national(range: MobileRange, value: number): number {
  return range.isMobile[Math.floor(value / range.scale)] === 1 ? range.base + value : 0;
}

/** The tables of a country; none where its metadata has another form than expected. */
function mobileRanges(country: unknown): MobileRange[] {
  if (!Array.isArray(country)) return [];
  const [code, , general, generalLengths, , trunk] = country;
  const mobile = country[11]?.[1];
  if (!Array.isArray(mobile)) return [];
  const [pattern, lengths = generalLengths] = mobile;
  if (![code, general, pattern].every((part) => typeof part === 'string')) return [];
  if (!Array.isArray(lengths) || !/^[1-9]\d{0,2}$/.test(code)) return [];
  return lengths
    .filter((length) => Number.isInteger(length) && length > prefixDigits && code.length + length <= 14)
    .map((length: number) => {
      const isPossible = settledPrefixes(general, length);
      return {
        length,
        total: code.length + length,
        base: Number(code) * 10 ** length,
        isMobile: settledPrefixes(pattern, length).map((yes, prefix) => yes & (isPossible[prefix] ?? 0)),
        scale: 10 ** (length - prefixDigits),
        hasTrunkZero: trunk === '0',
      };
    });
}

/** Puts the table to libphonenumber: the first and the last number of every hundred prefixes that has any. */
function isConfirmed(range: MobileRange, country: string, confirm: FastSettings['confirm']): boolean {
  const { isMobile, base, scale, length, hasTrunkZero } = range;
  for (let hundred = 0; hundred < isMobile.length; hundred += 100) {
    const part = isMobile.subarray(hundred, hundred + 100);
    if (!part.includes(1)) continue;
    const first = (hundred + part.indexOf(1)) * scale;
    const last = (hundred + part.lastIndexOf(1) + 1) * scale - 1;
    for (const value of [first, last]) {
      const msisdn = String(base + value);
      if (confirm(msisdn, country) !== msisdn) return false;
      const trunk = `${msisdn.slice(0, -length)}0${msisdn.slice(-length)}`;
      if (hasTrunkZero && confirm(trunk, country) !== msisdn) return false;
    }
  }
  return true;
}

/** A home range can be read without zero and country code only if no mobile begins as the country code does. */
function withoutCollision(range: MobileRange | undefined): MobileRange | undefined {
  if (!range?.hasTrunkZero) return undefined;
  const code = String(range.base).slice(0, -range.length);
  const collides = range.isMobile.some((yes, prefix) => yes === 1 && String(prefix).startsWith(code));
  return collides ? undefined : range;
}
