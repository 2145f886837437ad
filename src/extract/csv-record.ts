import type { SourceRecord } from '../contact/record.ts';
import { SourceError } from '../errors.ts';
import { lineBreaks } from './encoding.ts';

/** Rows as the parser gives them, with the place where they stand. */
export interface RowGroup {
  readonly rows: readonly (readonly string[])[];
  /** The line in the file that the first of them begins on. */
  readonly line: number;
  /** True when some field holds a line break, so that a row may be longer than a line. */
  readonly multiline: boolean;
}

/** What rows are measured by. */
export interface Header {
  readonly columns: readonly string[];
  /** Fields that the header row has, unnamed ones at its end included. */
  readonly width: number;
}

/**
 * Splits the first rows into the header and what follows it.
 *
 * @returns undefined when all of the rows are blank
 */
export function takeHeader(
  group: RowGroup,
): { readonly header: Header; readonly rest: RowGroup } | undefined {
  let line = group.line;
  for (const [index, row] of group.rows.entries()) {
    const next = line + linesOf(row);
    if (!isBlank(row)) {
      const names = row.map((name) => name.trim());
      const columns = names.slice(0, names.findLastIndex((name) => name !== '') + 1);
      return {
        header: { columns, width: row.length },
        rest: { ...group, rows: group.rows.slice(index + 1), line: next },
      };
    }
    line = next;
  }
  return undefined;
}

/**
 * Makes records of rows (E3). Rows without any value, which spreadsheets leave at the end, are left out. A row
 * that has no more than the header's fields, and nothing in those that have no name, is cut to the named ones;
 * other rows of the wrong length are marked, to be rejected with their line.
 *
 * @param source the source's name, for messages
 */
export function toRecords(
  source: string,
  group: RowGroup,
  header: Header,
  delimiter: string,
): SourceRecord[] {
  const expected = header.columns.length;
  const records: SourceRecord[] = [];
  let line = group.line;
  for (const row of group.rows) {
    const at = line;
    line += group.multiline ? linesOf(row) : 1;
    if (line - at > 1) refuseSwallowedRows(source, row, header, delimiter, at, line - 1);
    if (isBlank(row)) continue;
    if (row.length === expected) records.push({ line: at, fields: row });
    else if (row.length < expected) records.push({ line: at, fields: row, malformed: 'too-few-fields' });
    else if (row.length <= header.width && isBlank(row.slice(expected)))
      records.push({ line: at, fields: row.slice(0, expected) });
    else records.push({ line: at, fields: row, malformed: 'too-many-fields' });
  }
  return records;
}

function isBlank(row: readonly string[]): boolean {
  for (const field of row) if (field !== '' && field.trim() !== '') return false;
  return true;
}

function linesOf(row: readonly string[]): number {
  let lines = 1;
  for (const field of row) lines += lineBreaks(field);
  return lines;
}

/**
 * Two stray quotes, rows apart, make one valid field of all that lies between them, and the parser has nothing
 * to say. What gives it away is the delimiters in the field: as many, line by line, as the rows have that were
 * swallowed. Were they let go, the contacts in them would be taken for absent (E2).
 */
function refuseSwallowedRows(
  source: string,
  row: readonly string[],
  { columns, width }: Header,
  delimiter: string,
  firstLine: number,
  lastLine: number,
): void {
  const wrongLength = row.length < columns.length || row.length > width;
  for (const [index, field] of row.entries()) {
    if (!field.includes('\n') || !field.includes(delimiter)) continue;
    const counts = field.split('\n').map((line) => line.split(delimiter).length - 1);
    const head = counts[0] ?? 0;
    const tail = counts.at(-1) ?? 0;
    const between = counts.slice(1, -1).every((count) => count === 0 || count === width - 1);
    const looksLikeRows = width > 2 && between && tail === index && head === width - 1 - index;
    if (!wrongLength && !looksLikeRows) continue;
    throw new SourceError(
      source,
      `${source} cannot be read: a quoted field on lines ${firstLine} to ${lastLine} seems to have swallowed whole rows`,
      {
        advice: `Look for a quotation mark too many on line ${firstLine}, and for its partner on line ${lastLine}.`,
      },
    );
  }
}
