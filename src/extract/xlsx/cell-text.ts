/**
 * What a cell of a workbook says, as text: what Excel would write into a CSV of it, save that dates are ISO and truth
 * values `true` and `false`, whatever language Excel speaks.
 */

/** How numbers of a style are shown. */
export type NumberStyle =
  | { readonly kind: 'plain' }
  | { readonly kind: 'date' }
  /** Signs and places for digits: `0000`, `+0`, `000-000 00 00`. */
  | {
      readonly kind: 'digits';
      readonly mask: readonly { readonly place?: '0' | '#'; readonly sign?: string }[];
    };

/** The number formats that every workbook has and none writes down, as far as they are dates or times. */
const builtinDates = new Set([
  ...[14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47],
  ...[50, 51, 52, 53, 54, 55, 56, 57, 58, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81],
]);

const plain: NumberStyle = { kind: 'plain' };

/** @param code the format as it is written, of one that the workbook has made itself */
export function numberStyle(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) return builtinDates.has(id) ? { kind: 'date' } : plain;
  const first = code.split(';', 1)[0] as string;
  const bare = first.replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/^general$/i.test(bare.trim())) return plain;
  // E is an exponent in numbers, and a year in dates of the East.
  if (/[ymdhs]/i.test(bare) && !/[0#?]\.?[0#?]*E[+-]/i.test(bare)) return { kind: 'date' };
  const mask = digitMask(first);
  return mask ? { kind: 'digits', mask } : plain;
}

/** Undefined for what shows a number in another way: with decimals, in thousands, in percent. */
function digitMask(code: string): Extract<NumberStyle, { kind: 'digits' }>['mask'] | undefined {
  const tokens = code.match(/"[^"]*"|\\.|\[\$[^\]]*\]|[\s\S]/g) ?? [];
  const mask: { place?: '0' | '#'; sign?: string }[] = [];
  for (const token of tokens) {
    if (token === '0' || token === '#') mask.push({ place: token });
    else if (/^"/.test(token)) mask.push({ sign: token.slice(1, -1) });
    else if (/^\\./.test(token)) mask.push({ sign: token.slice(1) });
    else if (/^[-+() /:\u00a0]$/.test(token)) mask.push({ sign: token });
    else return undefined;
  }
  const places = mask.filter(({ place }) => place);
  const isMore = mask.length > places.length || places.filter(({ place }) => place === '0').length > 1;
  return places.length > 0 && isMore ? mask : undefined;
}

/**
 * The most characters that a cell has, and the most that a format has as it is written: 255 in Excel, with the signs that
 * stand before others. A workbook names one text, or one format, for a million cells: each costs as much as it is long.
 */
const longestText = 32_767;
export const longestFormat = 1000;

/**
 * A cell's text. What is longer than any that Excel keeps is cut, and ends with the sign of what is garbled (E7): where it is
 * read for a group or a word, it is told, and no part of it is taken for the whole.
 */
export function boundedText(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText).replace(/[\ud800-\udbff]$/, '')}\ufffd`;
}

/** More digits than a spreadsheet keeps: what is larger is rounded. */
const exact = 1e15;

/** @param raw a number as the workbook has it, `701740605` or `4.6701740605E10` */
export function numberText(raw: string, style: NumberStyle, isFrom1904: boolean): string {
  const value = raw.length > longestText || raw.trim() === '' ? Number.NaN : Number(raw);
  if (!Number.isFinite(value)) return raw;
  if (style.kind === 'date') return dateText(value, isFrom1904) ?? plainNumber(value);
  if (style.kind === 'digits' && Number.isInteger(value) && value >= 0 && value < exact)
    return masked(String(value), style.mask);
  return plainNumber(value);
}

function plainNumber(value: number): string {
  if (Object.is(value, -0)) return '0';
  if (Number.isInteger(value) && Math.abs(value) < exact) return String(value);
  // Such a number has lost digits: it must not look like one that has them all (T1).
  if (Math.abs(value) >= exact) return value.toExponential().toUpperCase();
  // What is more than 15 digits is noise of the arithmetic: 0.1 + 0.2.
  return String(Number(value.toPrecision(15)));
}

function masked(digits: string, mask: Extract<NumberStyle, { kind: 'digits' }>['mask']): string {
  const first = mask.findIndex(({ place }) => place);
  let left = digits.length;
  let text = '';
  for (let at = mask.length - 1; at >= 0; at--) {
    const { place, sign } = mask[at] as (typeof mask)[number];
    if (sign !== undefined) text = sign + text;
    else if (at === first && left > 0) {
      text = digits.slice(0, left) + text;
      left = 0;
    } else if (left > 0) text = (digits[--left] as string) + text;
    else if (place === '0') text = `0${text}`;
  }
  return text;
}

/** Days in Excel's calendar up to the last of the year 9999. */
const lastDay = 2_958_465;
const day = 86_400_000;

/** An ISO date, with its time where it has one; undefined for what is no date. */
function dateText(serial: number, isFrom1904: boolean): string | undefined {
  const days = serial + (isFrom1904 ? 1462 : 0);
  if (serial < 0 || days > lastDay + 1) return undefined;
  const seconds = Math.round(days * 86_400);
  const time = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19);
  const whole = Math.floor(seconds / 86_400);
  if (serial < 1) return serial === 0 ? '0000-00-00' : time;
  // 1900 is a leap year to Excel: its days before March are numbered one lower than the calendar's.
  const date = new Date(Date.UTC(1899, 11, whole < 60 ? 31 : 30) + whole * day).toISOString().slice(0, 10);
  return seconds % 86_400 === 0 ? date : `${date}T${time}`;
}

/** A cell that holds an ISO date as it is. */
export function isoDateText(raw: string): string {
  return raw.trim().replace(/T(?:00:){2}00(?:\.0+)?Z?$/, '');
}

/**
 * Signs that XML has no room for are written `_x000D_`; an underscore that would begin such a one, `_x005F_`. Half a sign can be
 * written so, or as an entity; nothing that comes later could keep one.
 */
export function unescaped(text: string): string {
  const whole = text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
  return /[\ud800-\udfff]/.test(whole) ? whole.replace(/\p{Cs}/gu, '\ufffd') : whole;
}
