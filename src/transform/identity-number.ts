/**
 * Personal, organisation and VAT numbers, which end up in phone columns (T1). Left to themselves their digits are
 * numbers abroad: `20100101-0000` in Egypt, `SE556677889901` in Brazil.
 */

/** `YYYYMMDD-NNNN`, `YYMMDD-NNNN`, `NNNNNN-NNNN` (an organisation's third digit is at least 2), `SE` and twelve digits. */
const written =
  /^(?:(?:19|20)\d{6}[-+]\d{4}|\d{6}[-+]\d{4}|(?:16)?\d{6}-\d{4}|SE[\s-]?\d{6}-?\d{4}[\s-]?01)$/i;

/** Whether a text is written as such a number. */
export function isIdentityNumber(text: string): boolean {
  if (!written.test(text)) return false;
  if (/^se/i.test(text)) return true;
  const digits = text.replace(/\D/g, '').slice(-10);
  return isBirthday(digits) || Number(digits[2]) >= 2;
}

/** Whether digits alone are one: twelve that begin with a date. */
export function looksLikeIdentityNumber(text: string): boolean {
  return /^(?:19|20)\d{10}$/.test(text) && isBirthday(text.slice(2));
}

/** Whether ten digits begin with a date, or with one that is put off by 60 days, as coordination numbers are. */
function isBirthday(digits: string): boolean {
  const month = Number(digits.slice(2, 4));
  const day = Number(digits.slice(4, 6));
  return month >= 1 && month <= 12 && ((day >= 1 && day <= 31) || (day >= 61 && day <= 91));
}

/** A time of day, as it may stand behind a day. */
const time = String.raw`(?:[ T]\d\d?[:.]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?Z?)?`;

/** A day of our time, with or without a time of day: `2024-01-01`, `20240101`, `2024-01-01 12:00:00`, `31.12.2024`. */
const day = new RegExp(
  String.raw`^(?:(?:19|20)\d\d([-./]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)\d\d)${time}$`,
);

/** Whether a text is a date: read as a number of the region it would be somebody's. */
export function isDate(text: string): boolean {
  return day.test(text);
}
