import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';
import type { RejectionCode } from '../contact/rejection.ts';
import { createFastMsisdn } from './fast-msisdn.ts';
import { type NumberType, numberTypeOf } from './number-types.ts';
import { foldPhone, isSpreadsheetNumber, splitNumbers, trimNumber } from './phone-text.ts';

export { type NumberType, numberTypes } from './number-types.ts';

/** What a cell says: nothing, a number that passes, or why none does. */
export type PhoneVerdict =
  | { readonly kind: 'empty' }
  | { readonly kind: 'ok'; readonly msisdn: string }
  | {
      readonly kind: 'rejected';
      readonly code: RejectionCode;
      /** Numbers of any type and country that can be read in the cell all the same. */
      readonly readable: readonly string[];
    };

export interface MsisdnParser {
  /** The first number in the cell that passes (T1). */
  parse(cell: string): PhoneVerdict;
  /** Every valid number in a text, of whatever type and country. */
  readAny(text: string): string[];
}

export interface MsisdnSettings {
  /** Country of numbers without a country code; two letters. */
  readonly region: string;
  readonly types: readonly NumberType[];
  /** Countries whose numbers pass; all, where left out. */
  readonly countries?: readonly string[] | undefined;
}

const empty: PhoneVerdict = { kind: 'empty' };

/** Whether libphonenumber knows a country, in capitals or not. */
export function isRegion(code: string): boolean {
  return isSupportedCountry(code.toUpperCase());
}

/**
 * Makes a parser for phone numbers in cells.
 *
 * A number without plus and zeros is read as one of the region first; where that is not valid, as one that lacks only
 * its plus (`4790112233` in Sweden is Norwegian). So a number that lost its leading zero in a spreadsheet is found
 * again, and one that is an MSISDN already stays what it is.
 */
export function createMsisdnParser(settings: MsisdnSettings): MsisdnParser {
  const region = settings.region.toUpperCase() as CountryCode;
  const types = new Set(settings.types);
  const countries = settings.countries && new Set(settings.countries.map((code) => code.toUpperCase()));
  const isFast = region === 'SE' && types.has('mobile') && (countries?.has('SE') ?? true);
  const fast = isFast ? createFastMsisdn() : () => undefined;

  const read = (text: string): PhoneNumber | undefined => {
    const number = trimNumber(text);
    const national = parsePhoneNumberFromString(number, region);
    if (isReal(national)) return national;
    const digits = number.replace(/\D/g, '');
    if (number.includes('+') || digits.startsWith('0') || digits.length < 9) return undefined;
    const international = parsePhoneNumberFromString(`+${digits}`);
    return isReal(international) ? international : undefined;
  };

  const judge = (number: PhoneNumber): RejectionCode | undefined => {
    const type = numberTypeOf(number.getType());
    if (type === undefined || !types.has(type)) return 'number-type';
    return countries && !countries.has(number.country ?? '') ? 'country' : undefined;
  };

  const parse = (cell: string): PhoneVerdict => {
    const quick = fast(cell);
    if (quick !== undefined) return { kind: 'ok', msisdn: quick };
    const text = foldPhone(cell);
    if (text === '') return empty;
    if (isSpreadsheetNumber(text)) return { kind: 'rejected', code: 'spreadsheet-number', readable: [] };
    let code: RejectionCode | undefined;
    const readable: string[] = [];
    for (const part of [text, ...splitNumbers(text)]) {
      const number = read(part);
      if (!number) continue;
      const fault = judge(number);
      if (fault === undefined) return { kind: 'ok', msisdn: msisdnOf(number) };
      code ??= fault;
      readable.push(msisdnOf(number));
    }
    return { kind: 'rejected', code: code ?? faultOf(text, region), readable };
  };

  return {
    parse,
    readAny: (text) => {
      const folded = foldPhone(text);
      if (folded === '' || isSpreadsheetNumber(folded)) return [];
      const whole = read(folded);
      if (whole) return [msisdnOf(whole)];
      return [
        ...new Set(
          splitNumbers(folded)
            .flatMap((part) => read(part) ?? [])
            .map(msisdnOf),
        ),
      ];
    },
  };
}

function isReal(number: PhoneNumber | undefined): number is PhoneNumber {
  return number?.isValid() === true && /^\+[1-9]\d{6,14}$/.test(number.number);
}

function msisdnOf(number: PhoneNumber): string {
  return number.number.slice(1);
}

/** Why no number can be read in a text. */
function faultOf(text: string, region: CountryCode): RejectionCode {
  const parts = splitNumbers(text);
  const number = trimNumber(parts[0] ?? text);
  const digits = number.replace(/\D/g, '').length;
  if (digits === 0) return 'not-a-number';
  const fault = validatePhoneNumberLength(number, region);
  if (fault === 'TOO_LONG' || digits > 15) return 'too-long';
  return fault === 'TOO_SHORT' || digits < 7 ? 'too-short' : 'invalid-number';
}
