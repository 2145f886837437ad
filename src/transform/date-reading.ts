import type { Day } from '../contact/day.ts';
import { fold } from './fold.ts';
import { isNeverDate } from './never-date.ts';

/** In which order a date's parts stand: year, month, day. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

export const dateOrders = ['ymd', 'dmy', 'mdy'] as const satisfies readonly DateOrder[];

/** What a cell says as a date, by itself: without the rest of its column `3/4/2026` is two days. */
export type DateReading =
  | { readonly kind: 'day'; readonly day: Day }
  /** By each order in which it is a date, the day that it is then. */
  | { readonly kind: 'by-order'; readonly days: Readonly<Partial<Record<DateOrder, Day>>> }
  /** Nothing, or what programs write for a date that there is none of: `0000-00-00`. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' };

const none: DateReading = { kind: 'none' };
const unreadable: DateReading = { kind: 'unreadable' };

/** Longer than any date with its time and zone. */
const longest = 60;

/** A time behind a date, and its zone: which day it is says the date. */
const time =
  /(?:[\st,]+(?:kl\.?\s*)?\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?)?)$/;

const weekday =
  /^(?:mån|tis|ons|tors|tor|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun)[a-zåäö]*\.?,?\s+(?:den\s+)?/;

/** The first letters of months in Swedish, English, Norwegian and Danish. */
const months = ['jan', 'feb', 'mar', 'apr', 'ma[ijy]', 'jun', 'jul', 'aug', 'sep', 'o[kc]t', 'nov', 'de[cs]'];
const monthName = new RegExp(`^(?:${months.map((month) => `(${month})`).join('|')})[a-z]*$`);

const triple = /^(\d{1,4})([-./\s])\s?(\d{1,2})\2\s?(\d{1,4})$/;
const swedish = /^(\d{1,2})\/(\d{1,2})\s+(\d{4})$/;
const named = /^(?:den\s+)?(\d{1,2})(?::?[ae]|\.|st|nd|rd|th)?[\s-]+([a-z]+)\.?,?[\s-]+(\d{4})$/;
const namedFirst = /^([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/;

/**
 * Reads a date as lists write them: ISO, with two digits for the year, with a name for the month, with a time behind it.
 * What may be several days is each of them: which one, the column says.
 *
 * @param options.serials the cell is of a workbook: a bare number counts the days since 1900
 */
export function readDate(text: string, { serials = false } = {}): DateReading {
  const whole = fold(text)
    .normalize('NFKC')
    .replace(/^['"]|['"]$/g, '');
  if (whole === '') return none;
  if (whole.length > longest) return unreadable;
  if (isNeverDate(whole)) return none;
  if (serials && /^\d{1,7}(?:\.\d+)?$/.test(whole)) return ofSerial(Number(whole));
  const date = whole.replace(time, '').replace(weekday, '').trim();
  return readTriple(date) ?? readNamed(date) ?? readDigits(date) ?? unreadable;
}

/** Excel's days: 1900 is a leap year to it, and what is before March of that year is no date of a customer. */
function ofSerial(serial: number): DateReading {
  const whole = Math.floor(serial);
  // 1950 to 2099. 20260301 has a digit more than any of these.
  return whole >= 18_264 && whole <= 73_050 ? { kind: 'day', day: whole - 25_569 } : unreadable;
}

function readTriple(date: string): DateReading | undefined {
  const short = swedish.exec(date);
  if (short) return certain(Number(short[3]), Number(short[2]), Number(short[1]));
  const found = triple.exec(date);
  if (!found) return undefined;
  const [first, middle, last] = [found[1], found[3], found[4]] as [string, string, string];
  if (first.length === 4) return certain(Number(first), Number(middle), Number(last));
  if (first.length > 2 || (last.length !== 2 && last.length !== 4)) return unreadable;
  return inOrders(first, middle, last);
}

/** Six or eight digits without anything between them. */
function readDigits(date: string): DateReading | undefined {
  if (/^(?:19|20)\d{6}$/.test(date))
    return certain(Number(date.slice(0, 4)), Number(date.slice(4, 6)), Number(date.slice(6)));
  if (/^\d{8}$/.test(date)) return inOrders(date.slice(0, 2), date.slice(2, 4), date.slice(4));
  if (/^\d{6}$/.test(date)) return inOrders(date.slice(0, 2), date.slice(2, 4), date.slice(4));
  return undefined;
}

function readNamed(date: string): DateReading | undefined {
  const dayFirst = named.exec(date);
  const [day, name, year] = dayFirst ? [dayFirst[1], dayFirst[2], dayFirst[3]] : namedParts(date);
  if (name === undefined) return undefined;
  const month = monthName
    .exec(name)
    ?.slice(1)
    .findIndex((found) => found !== undefined);
  return month === undefined ? unreadable : certain(Number(year), month + 1, Number(day));
}

function namedParts(date: string): (string | undefined)[] {
  const found = namedFirst.exec(date);
  return found ? [found[2], found[1], found[3]] : [];
}

/** The days that three groups of digits can be; with four digits the last is the year. */
function inOrders(first: string, middle: string, last: string): DateReading {
  const days: Partial<Record<DateOrder, Day>> = {};
  const add = (order: DateOrder, year: string, month: string, day: string) => {
    const found = dayOf(fullYear(year), Number(month), Number(day));
    if (found !== undefined) days[order] = found;
  };
  if (last.length === 2) add('ymd', first, middle, last);
  add('dmy', last, middle, first);
  add('mdy', last, first, middle);
  return Object.keys(days).length > 0 ? { kind: 'by-order', days } : unreadable;
}

/** Two digits are of 1970 to 2069. */
function fullYear(year: string): number {
  const value = Number(year);
  if (year.length > 2) return value;
  return value < 70 ? 2000 + value : 1900 + value;
}

function certain(year: number, month: number, day: number): DateReading {
  const found = dayOf(year, month, day);
  return found === undefined ? unreadable : { kind: 'day', day: found };
}

/** Undefined for a day that the calendar does not have, and for years in which nobody had a telephone. */
function dayOf(year: number, month: number, day: number): Day | undefined {
  if (year < 1900 || year > 2199) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() / 86_400_000;
}
