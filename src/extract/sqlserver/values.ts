import { SourceError } from '../../errors.ts';
import { binaryText } from '../binary-text.ts';
import { floatText } from '../float-text.ts';
import type { ValueReader } from '../row-batches.ts';

/** What tedious tells of a column. */
export interface Column {
  readonly colName: string;
  readonly type: { readonly name: string };
  readonly dataLength?: number | undefined;
  readonly scale?: number | undefined;
}

/** Whole numbers up to here are exact in JavaScript. */
const mostExact = 2 ** 53;

/**
 * From tedious' value to a record's (E4). bigint comes as text; decimals come as JavaScript's numbers, so one with more digits than
 * those hold ends the run: the query casts it to text. Null is ''.
 */
export function valueReader(source: string, column: Column): ValueReader<unknown> {
  const { type, scale = 0, dataLength, colName } = column;
  const { name } = type;
  if (/^(?:Decimal|Numeric)/.test(name)) return decimal(source, colName, scale);
  if (/^(?:Small)?Money/.test(name)) return decimal(source, colName, 4);
  if (name === 'Real' || (name === 'FloatN' && dataLength === 4))
    return (value) => (value === null ? '' : floatText(Number(value)));
  if (name === 'Date') return (value) => timeText(value, 0, 10);
  if (name === 'Time') return (value) => timeText(value, 11);
  if (name === 'DateTimeOffset') return (value) => (value === null ? '' : `${timeText(value, 0)}Z`);
  // binary(16) is a key and no text, whatever bytes it happens to have.
  if (name === 'Binary') return (value) => (value === null ? '' : binaryText(value as Buffer, false));
  return plainText;
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return timeText(value, 0);
  if (Buffer.isBuffer(value)) return binaryText(value, true);
  return String(value);
}

function decimal(source: string, column: string, scale: number): ValueReader<unknown> {
  return (value) => {
    if (value === null) return '';
    const number = Number(value);
    if (Math.abs(number) * 10 ** scale >= mostExact)
      throw new SourceError(
        source,
        `${source}: a number in the column ${JSON.stringify(column)} has more digits than can be read without loss`,
        {
          advice: `Nothing was planned. Have the query give it as text: cast(${column} as varchar(40)) as ${column}.`,
        },
      );
    return number.toFixed(scale);
  };
}

/** `2024-01-31 12:00:00`, with thousandths where there are some; times are the server's own, no zone applied. */
function timeText(value: unknown, from: number, to?: number): string {
  if (value === null) return '';
  return (value as Date)
    .toISOString()
    .slice(0, -1)
    .replace('T', ' ')
    .replace(/\.000$/, '')
    .slice(from, to);
}
