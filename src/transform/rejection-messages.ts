import type { RejectionCode } from '../contact/rejection.ts';
import type { RejectedPhone } from './msisdn.ts';
import type { NumberType } from './number-types.ts';

/** What each code says to a CRM user, and what to do about it (T7). */
const messages: Readonly<Record<RejectionCode, string>> = {
  'too-few-fields':
    'The row has fewer fields than the header. Look for a line break, a missing separator or a stray quotation mark in it.',
  'too-many-fields':
    'The row has more fields than the header. Put a value that holds the separator in quotation marks.',
  'not-a-number': 'There is no phone number in this field. Enter one, or leave the field empty.',
  'too-short': 'The number has too few digits. Enter all of it, with the area code or the country code.',
  'too-long': 'The number has too many digits. Check them; separate several numbers by a slash.',
  'invalid-number': 'There is no such phone number. Check the digits, and the country code if it is abroad.',
  'spreadsheet-number':
    'A spreadsheet has rounded this number and its last digits are lost. Enter it again, in a column formatted as text.',
  'number-type': 'The number is of a type that this pipeline does not send to. Enter a mobile number.',
  country: 'The number is of a country that this pipeline does not send to. Enter another one, or none.',
  'duplicate-number':
    'Another record has the same number. Keep the number with one of them, and take it away from the others.',
  'reserved-group':
    'A group cannot be called "all": Jojka takes that for every contact. Rename the group. The contact itself is not affected.',
};

const typeNames: Readonly<Record<NumberType, string>> = {
  mobile: 'a mobile number',
  landline: 'a landline',
  voip: 'an internet phone number',
  pager: 'a pager number',
  personal: 'a personal number, which forwards calls',
  'toll-free': 'a toll-free number',
  premium: 'a premium-rate number',
  'shared-cost': 'a shared-cost number',
  uan: 'a company number, which forwards calls',
  voicemail: 'a voicemail number',
};

/** The sentence for a code. */
export function rejectionMessage(code: RejectionCode): string {
  return messages[code];
}

/** The sentence for a phone cell; says what the number is, where that is known. */
export function phoneMessage({ code, type, country }: RejectedPhone): string {
  if (code === 'number-type' && type && type !== 'mobile')
    return `The number is ${typeNames[type]}, and this pipeline does not send to those. Enter a mobile number.`;
  if (code === 'country' && country)
    return `The number is from another country (${country}), and this pipeline does not send there. Enter another one, or none.`;
  return messages[code];
}

/** Said of a row in an opt-out list that nobody could be blocked by (T8). */
export const unreadableOptOut =
  'This person could not be blocked: there is no phone number here that can be read. Correct it in the list, or block the right number by hand: jojka-sync blocklist add NUMBER';

/** Said of a row in an opt-out list that is broken, and in which numbers were found all the same (T8). */
export const brokenOptOut =
  'The row is broken. The numbers in it were blocked, but look whether one is missing or wrong.';
