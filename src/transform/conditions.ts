import { type Day, daysOf } from '../contact/day.ts';
import type { FieldValue, SourceRecord } from '../contact/record.ts';
import { bareWord } from './bare-word.ts';
import { cellLimits } from './cell-limits.ts';
import type { FindColumn } from './columns.ts';
import type { DateColumn } from './date-column.ts';
import { fold } from './fold.ts';
import { type DateCondition, isDateCondition, listOf, type SourceMapping } from './mapping.ts';

/** Whether a text is one of some words, as it stands or without what is put around it. Columns with conditions hold few different values: what each is found to be is kept. */
export function oneOf(words: readonly string[]): (text: string) => boolean {
  const folded = new Set(words.map(fold));
  return remembering((text) => {
    if (text.length > cellLimits.word) return false;
    const word = fold(text);
    return folded.has(word) || folded.has(bareWord(word));
  });
}

/**
 * Whether a record is one of those meant. In doubt it is for a date that cannot be read, or that is one of several days of which some
 * are meant and some are not: the column says which.
 */
export type Meant = 'in' | 'out' | { readonly inDoubt: number };

/** What `where` says, and of which columns. */
export interface Conditions {
  readonly indexes: readonly number[];
  of(record: SourceRecord): Meant;
}

type Verdict = 'in' | 'out' | 'doubt';

/**
 * Compiles `where`. Of a list, one element is enough.
 *
 * @param dates gives the dates of a column
 * @param today what ages are counted back from
 */
export function compileWhere(
  where: SourceMapping['where'],
  find: FindColumn,
  dates: (column: string) => Pick<DateColumn, 'read'>,
  today: Day,
): Conditions {
  const conditions = Object.entries(where ?? {}).map(([column, given]) => ({
    index: find(column),
    of: isDateCondition(given) ? ofDates(given, dates(column), today) : ofWords(given),
  }));
  return {
    indexes: conditions.map(({ index }) => index),
    of: (record) => {
      let meant: Meant = 'in';
      for (const { index, of } of conditions) {
        const one = of(record.fields[index] ?? '');
        if (one === 'out') return 'out';
        if (one === 'doubt' && meant === 'in') meant = { inDoubt: index };
      }
      return meant;
    },
  };
}

function ofWords(words: string | readonly string[]): (value: FieldValue) => Verdict {
  const isMeant = oneOf(listOf(words));
  return (value) => ((typeof value === 'string' ? isMeant(value) : value.some(isMeant)) ? 'in' : 'out');
}

/** A cell without a date is not new enough and not old enough. A day that lies ahead is new. */
function ofDates(
  { newerThan, olderThan }: DateCondition,
  dates: Pick<DateColumn, 'read'>,
  today: Day,
): (value: FieldValue) => Verdict {
  const isMeant = (day: Day) =>
    (newerThan === undefined || today - day <= daysOf(newerThan)) &&
    (olderThan === undefined || today - day > daysOf(olderThan));
  const ofOne = (text: string): Verdict => {
    const found = dates.read(text);
    if (found.kind === 'none') return 'out';
    if (found.kind === 'unreadable') return 'doubt';
    if (found.kind === 'day') return isMeant(found.day) ? 'in' : 'out';
    const meant = found.days.filter(isMeant).length;
    return meant === 0 ? 'out' : meant === found.days.length ? 'in' : 'doubt';
  };
  return (value) => {
    if (typeof value === 'string') return ofOne(value);
    const all = value.map(ofOne);
    return all.includes('in') ? 'in' : all.includes('doubt') ? 'doubt' : 'out';
  };
}

function remembering(test: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const now = test(text);
    // Free text in such a column must not fill the memory.
    if (known.size < 1000) known.set(text, now);
    return now;
  };
}
