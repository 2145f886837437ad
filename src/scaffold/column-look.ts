import type { SourceRecord } from '../contact/record.ts';
import { createEmptyCells, defaultEmptyWords } from '../transform/empty-cells.ts';
import { fieldText, fieldValues } from '../transform/fields.ts';
import { createMsisdnParser } from '../transform/msisdn.ts';

/** What the first rows show of a column. */
export interface ColumnLook {
  readonly name: string;
  /** Its type, where a database says it. */
  readonly type?: string;
  /** That it alone is the table's key, where a database says it. */
  readonly isKey?: boolean;
  /** In how many rows it holds something. */
  readonly filled: number;
  /** In how many of those a mobile number. */
  readonly mobiles: number;
  /** In how many of those a number that can be read, of whatever type. */
  readonly numbers: number;
  /** Whether a field is a list (E4). */
  readonly isList: boolean;
  /** Its values with how often each is there, the most frequent first; no more than 200 different ones. */
  readonly values: readonly (readonly [value: string, times: number])[];
  /** Whether no value is there twice. */
  readonly isUnique: boolean;
}

/** What the first rows of a source show. */
export interface TableLook {
  readonly columns: readonly ColumnLook[];
  /** How many rows were looked at. */
  readonly rows: number;
}

/** So many different values of a column are told apart. */
const mostValues = 200;

/** What a database says of a column. */
export type ColumnFacts = Pick<ColumnLook, 'type' | 'isKey'>;

/**
 * Looks at the first rows of a source, column by column. What stands for nothing (E7) is nothing.
 *
 * @param facts what a database says of its columns, by their names
 */
export function lookAtRows(
  names: readonly string[],
  records: readonly SourceRecord[],
  facts: ReadonlyMap<string, ColumnFacts> = new Map(),
): TableLook {
  const empties = createEmptyCells(defaultEmptyWords, new Map(), []);
  const whole = records.filter(({ malformed }) => malformed !== 'too-many-fields').map(empties.clear);
  const columns = names.map((name, index) => ({ name, ...facts.get(name), ...lookAtColumn(whole, index) }));
  return { columns, rows: whole.length };
}

const parser = createMsisdnParser({ region: 'SE', types: ['mobile'] });

function lookAtColumn(
  records: readonly SourceRecord[],
  index: number,
): Omit<ColumnLook, 'name' | keyof ColumnFacts> {
  const times = new Map<string, number>();
  const seen = { filled: 0, mobiles: 0, numbers: 0, isList: false, isUnique: true };
  for (const record of records) {
    if (typeof (record.fields[index] ?? '') !== 'string') seen.isList = true;
    const values = fieldValues(record, index).filter((value) => value.trim() !== '');
    if (values.length === 0) continue;
    seen.filled++;
    if (values.some((value) => parser.parse(value).kind === 'ok')) seen.mobiles++;
    if (values.some((value) => parser.readAny(value).length > 0)) seen.numbers++;
    const text = fieldText(record, index).trim();
    if (times.has(text)) seen.isUnique = false;
    if (times.has(text) || times.size < mostValues) times.set(text, (times.get(text) ?? 0) + 1);
  }
  return { ...seen, values: [...times].sort(([, a], [, b]) => b - a) };
}
