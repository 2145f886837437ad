import type { RejectionCode } from '../contact/rejection.ts';

/** What each code says to a CRM user, and what to do about it (T7). */
export const rejectionMessages: Readonly<Record<RejectionCode, string>> = {
  'too-few-fields':
    'The row has fewer fields than the header. Look for a line break or a missing delimiter in it.',
  'too-many-fields': 'The row has more fields than the header. Put values that hold the delimiter in quotes.',
  'not-a-number': 'There is no phone number here. Enter one or leave the field empty.',
  'too-short': 'The number has too few digits. Enter the whole number with its area or country code.',
  'too-long': 'The number has too many digits. Enter one number only, or separate several by a slash.',
  'invalid-number': 'No such phone number exists. Check the digits.',
  'spreadsheet-number':
    'A spreadsheet has rounded the number, and its last digits are lost. Enter it again, in a text column.',
  'number-type': 'The number is real but cannot get SMS, such as a landline. Enter a mobile number.',
  country: 'The number is of a country that this pipeline does not send to.',
  'duplicate-number': 'Another record has the same number. Keep the number with one of them only.',
  'reserved-group': 'A group must not be called "all": Jojka takes that for every contact. Rename the group.',
};

/** Said of a cell in an opt-out list that cannot be read, since that person could not be blocked. */
export const unreadableOptOut =
  'This opt-out could not be carried out: there is no phone number that can be read. Enter it by hand: jojka-sync blocklist add NUMBER';
