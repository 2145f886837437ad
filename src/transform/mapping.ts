import type { OtherDelimiter } from '../contact/other-delimiter.ts';
import type { DateOrder } from './date-reading.ts';

/** What gives a contact groups (T5). */
export type GroupSpec =
  /** A constant `Kunder`, or a template `Ort {Ort}`; `{{` and `}}` stand for braces. */
  | string
  /** A column of group names: a list, or a text that a separator splits. Without one a text is one group. */
  | { readonly column: string; readonly separator?: string | undefined }
  /** A yes/no column that stands for one group. */
  | { readonly column: string; readonly is: readonly string[]; readonly group: string };

/** Which column says whether a person opted out, and in which words (T5). */
export interface OptOutSpec {
  readonly column: string;
  /** Words for yes, in place of the usual ones; `""` is an empty cell. */
  readonly is?: readonly string[] | undefined;
  /** Words for no, in place of the usual ones. */
  readonly not?: readonly string[] | undefined;
  /** Any value that does not say no is a yes: a date of unsubscription. */
  readonly any?: boolean | undefined;
}

/** A condition on a column of dates: not older than an age such as `365d`, or older. */
export interface DateCondition {
  readonly newerThan?: string | undefined;
  readonly olderThan?: string | undefined;
}

/** Where a person's consent stands (C1, C2). */
export interface ConsentSpec {
  /** The column that says yes; where left out, a day in `at` is the yes. */
  readonly column?: string | undefined;
  /** Words for yes and no, in place of the usual ones. */
  readonly is?: readonly string[] | undefined;
  readonly not?: readonly string[] | undefined;
  /** The column of the day on which it was said. */
  readonly at?: string | undefined;
  /** For so long a yes holds: `365d`. */
  readonly maxAge?: string | undefined;
  /** Groups that need it, `*` for any run of characters; all that the pipeline would put him in, where left out. */
  readonly groups?: readonly string[] | undefined;
}

/** How the columns of a source become contacts. */
export interface SourceMapping {
  /** What the source is called; its keys belong to this name. */
  readonly source: string;
  /** What messages call it, where that is otherwise: with the file that is read. */
  readonly shown?: string | undefined;
  /** Where its columns are divided by a delimiter that is not the file's. */
  readonly otherDelimiter?: OtherDelimiter | undefined;
  /** Column of the record's key. */
  readonly id?: string | undefined;
  /** Columns of phone numbers; the first number that passes wins (T1). */
  readonly phone: string | readonly string[];
  /** Columns of the name, joined by a space. */
  readonly name?: string | readonly string[] | undefined;
  readonly groups?: readonly GroupSpec[] | undefined;
  readonly optOut?: OptOutSpec | undefined;
  readonly consent?: ConsentSpec | undefined;
  /** Only rows whose column holds one of these values, or a date that is new or old enough. */
  readonly where?: Readonly<Record<string, string | readonly string[] | DateCondition>> | undefined;
  /** In which order dates have year, month and day; found out, where left out. */
  readonly dates?: 'auto' | DateOrder | undefined;
  /** It is a workbook: a bare number in a column of dates counts days. */
  readonly isWorkbook?: boolean | undefined;
  /** Words that stand for an empty cell, in place of the usual ones (E7). */
  readonly empty?: readonly string[] | undefined;
}

/** How the columns of an `optOuts` source become blocked numbers (T8). */
export interface OptOutMapping {
  readonly source: string;
  /** What messages call it, where that is otherwise. */
  readonly shown?: string | undefined;
  /** Where its columns are divided by a delimiter that is not the file's. */
  readonly otherDelimiter?: OtherDelimiter | undefined;
  readonly phone: string | readonly string[];
  /** Words that stand for an empty cell, in place of the usual ones (E7). */
  readonly empty?: readonly string[] | undefined;
}

/** The words that the pipeline asks for in columns, by index. */
export function wordsOfColumns(
  { where, optOut, consent, groups = [] }: SourceMapping,
  find: (column: string) => number,
): Map<number, string[]> {
  const words = new Map<number, string[]>();
  const add = (column: string, given: readonly string[]) =>
    words.set(find(column), [...(words.get(find(column)) ?? []), ...given]);
  for (const [column, given] of Object.entries(where ?? {}))
    if (!isDateCondition(given)) add(column, listOf(given));
  if (optOut) add(optOut.column, [...(optOut.is ?? []), ...(optOut.not ?? [])]);
  if (consent?.column !== undefined) add(consent.column, [...(consent.is ?? []), ...(consent.not ?? [])]);
  for (const group of groups) if (typeof group !== 'string' && 'is' in group) add(group.column, group.is);
  return words;
}

export function isDateCondition(given: string | readonly string[] | DateCondition): given is DateCondition {
  return typeof given === 'object' && !Array.isArray(given);
}

/** One column name or several. */
export function listOf(names: string | readonly string[] | undefined): readonly string[] {
  if (names === undefined) return [];
  return typeof names === 'string' ? [names] : names;
}
