import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import type { RejectionCode } from '../contact/rejection.ts';
import { usualCellCharacters } from './cell-limits.ts';
import { createFastLandline } from './fast-landline.ts';
import { createFastMsisdn } from './fast-msisdn.ts';
import { isDate, isIdentityNumber, looksLikeIdentityNumber } from './identity-number.ts';
import { type NumberType, numberTypeOf } from './number-types.ts';
import { phoneFault } from './phone-fault.ts';
import { createPhoneReader, type RealNumber } from './phone-reading.ts';
import {
  digitsOf,
  foldPhone,
  isNothing,
  isSpreadsheetNumber,
  type PhoneDigits,
  trimPhone,
} from './phone-text.ts';

export { type NumberType, numberTypes } from './number-types.ts';

/** What a cell says: nothing, a number that passes, or why none does (T1). */
export type PhoneVerdict =
  | { readonly kind: 'empty' }
  | { readonly kind: 'ok'; readonly msisdn: string }
  | RejectedPhone;

export interface RejectedPhone {
  readonly kind: 'rejected';
  readonly code: RejectionCode;
  /** Numbers of any type and country that can be read in the cell all the same. */
  readonly readable: readonly string[];
  /** What the number is, where it is a real one (`number-type`, `country`). */
  readonly type?: NumberType | undefined;
  readonly country?: string | undefined;
}

export interface MsisdnParser {
  /** The first number in the cell that passes (T1). */
  parse(cell: string): PhoneVerdict;
  /**
   * What {@link MsisdnParser.parse} gives for the characters between two places, as a number; 0 where it takes a closer look
   * to tell.
   */
  quickValue(codes: Uint16Array, from: number, to: number): number;
  /** Every valid number in a cell, of whatever type and country (T7, T8). */
  readAny(cell: string): string[];
  /** Of a cell in which no number can be read: one at its head, cut off by another that is not whole (T8). */
  readBegun(cell: string): string[];
  /** The MSISDN that a cell is as it stands: digits that begin with a country code. */
  asMsisdn(cell: string): string | undefined;
  /** Whether a number, or a part of the cell that looks like one, cannot be read. */
  hasUnread(cell: string): boolean;
}

export interface MsisdnSettings {
  /** Country of numbers without a country code; two letters. */
  readonly region: string;
  readonly types: readonly NumberType[];
  /** Countries whose numbers pass; all, where left out. */
  readonly countries?: readonly string[] | undefined;
  /** How many characters a cell may have: several numbers, and words about them. */
  readonly longestCell?: number | undefined;
  /** Without it every cell goes the long way: for the test that compares the two. */
  readonly isFast?: boolean;
}

/** Countries whose mobiles are common enough in Swedish files to have a short way. */
const nordic = ['SE', 'NO', 'DK', 'FI'];

/** Countries whose numbers people write without a plus in Swedish files, where the plan tells mobiles from landlines. */
const near: ReadonlySet<string | undefined> = new Set(['SE', 'NO', 'FI', 'AX', 'IS', 'DK']);

const hyphen = 0x2d;

const empty: PhoneVerdict = { kind: 'empty' };

/** Whether libphonenumber knows a country, in capitals or not. */
export function isRegion(code: string): boolean {
  return isSupportedCountry(code.toUpperCase());
}

/**
 * Makes a parser for phone cells (T1). libphonenumber's full metadata say which numbers are valid, and of which type;
 * phone-text.ts what characters mean, phone-reading.ts what digits mean.
 */
export function createMsisdnParser(settings: MsisdnSettings): MsisdnParser {
  const { quickly, quickValue, read, finder } = createReading(settings);
  const { longestCell = usualCellCharacters } = settings;

  const parse = (cell: string): PhoneVerdict => {
    const quick = quickly(cell);
    if (quick !== undefined) return { kind: 'ok', msisdn: quick };
    if (cell.length > longestCell) return { kind: 'rejected', code: 'cell-too-long', readable: [] };
    const folded = foldPhone(cell);
    if (isNothing(folded)) return empty;
    const other = otherThanPhone(folded);
    if (other) return { kind: 'rejected', code: other, readable: [] };
    const text = trimPhone(folded);
    // What is a number as a whole is not taken apart: its parts are numbers by accident.
    const whole = read.whole(text);
    const numbers = whole ? [whole] : [...read.parts(text)];
    const passing = numbers.find(({ fault }) => !fault);
    if (passing) return { kind: 'ok', msisdn: passing.msisdn };
    const readable = distinct(numbers);
    const [first] = numbers;
    if (first?.fault) return rejected(first, first.fault, readable);
    if (looksLikeIdentityNumber(text)) return { kind: 'rejected', code: 'identity-number', readable: [] };
    const foreign = foreignWithoutPlus(text);
    if (foreign) return rejected(foreign, 'country', []);
    return { kind: 'rejected', code: phoneFault(read.bare(text), finder), readable: [] };
  };

  const readAny = (cell: string): string[] => {
    const quick = quickly(cell);
    if (quick !== undefined) return [quick];
    const folded = cell.length > longestCell ? '' : foldPhone(cell);
    if (isNothing(folded) || otherThanPhone(folded)) return [];
    const text = trimPhone(folded);
    const whole = read.whole(text);
    return whole ? [whole.msisdn] : distinct([...read.parts(text)]);
  };

  const readBegun = (cell: string): string[] => {
    const folded = cell.length > longestCell ? '' : foldPhone(cell);
    return isNothing(folded) || otherThanPhone(folded) ? [] : distinct([...read.begun(trimPhone(folded))]);
  };

  const hasUnread = (cell: string): boolean => {
    if (quickly(cell) !== undefined || cell.length > longestCell) return false;
    const folded = foldPhone(cell);
    if (isNothing(folded)) return false;
    const other = otherThanPhone(folded);
    if (other) return other === 'spreadsheet-number';
    const text = trimPhone(folded);
    return !read.whole(text) && asMsisdn(text) === undefined && read.hasUnread(text);
  };

  return { parse, quickValue, readAny, readBegun, asMsisdn, hasUnread };
}

/** What the numbering plans say of digits, judged by what the pipeline lets pass. */
function createReading(settings: MsisdnSettings) {
  const region = settings.region.toUpperCase() as CountryCode;
  const types = new Set(settings.types);
  const countries = settings.countries && new Set(settings.countries.map((code) => code.toUpperCase()));
  const faultOf = ({ type, country }: RealNumber): RealNumber['fault'] => {
    if (type === undefined || !types.has(type)) return 'number-type';
    return countries && !countries.has(country ?? '') ? 'country' : undefined;
  };
  const judged = (number: RealNumber | undefined) => number && { ...number, fault: faultOf(number) };
  const fast = createFastMsisdn({
    countries:
      types.has('mobile') && settings.isFast !== false
        ? nordic.filter((country) => countries?.has(country) ?? true)
        : [],
    home: region,
    metadata: metadata.countries,
    confirm: (digits, country) => {
      const number = international(digits);
      return number?.type === 'mobile' && number.country === country ? number.msisdn : undefined;
    },
  });
  const landline = createFastLandline({
    region,
    metadata: settings.isFast === false ? {} : metadata.countries,
    confirm: (digits) => {
      const number = international(digits);
      return number?.msisdn === digits && number.type === 'landline' && number.country === region;
    },
  });
  const asLandline = (msisdn: string | undefined): RealNumber | undefined =>
    msisdn === undefined ? undefined : { msisdn, type: 'landline', country: region, isAmbiguous: false };
  const read = createPhoneReader({
    ownCode: metadata.countries[region]?.[0] as string,
    international: (digits) => judged(asLandline(landline.international(digits)) ?? international(digits)),
    bareForeign: ({ country, isAmbiguous, msisdn }) =>
      countries ? countries.has(country ?? '') : near.has(country) && !isAmbiguous && msisdn.length >= 10,
    national: (digits) =>
      judged(asLandline(landline.national(digits)) ?? real(parsePhoneNumberFromString(digits, region))),
    quick: (written) => {
      const msisdn = fast.of(written);
      return msisdn === undefined ? undefined : { msisdn, type: 'mobile', country: undefined };
    },
  });
  const finder = {
    lengthFault: (digits: PhoneDigits) => lengthFault(digits, region),
    passes: (digits: PhoneDigits) => {
      const number = read.digits(digits, 'region');
      return number !== undefined && number.fault === undefined;
    },
  };

  // Of a personal number's form is no mobile: 070312-2384 is somebody's who was born in 2007.
  const quickly = (cell: string) =>
    cell.charCodeAt(6) === hyphen && isIdentityNumber(cell) ? undefined : fast.of(cell);
  const quickValue: MsisdnParser['quickValue'] = (codes, from, to) =>
    codes[from + 6] === hyphen ? 0 : fast.value(codes, from, to);
  return { quickly, quickValue, read, finder };
}

function asMsisdn(cell: string): string | undefined {
  const digits = cell.trim();
  return /^[1-9]\d{6,14}$/.test(digits) && international(digits)?.msisdn === digits ? digits : undefined;
}

/** What a text is that stands where a phone number should, and looks like one. */
function otherThanPhone(text: string): RejectionCode | undefined {
  if (isSpreadsheetNumber(text)) return 'spreadsheet-number';
  if (isIdentityNumber(text)) return 'identity-number';
  return isDate(text) ? 'not-a-number' : undefined;
}

/** A number abroad, for a text that would be one if it had a plus: to say so, not to use it. */
function foreignWithoutPlus(text: string): RealNumber | undefined {
  const written = digitsOf(text);
  if (!written || written.plus || written.digits.length < 10) return undefined;
  const number = international(written.digits);
  const isTold = number?.msisdn === written.digits && (!number.isAmbiguous || near.has(number.country));
  return isTold ? number : undefined;
}

function rejected(
  { type, country }: RealNumber,
  code: RejectionCode,
  readable: readonly string[],
): RejectedPhone {
  return { kind: 'rejected', code, readable, type, country };
}

function international(digits: string): RealNumber | undefined {
  return real(parsePhoneNumberFromString(`+${digits}`));
}

/** Valid, and of 7 to 15 digits. */
function real(number: PhoneNumber | undefined): RealNumber | undefined {
  if (!number?.isValid() || !/^\+[1-9]\d{6,14}$/.test(number.number)) return undefined;
  const type = number.getType();
  return {
    msisdn: number.number.slice(1),
    type: numberTypeOf(type),
    country: number.country,
    isAmbiguous: type === 'FIXED_LINE_OR_MOBILE',
  };
}

function lengthFault(
  { plus, digits }: PhoneDigits,
  region: CountryCode,
): 'too-short' | 'too-long' | undefined {
  const written = plus ? `+${digits}` : digits.replace(/^00/, '+');
  const fault = validatePhoneNumberLength(written, region);
  return fault === 'TOO_SHORT' ? 'too-short' : fault === 'TOO_LONG' ? 'too-long' : undefined;
}

function distinct(numbers: readonly RealNumber[]): string[] {
  return [...new Set(numbers.map(({ msisdn }) => msisdn))];
}
