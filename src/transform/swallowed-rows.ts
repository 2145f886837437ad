import type { FieldValue, SourceRecord } from '../contact/record.ts';
import type { MsisdnParser } from './msisdn.ts';
import { numbersAnywhere, type PhoneColumns } from './phone-columns.ts';

type Cells = readonly FieldValue[];

/**
 * Whether a row that spans lines holds rows of their own (E6), such as would be records as a file has them (E3): more lines
 * that could be rows than the row itself is, or one in its quoted text beside a number that stands elsewhere.
 *
 * A line could be a row when it has a number where a phone column would be. What has exactly the header's fields may have
 * words beside the number; a line that is shorter or longer may be a note, and is asked for a number alone. A note of
 * several lines without a delimiter, in a row that is complete, can hold no row: there is no place in it for the fields of one.
 *
 * @param width how many columns the file has
 */
export function swallowsRows(
  record: SourceRecord,
  width: number,
  { indexes }: PhoneColumns,
  parser: MsisdnParser,
): boolean {
  const { spans = [], fields } = record;
  if (width > 1 && !record.malformed && !hasDelimiterWithin(record)) return false;
  const columns = { width, indexes, parser };
  const isOwn = isOneOf(fields.filter((field) => !isOfLines(field)));
  const lines = spans.filter((line) => isRow(line, line, columns)).length;
  const within = spans.filter((line) => isRow(line, blanked(line, isOwn), columns)).length;
  const own = hasNumber(fields, columns) ? 1 : 0;
  const ownWithin = hasNumber(
    fields.map((field) => (isOfLines(field) ? field : '')),
    columns,
  );
  return lines > own || within > (ownWithin ? 1 : 0);
}

/**
 * Whether a header that spans lines holds rows (E6): a cell of it is a number. That is nobody's name for a column; words
 * beside it may be, as an example of how to write one, where no delimiter stands in a name.
 */
export function headerSwallowsRows(header: SourceRecord, parser: MsisdnParser): boolean {
  const cells = (header.spans ?? []).flat();
  const asked = hasDelimiterWithin(header) ? cells : cells.map(withoutWords);
  return numbersAnywhere({ line: header.line, fields: asked }, parser).length > 0;
}

interface Columns {
  readonly width: number;
  /** Where the phone columns are. */
  readonly indexes: readonly number[];
  readonly parser: MsisdnParser;
}

/** @param cells those of the line's fields that are asked for a number; the others are empty */
function isRow(line: readonly string[], cells: Cells, columns: Columns): boolean {
  const { width } = columns;
  // One field alone is a line of a comment, where rows have several.
  if (line.length < Math.min(width, 2)) return false;
  const isLonger = line.slice(width).some((field) => field.trim() !== '');
  const isShorter = line.length < width;
  return hasNumber(isLonger || isShorter ? cells.map(withoutWords) : cells.slice(0, width), columns);
}

/** Whether a number stands where a phone column is, or as much further on as there are fields too many before it. */
function hasNumber(fields: Cells, { width, indexes, parser }: Columns): boolean {
  const surplus = Math.max(0, fields.length - width);
  const isPhone = (at: number) => indexes.some((index) => at >= index && at <= index + surplus);
  return numbersAnywhere({ line: 0, fields }, parser, isPhone).length > 0;
}

function hasDelimiterWithin({ fields, spans = [] }: SourceRecord): boolean {
  const cells = spans.reduce((sum, line) => sum + line.length, 0);
  // The last cell of a line and the first of the next are one field.
  return cells - (spans.length - 1) > fields.length;
}

function isOfLines(field: FieldValue): boolean {
  return typeof field === 'string' && field.includes('\n');
}

function isOneOf(fields: Cells): (cell: string) => boolean {
  const known = new Set(fields);
  return (cell) => known.has(cell);
}

function blanked(line: readonly string[], isOwn: (cell: string) => boolean): Cells {
  return line.map((cell) => (isOwn(cell) ? '' : cell));
}

function withoutWords(cell: FieldValue): FieldValue {
  return typeof cell === 'string' && /\p{L}/u.test(cell) ? '' : cell;
}
