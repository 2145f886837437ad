import { prefixDigits, settledPrefixes } from './settled-prefixes.ts';

/** A landline of the region; what is not known may be one all the same. */
export interface FastLandline {
  /** Digits that begin with a country code. @returns the MSISDN */
  international(digits: string): string | undefined;
  /** Digits as they are dialled in the region. @returns the MSISDN */
  national(digits: string): string | undefined;
}

export interface FastLandlineSettings {
  /** Two letters. */
  readonly region: string;
  /** libphonenumber's metadata by country. Its form is not documented, hence not trusted. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Whether libphonenumber makes a landline of the region of an international number, with the same digits. */
  readonly confirm: (digits: string) => boolean;
}

const unasked = 0;
const yes = 1;
const no = 2;

/**
 * The short way for landlines of the region, of which lists of customers have many: that one is no mobile takes libphonenumber
 * longer to say than all else that is done with a row. Like the short way for mobiles it types in nothing of a numbering plan:
 * the metadata say which beginnings of four digits settle it, and libphonenumber is asked about each of them, the first time
 * that it is met. A country that shares its code with others has no short way, and none that takes off more of a number than
 * its zero. What a mobile may be too has none, whatever its beginning; nor has what begins as a call abroad does (`0198…` in
 * Uruguay).
 */
export function createFastLandline({ region, metadata, confirm }: FastLandlineSettings): FastLandline {
  const { code, settled, mobile, abroad } = settledOf(metadata, region);
  /** By length, and by beginning: what libphonenumber says. */
  const asked = new Map([...settled.keys()].map((length) => [length, new Uint8Array(10 ** prefixDigits)]));

  /** @param number behind the country code */
  const find = (number: string): string | undefined => {
    const prefix = Number(number.slice(0, prefixDigits));
    const known = asked.get(number.length);
    if (!known || settled.get(number.length)?.[prefix] !== 1 || mobile.test(number)) return undefined;
    if (known[prefix] === unasked) {
      const head = code + number.slice(0, prefixDigits);
      const tail = number.length - prefixDigits;
      known[prefix] = confirm(head + '0'.repeat(tail)) && confirm(head + '9'.repeat(tail)) ? yes : no;
    }
    return known[prefix] === yes ? code + number : undefined;
  };
  return {
    international: (digits) =>
      code !== '' && digits.startsWith(code) && digits.charAt(code.length) !== '0'
        ? find(digits.slice(code.length))
        : undefined,
    national: (digits) =>
      code !== '' && digits.startsWith('0') && digits.charAt(1) !== '0' && !abroad.test(digits)
        ? find(digits.slice(1))
        : undefined,
  };
}

interface Settled {
  /** The country code; '' where there is no short way. */
  readonly code: string;
  /** By length, for each beginning: whether all numbers are in the pattern of landlines. */
  readonly settled: ReadonlyMap<number, Uint8Array>;
  /** What mobiles match. */
  readonly mobile: RegExp;
  /** What a number begins with that is dialled abroad. */
  readonly abroad: RegExp;
}

function settledOf(metadata: Readonly<Record<string, unknown>>, region: string): Settled {
  const none = { code: '', settled: new Map(), mobile: /^$/, abroad: /^$/ };
  const country = metadata[region];
  if (!Array.isArray(country)) return none;
  const [code, idd, general, generalLengths, , trunk, , prefixes] = country;
  const [landline, mobile] = country[11] ?? [];
  if (!Array.isArray(landline) || trunk !== '0' || prefixes || isShared(metadata, code)) return none;
  const [pattern, lengths = generalLengths] = landline;
  // Of a country without a pattern of its own for mobiles libphonenumber is asked.
  const mobiles = mobile?.[0] ?? '';
  if (![code, idd, general, pattern, mobiles].every((part) => typeof part === 'string')) return none;
  if (!Array.isArray(lengths) || !/^[1-9]\d{0,2}$/.test(code)) return none;
  const usable = lengths.filter((length) => Number.isInteger(length) && length > prefixDigits);
  return {
    code,
    mobile: new RegExp(`^(?:${mobiles})$`),
    abroad: new RegExp(`^(?:${idd})`),
    settled: new Map(
      usable.map((length: number) => {
        const isPossible = settledPrefixes(general, length);
        return [
          length,
          settledPrefixes(pattern, length).map((one, prefix) => one & (isPossible[prefix] ?? 0)),
        ];
      }),
    ),
  };
}

function isShared(metadata: Readonly<Record<string, unknown>>, code: unknown): boolean {
  return Object.values(metadata).filter((one) => Array.isArray(one) && one[0] === code).length !== 1;
}
