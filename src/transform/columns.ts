import { distance } from 'fastest-levenshtein';
import type { FieldValue, SourceRecord } from '../contact/record.ts';
import { UsageError } from '../errors.ts';

/** What gives a contact groups (T5): a constant or template, a column of names, or a yes/no column. */
export type GroupSpec =
  | string
  | { readonly column: string; readonly separator?: string | undefined }
  | { readonly column: string; readonly is: readonly string[]; readonly group: string };

/** How the columns of a source become contacts. */
export interface SourceMapping {
  /** What the source is called; its keys belong to this name. */
  readonly source: string;
  readonly id?: string | undefined;
  readonly phone: string | readonly string[];
  readonly name?: string | readonly string[] | undefined;
  readonly groups?: readonly GroupSpec[] | undefined;
  readonly optOut?:
    | { readonly column: string; readonly is: readonly string[]; readonly not: readonly string[] }
    | undefined;
  readonly where?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

/** Finds a column's position by name: as it is written, else but for case, Unicode form and white space. */
export type FindColumn = (name: string) => number;

/**
 * Looks columns up in a source's header.
 *
 * @throws UsageError (when a column is looked up) that lists the columns there are (E3)
 */
export function findColumns(source: string, columns: readonly string[]): FindColumn {
  const folded = columns.map(fold);
  return (name) => {
    const exact = positions(columns, name);
    const found = exact.length > 0 ? exact : positions(folded, fold(name));
    if (found.length === 1) return found[0] as number;
    const there = `Columns there are: ${columns.filter((column) => column !== '').join(', ')}.`;
    if (found.length > 1)
      throw new UsageError(
        `The source ${source} has ${found.length} columns "${name}": which one is meant cannot be told.`,
        {
          advice: `${there} Give each column a name of its own.`,
        },
      );
    const near = columns
      .map((column) => ({ column, away: distance(fold(column), fold(name)) }))
      .filter(({ away }) => away <= Math.max(2, name.length / 3))
      .sort((a, b) => a.away - b.away)[0];
    throw new UsageError(`The source ${source} has no column "${name}".`, {
      advice: near ? `${there} Did you mean "${near.column}"?` : there,
    });
  };
}

function positions(columns: readonly string[], name: string): number[] {
  return columns.flatMap((column, index) => (column === name ? [index] : []));
}

/** For comparisons without case: `is`, `not`, `where`, column names (T5). */
export function fold(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** A field as text; a list joined by commas. */
export function fieldText(record: SourceRecord, index: number): string {
  const value: FieldValue | undefined = record.fields[index];
  return value === undefined ? '' : typeof value === 'string' ? value : value.join(', ');
}

/** Compiles `where`: whether a record is one of those meant. */
export function compileWhere(
  where: SourceMapping['where'],
  find: FindColumn,
): (record: SourceRecord) => boolean {
  const conditions = Object.entries(where ?? {}).map(([column, allowed]) => ({
    index: find(column),
    values: new Set((typeof allowed === 'string' ? [allowed] : allowed).map(fold)),
  }));
  if (conditions.length === 0) return () => true;
  return (record) => conditions.every(({ index, values }) => values.has(fold(fieldText(record, index))));
}

/** What an opt-out cell says (T5). `odd`: not empty and in neither list; it counts as yes. */
export type OptOutAnswer = 'yes' | 'no' | 'odd' | 'none';

/** Compiles the opt-out column. */
export function compileOptOut(
  optOut: SourceMapping['optOut'],
  find: FindColumn,
): ((record: SourceRecord) => { answer: OptOutAnswer; value: string }) | undefined {
  if (!optOut) return undefined;
  const index = find(optOut.column);
  const yes = new Set(optOut.is.map(fold));
  const no = new Set(optOut.not.map(fold));
  return (record) => {
    const value = fieldText(record, index);
    const folded = fold(value);
    const answer = folded === '' ? 'none' : yes.has(folded) ? 'yes' : no.has(folded) ? 'no' : 'odd';
    return { answer, value };
  };
}
