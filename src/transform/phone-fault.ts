import type { RejectionCode, RejectionFigures } from '../contact/rejection.ts';
import type { RejectedPhone } from './msisdn.ts';
import { type PhoneDigits, partsOf } from './phone-text.ts';

/** What the numbering plans can tell of digits that are no number. */
export interface FaultFinder {
  /** Whether digits have a length that no number of their country has. */
  lengthFault(digits: PhoneDigits): 'too-short' | 'too-long' | undefined;
  /** Whether digits are a number that passes. */
  passes(digits: PhoneDigits): boolean;
}

/** How many digits too many or too few are taken for a slip. */
const slip = 4;

/**
 * Says why no number can be read in a text (T7), by its longest part. Lengths differ between the types of numbers in a
 * country, so a mobile that lacks two digits may still have "a possible length". What the person meant shows when
 * digits are taken off or put on: does it pass then, it is too long or too short.
 */
export function phoneFault(text: string, { lengthFault, passes }: FaultFinder): RejectionCode {
  const [longest] = partsOf(text)
    .map((part): PhoneDigits => ({ plus: /^\D*\+/.test(part), digits: part.replace(/\D/g, '') }))
    .sort((a, b) => b.digits.length - a.digits.length);
  if (!longest) return 'not-a-number';
  const { plus, digits } = longest;
  if (digits.length < 5) return /\p{L}/u.test(text) ? 'not-a-number' : 'too-short';
  if (digits.length > 17) return 'too-long';
  const fault = lengthFault(longest);
  if (fault) return fault;
  for (let by = 1; by <= slip; by++) {
    if (passes({ plus, digits: digits.slice(0, -by) })) return 'too-long';
    if (passes({ plus, digits: digits + '0'.repeat(by) })) return 'too-short';
  }
  return 'invalid-number';
}

/** What a sentence about a rejected phone cell says besides its code: what the number is, where that is known. */
export function phoneFigures({ code, type, country }: RejectedPhone): RejectionFigures | undefined {
  if (code === 'number-type' && type) return { type };
  if (code === 'country' && country) return { country };
  return undefined;
}
