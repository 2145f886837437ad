import type { NumberType } from './number-types.ts';
import { type CellReader, createCellReader } from './phone-pieces.ts';
import {
  digitsOf,
  hasSeparator,
  type PhoneDigits,
  withoutBracketedZero,
  withoutRemark,
} from './phone-text.ts';

/** A number that libphonenumber calls valid. */
export interface RealNumber {
  readonly msisdn: string;
  readonly type: NumberType | undefined;
  readonly country: string | undefined;
  /** Its plan does not tell mobiles from landlines, as in North America. */
  readonly isAmbiguous?: boolean;
  /** Why it does not pass, if it does not. */
  readonly fault?: 'number-type' | 'country' | undefined;
}

/** What can be asked of the numbering plans; each gives a number only where it is valid. */
export interface NumberingPlans {
  /** The country code of the region of numbers that have none. */
  readonly ownCode: string;
  /** Digits that begin with a country code. */
  international(digits: string): RealNumber | undefined;
  /** Digits as they are dialled in the region, or without the leading zero. */
  national(digits: string): RealNumber | undefined;
  /**
   * Whether a country's numbers may be written without plus and zeros: one that the pipeline lists, with all that its plan
   * has; or, where it lists none, a Nordic one, where mobiles can be told from landlines.
   */
  bareForeign(number: RealNumber): boolean;
  /** A short way for common mobiles, written with plus or zeros or without; what it does not know may be a number. */
  quick(written: string): RealNumber | undefined;
}

/**
 * What digits without plus and leading zero may be: no number at all, one of the region, or one of any country.
 */
export type BareReading = 'none' | 'region' | 'any';

/** Reads numbers of any type and country out of digits and folded texts. */
export interface PhoneReader extends CellReader {
  digits(digits: PhoneDigits, bare: BareReading): RealNumber | undefined;
  /** The number that a text is as a whole. */
  whole(text: string): RealNumber | undefined;
}

/**
 * Decides what digits mean (T1); whether they are a number is for the numbering plans to say.
 *
 * - Behind a plus or two zeros stands a country code.
 * - Behind one zero stands a number of the region.
 * - Bare digits are the first of these that is a valid number: an MSISDN of the region (`46701740605`); a number of
 *   the region that lost its zero in a spreadsheet (`701740605`); an MSISDN of another country (`4790112233`). The
 *   last only where nothing in the cell separates numbers, and of countries that the pipeline lists, or that are near:
 *   nearly any digits are somebody's number somewhere (`201001010000` in Egypt, `12345678901` in North America).
 *
 * The order matters where digits can be read in two ways. `491701234567` in Germany could be a landline of the area
 * 0491, and is an MSISDN in every CRM that ever exported one. A landline of the region that lost its zero must not
 * become somebody's mobile abroad, so foreign readings come last. And the first valid reading decides even when its
 * type does not pass: a number is never bent until it fits.
 */
export function createPhoneReader(plans: NumberingPlans): PhoneReader {
  const { ownCode, international, national, bareForeign, quick } = plans;
  const readDigits: PhoneReader['digits'] = ({ plus, digits }, bare) => {
    if (digits.length < 5 || digits.length > 18) return undefined;
    if (bare === 'none' && !plus && !digits.startsWith('0')) return undefined;
    const known = quick(plus ? `+${digits}` : digits);
    if (known) return known;
    if (digits.startsWith('00')) return international(digits.replace(/^0+/, ''));
    // No country code begins with a zero: a plus in front of one is a slip.
    if (digits.startsWith('0'))
      return national(digits) ?? (plus ? international(digits.slice(1)) : undefined);
    if (plus) return international(digits);
    const own = digits.startsWith(ownCode) ? international(digits) : undefined;
    const found = own ?? national(digits);
    if (found || bare === 'region') return found;
    const foreign = international(digits);
    return foreign?.msisdn === digits && bareForeign(foreign) ? foreign : undefined;
  };

  /** A text as one number. A zero in brackets is left out only where no number has it: in Italy it belongs there. */
  const one = (text: string, bare: BareReading): RealNumber | undefined => {
    const written = digitsOf(text);
    const number = written && readDigits(written, bare);
    if (number || !written) return number;
    const without = withoutBracketedZero(text);
    const fewer = without === undefined ? undefined : digitsOf(without);
    return fewer && readDigits(fewer, bare);
  };

  return {
    digits: readDigits,
    whole: (text) => {
      const number = one(text, hasSeparator(text) ? 'region' : 'any');
      const without = number ? undefined : withoutRemark(text);
      return without === undefined ? number : one(without, hasSeparator(without) ? 'region' : 'any');
    },
    ...createCellReader(one, (digits) => quick(digits) !== undefined),
  };
}
