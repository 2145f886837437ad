/**
 * Brings a cell to the plain characters that phone numbers are written in (T1). People and spreadsheets leave
 * full-width digits, Arabic digits, typographic dashes, no-break spaces, direction marks, `tel:` and quotes in it, of
 * which libphonenumber takes some and refuses others.
 */
export function foldPhone(cell: string): string {
  let text = cell;
  if (/[^\x20-\x7e]/.test(text))
    text = text
      .normalize('NFKC')
      .replace(/\p{Nd}/gu, asciiDigit)
      .replace(/[\p{Pd}\u2212\u2043]/gu, '-')
      .replace(/[\r\n\u2028\u2029]+/g, ' / ')
      .replace(/\s/gu, ' ')
      .replace(/\p{Cf}|\p{Cc}|\p{Variation_Selector}/gu, '')
      .replace(/[\u2018\u2019\u201c\u201d\u00b4]/g, "'");
  return text
    .trim()
    .replace(/^=?["'`]+|["'`]+$/g, '')
    .replace(/\btel(?:efon)?:\s*/gi, '')
    .trim();
}

/** The ASCII digit of the same value: each script's digits stand together, beginning with its zero. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) as number;
  if (code < 128) return digit;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}

/** A number that a spreadsheet turned into a rounded one: `4,67098E+10`. */
export function isSpreadsheetNumber(text: string): boolean {
  return /^[+-]?\d+(?:[.,]\d+)?\s*[eE]\s*\+?\d{1,2}$/.test(text);
}

/** The parts of a cell that holds several numbers: `070-123 45 67 / 08-123 456`. */
export function splitNumbers(text: string): string[] {
  const parts = text
    .split(/\s*(?:[/|;,\\&]|\b(?:eller|och|or|and|alt\.?)\b)\s*/i)
    .filter((part) => /\d/.test(part));
  return parts.length > 1 ? parts : [];
}

/** Extensions, as Swedes and others write them. */
const extension = /[\s,;.(]*(?:ankn(?:ytning)?|anknytn|ext(?:ension)?|x|#)[\s.:]*\d{1,6}\)?\s*$/i;

/** One number in the form that libphonenumber takes: a plus where the country code stands, no extension. */
export function trimNumber(text: string): string {
  return text
    .replace(extension, '')
    .replace(/^(\d{7,15})[.,]0+$/, '$1')
    .replace(/\+\s*(?:00)?\s*(?=\d)/, '+')
    .replace(/^(\D*)00\s*(?=[1-9])/, '$1+')
    .replace(/\(\s*0\s*\)/, (zero, at: number, whole: string) =>
      whole.slice(0, at).includes('+') ? '' : zero,
    )
    .trim();
}
