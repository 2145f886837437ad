import type { NumberType as LibraryType } from 'libphonenumber-js/max';

/** Types of phone numbers that a pipeline may allow (T1). A number that may be fixed or mobile counts as mobile. */
export const numberTypes = [
  'mobile',
  'landline',
  'voip',
  'pager',
  'personal',
  'toll-free',
  'premium',
  'shared-cost',
  'uan',
  'voicemail',
] as const;

export type NumberType = (typeof numberTypes)[number];

const byLibraryType: Record<Exclude<LibraryType, undefined>, NumberType> = {
  MOBILE: 'mobile',
  FIXED_LINE_OR_MOBILE: 'mobile',
  FIXED_LINE: 'landline',
  VOIP: 'voip',
  PAGER: 'pager',
  PERSONAL_NUMBER: 'personal',
  TOLL_FREE: 'toll-free',
  PREMIUM_RATE: 'premium',
  SHARED_COST: 'shared-cost',
  UAN: 'uan',
  VOICEMAIL: 'voicemail',
};

/** Our name for libphonenumber's type; undefined where it knows none. */
export function numberTypeOf(type: LibraryType): NumberType | undefined {
  return type && byLibraryType[type];
}
