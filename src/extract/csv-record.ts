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
  /** True when the file ends within the last of them: no line break comes after it. */
  readonly isUnended: boolean;
  /** Of each row whether it ends in LF alone, in a file whose rows end in CRLF; none, where no row does. */
  readonly bareEnds?: readonly boolean[];
}

/** What rows are measured by. */
export interface Header {
  readonly columns: readonly string[];
  /** Fields that the header row has, unnamed ones at its end included. */
  readonly width: number;
  /** The header as a row, where it spans lines: rows may have been swallowed by a name (E6). */
  readonly spanning?: SourceRecord;
}

/** A spreadsheet's way to keep a text as it is: `="0701740605"`; and quotes behind a space, as people write lists. */
const wrapped = /^ *=?"((?:[^"]|"")*)" *$/;
const equals = 0x3d;
const space = 0x20;

/** Where a DOS program says that the file ends. It is no part of it. */
export const endOfFile = '\x1a';

/**
 * Splits the first rows into the header and what follows it.
 *
 * @param delimiter what divides the fields of a line, where there are lines
 * @returns undefined when all of the rows are blank
 */
export function takeHeader(
  group: RowGroup,
  delimiter?: string,
): { readonly header: Header; readonly rest: RowGroup } | undefined {
  let line = group.line;
  for (const [index, row] of group.rows.entries()) {
    const next = line + (group.multiline ? linesOf(row) : 1);
    if (!isBlank(row)) {
      const names = row.map((name) => unwrapped(` ${name.trim()}`).trim());
      const columns = names.slice(0, names.findLastIndex((name) => name !== '') + 1);
      return {
        header: {
          columns,
          width: row.length,
          ...(delimiter !== undefined &&
            next > line + 1 && { spanning: { line, fields: row, spans: linesWithin(row, delimiter) } }),
        },
        rest: {
          ...group,
          rows: group.rows.slice(index + 1),
          line: next,
          ...(group.bareEnds && { bareEnds: group.bareEnds.slice(index + 1) }),
        },
      };
    }
    line = next;
  }
  return undefined;
}

/** Makes records of rows, group after group. */
export interface RecordMaker {
  /** @throws SourceError when the file was cut within its last row, or rows were swallowed by a quoted field (E6) */
  of(group: RowGroup): SourceRecord[];
  /** To be told of a row of the right length that no record is made of. */
  sawFull(): void;
}

/**
 * Makes records of rows (E3), group after group. Rows without any value, which spreadsheets leave at the end, are left
 * out. Fields too many at the end say nothing where they are empty; other rows of the wrong length are marked. A row that
 * spans lines carries them along: whether one of them is a record of its own is for those to say who know the columns (E6).
 *
 * @param source the source's name, for messages
 */
export function createRecordMaker(
  source: string,
  { columns, width }: Header,
  delimiter: string,
): RecordMaker {
  const expected = columns.length;
  /** The most fields that a row has had. */
  let most = 0;

  function toRecord(row: readonly string[], line: number, lastLine: number): SourceRecord {
    const fields = row.some(mayBeWrapped) ? row.map(unwrapped) : row;
    const spans = lastLine > line ? { spans: linesWithin(fields, delimiter) } : undefined;
    if (spans && looksSwallowed(row, width, delimiter)) throw swallowedRows(source, line, lastLine);
    if (row.length === expected) return { line, fields, ...spans };
    if (row.length < expected) {
      const unquoted = spans ? undefined : withoutMarks(fields, expected, delimiter);
      return { line, fields, malformed: 'too-few-fields', ...spans, ...(unquoted && { unquoted }) };
    }
    if (isBlank(row.slice(expected))) return { line, fields: fields.slice(0, expected), ...spans };
    return { line, fields, malformed: 'too-many-fields', ...spans };
  }

  const isWhole = (row: readonly string[]): boolean =>
    row.length >= Math.min(expected, most || expected) || isNothing(row);

  /** Files that were put behind each other have a header each. */
  const isHeaderAgain = (row: readonly string[]): boolean =>
    row[0] === columns[0] &&
    expected > 1 &&
    row.length >= expected &&
    columns.every((name, at) => row[at]?.trim() === name);

  const recordsOf = (group: RowGroup): SourceRecord[] => {
    const records: SourceRecord[] = [];
    const { bareEnds = [] } = group;
    let line = group.line;
    const last = group.rows.length - 1;
    for (const [index, row] of group.rows.entries()) {
      const at = line;
      line += group.multiline ? linesOf(row) : 1;
      if (group.isUnended && index === last && !isWhole(row)) throw cutFile(source, at);
      if (isBlank(row) || isHeaderAgain(row)) continue;
      most = Math.max(most, row.length);
      const record = toRecord(row, at, line - 1);
      records.push(bareEnds[index] ? { ...record, endsBare: true } : record);
    }
    return group.isUnended ? withUnendedLast(records) : records;
  };
  return {
    of: recordsOf,
    sawFull: () => {
      most = Math.max(most, expected);
    },
  };
}

function withUnendedLast(records: SourceRecord[]): SourceRecord[] {
  const end = records.at(-1);
  return end ? [...records.slice(0, -1), { ...end, isUnended: true }] : records;
}

/** Refused: a quoted field holds what are rows of its own (E6). */
export function swallowedRows(source: string, firstLine: number, lastLine: number): SourceError {
  return new SourceError(
    source,
    `${source} cannot be read: a quoted field on lines ${firstLine} to ${lastLine} seems to have swallowed whole rows`,
    {
      advice: `Look for a quotation mark too many on line ${firstLine}, and for its partner on line ${lastLine}. If quotation marks mean nothing in this file, say so in the pipeline: quote: "none".`,
    },
  );
}

function cutFile(source: string, line: number): SourceError {
  return new SourceError(
    source,
    `${source} cannot be read: it ends within line ${line}, which has fewer fields than the rows before it and no line end`,
    {
      advice:
        'The file was probably cut off: make or fetch it again. If that is all of it, end its last line with a line break.',
    },
  );
}

function isBlank(row: readonly string[]): boolean {
  for (const field of row) if (field !== '' && field !== endOfFile && field.trim() !== '') return false;
  return true;
}

/** Whether there is not even a delimiter. */
function isNothing(row: readonly string[]): boolean {
  return row.length === 1 && isBlank(row);
}

/** Whether a field begins as one does that has quotes which the parser knows nothing of. */
function mayBeWrapped(field: string): boolean {
  const first = field.charCodeAt(0);
  return first === equals || first === space;
}

/** The text within `="…"`, or within quotes behind a space. */
function unwrapped(field: string): string {
  const inner = mayBeWrapped(field) ? wrapped.exec(field)?.[1] : undefined;
  return inner === undefined ? field : inner.replaceAll('""', '"');
}

function linesOf(row: readonly string[]): number {
  let lines = 1;
  for (const field of row) lines += lineBreaks(field);
  return lines;
}

/** The lines that a row spans, each as the fields that it would have as a row. */
function linesWithin(row: readonly string[], delimiter: string): string[][] {
  const lines: string[][] = [[]];
  for (const field of row) {
    const [first = '', ...others] = field.split('\n');
    // What stands in quotes and has one line is one field, whatever it holds.
    const cells = others.length > 0 ? first.replace(/\r$/, '').split(delimiter) : [field];
    for (const cell of cells) lines.at(-1)?.push(cell);
    for (const other of others) lines.push(other.replace(/\r$/, '').split(delimiter));
  }
  return lines;
}

/** The fields of a short row, were its quotation marks none: undefined where they are too few even so. */
function withoutMarks(row: readonly string[], expected: number, delimiter: string): string[] | undefined {
  if (!row.some((field) => field.includes(delimiter))) return undefined;
  const fields = row.flatMap((field) => field.split(delimiter));
  return fields.length < expected ? undefined : fields;
}

/**
 * Two stray quotes, rows apart, make one valid field of all that lies between them, and the parser has nothing
 * to say. What gives it away is the delimiters in the field: as many, line by line, as the rows have that were
 * swallowed. Were they let go, the contacts in them would be taken for absent (E2).
 */
function looksSwallowed(row: readonly string[], width: number, delimiter: string): boolean {
  return row.some((field, index) => {
    if (width <= 2 || !field.includes('\n') || !field.includes(delimiter)) return false;
    const counts = field.split('\n').map((line) => line.split(delimiter).length - 1);
    const between = counts.slice(1, -1);
    if (!between.every((count) => count === 0 || count === width - 1)) return false;
    const head = index + (counts[0] ?? 0);
    const tail = (counts.at(-1) ?? 0) + row.length - 1 - index;
    return between.includes(width - 1) || (head === width - 1 && tail === width - 1);
  });
}
