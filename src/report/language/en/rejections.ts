import type { RejectionCode } from '../../../contact/rejection.ts';

/** What each code says to a CRM user, and what to do about it. */
const messages: Record<RejectionCode, string> = {
  'too-few-fields':
    'The row has fewer fields than the header. Look for a line break, a missing separator or a stray quotation mark in it.',
  'too-many-fields':
    'The row has more fields than the header. Put a value that holds the separator in quotation marks.',
  'line-break':
    'A line break without quotation marks seems to have made several rows of one record. None of them is used, and its contact is left as it is. Take the line break out of the value, or put the value in quotation marks.',
  'closing-line':
    'This line is no record, but such as an export writes below its rows. Nobody is meant by it, and nothing rests on it. If somebody is, give it the fields of the other rows.',
  'not-a-number': 'There is no phone number in this field. Enter one, or leave the field empty.',
  'too-short': 'The number has too few digits. Enter all of it, with the area code or the country code.',
  'too-long': 'The number has too many digits. Check them; separate several numbers by a slash.',
  'invalid-number': 'There is no such phone number. Check the digits, and the country code if it is abroad.',
  'spreadsheet-number':
    'A spreadsheet has rounded this number and its last digits are lost. Enter it again, in a column formatted as text.',
  'identity-number':
    'This is a personal, organisation or VAT number, and no phone number. Take it out of the phone column.',
  'number-type': 'The number is of a type that this pipeline does not send to. Enter a mobile number.',
  country: 'The number is of a country that this pipeline does not send to. Enter another one, or none.',
  'duplicate-number':
    'Another record has the same number. Keep the number with one of them, and take it away from the others.',
  'reserved-group':
    'A group cannot be called "all": Jojka takes that for every contact. Rename the group. The contact itself is not affected.',
  'cell-too-long':
    'There is far more text in this field than a number, a name or a group has (bounds.cellCharacters). Look for a missing quotation mark or delimiter before it.',
  'too-many-groups':
    'This record has more groups than any should have (bounds.groupsPerRecord). None of them is taken; the contact itself is not affected. Look for a wrong column or a missing line break.',
  'garbled-text':
    'This text was encoded twice, read in a wrong encoding, has lost letters, or stands in place of a value that a program could not write. It is left out, and what Jojka has stays. Export it anew, as UTF-8, or name the encoding of the file in the pipeline (encoding: "cp850", "macintosh").',
  'unclear-date':
    'This date decides whether the record is meant, and it cannot be read for sure. Write it as 2026-11-29. Until then the contact is left as it is.',
};

/** What a number is called that is no mobile number, by its type. */
const typeNames: Record<string, string> = {
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

/** Rejected records and values. */
export const rejections = {
  messages,
  typeNames,
  optOutUnblocked:
    'This person could not be blocked: there is no phone number here that can be read. Correct it in the list, or block the right number by hand: jojka-sync blocklist add NUMBER',
  optOutBlocked:
    'The row is broken. The numbers in it were blocked, but look whether one is missing or wrong.',
  ofType: (type: string) =>
    `The number is ${typeNames[type] ?? type}, and this pipeline does not send to those. Enter a mobile number.`,
  ofCountry: (country: string) =>
    `The number is from another country (${country}), and this pipeline does not send there, or not without a plus. Enter another one, or none, or list the country in transform.countries.`,
  noMobile: (type: string | undefined) =>
    `This is no mobile number${type === undefined ? '' : ` (${type})`}.`,
  none: 'No rejections.',
};
