import { Readable } from 'node:stream';
import { type CsvSourceOptions, csvSource } from '../../src/extract/csv.ts';
import type { OpenSource } from '../../src/extract/source.ts';

/** A record without what is not set, for short expectations. */
type Row = [line: number, ...fields: unknown[]];

export interface Read {
  readonly columns: readonly string[];
  readonly empty: boolean;
  readonly rows: readonly Row[];
  /** Line and kind of the rows that have the wrong length. */
  readonly malformed: readonly [number, string][];
}

/** Bytes cut at the given offsets. */
export function cut(bytes: Buffer, offsets: readonly number[]): Buffer[] {
  const sorted = [...new Set(offsets)].filter((at) => at > 0 && at < bytes.length).sort((a, b) => a - b);
  return [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index]));
}

type Options = Partial<Omit<CsvSourceOptions, 'stdin'>>;

/** Reads CSV from memory as if it came through a pipe in these pieces. */
export async function readCsv(
  content: string | Buffer | readonly Buffer[],
  options: Options = {},
): Promise<Read> {
  const pieces =
    typeof content === 'string' ? [Buffer.from(content)] : Buffer.isBuffer(content) ? [content] : content;
  return readAll(
    await csvSource({ name: 'list.csv', path: '-', ...options, stdin: Readable.from(pieces) }).open(),
  );
}

export async function readAll(source: OpenSource): Promise<Read> {
  const rows: Row[] = [];
  const malformed: [number, string][] = [];
  for await (const batch of source.batches()) {
    for (const record of batch) {
      rows.push([record.line, ...record.fields]);
      if (record.malformed) malformed.push([record.line, record.malformed]);
    }
  }
  return { columns: source.columns, empty: source.empty, rows, malformed };
}
