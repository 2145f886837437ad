import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { FieldValue, SourceRecord } from '../contact/record.ts';
import type { OpenOptions } from './source.ts';

/** From a driver's value to a record's. */
export type ValueReader<Value> = (value: Value | null) => FieldValue;

export interface RowBatchOptions<Value> extends OpenOptions {
  /** Of each column, in order. */
  readonly readers: readonly ValueReader<Value>[];
  readonly batchRows: number;
  /** Waits until there are rows to read, or the end; what the stream itself tells, where left out. */
  readonly wait?: () => Promise<void>;
}

/**
 * The rows of a driver's stream as records, some hundred at a time.
 *
 * @param rows of arrays, in object mode; it is destroyed by whoever knows that no more will come: the connection was lost, the time is over
 * @throws what the stream failed with
 */
export async function* rowBatches<Value>(
  rows: Readable,
  { readers, batchRows, wait = () => readable(rows), signal, onProgress }: RowBatchOptions<Value>,
): AsyncGenerator<readonly SourceRecord[]> {
  let line = 0;
  for (;;) {
    const batch: SourceRecord[] = [];
    for (let row = rows.read(); row !== null; row = rows.read()) {
      line += 1;
      batch.push({ line, fields: readers.map((read, index) => read(row[index] ?? null)) });
      if (batch.length >= batchRows) break;
    }
    if (batch.length > 0) {
      yield batch;
      signal?.throwIfAborted();
      onProgress?.({ rows: line });
    } else if (rows.readableEnded) return;
    else await wait();
  }
}

/** Waits until there are rows to read, or the end. */
async function readable(rows: Readable): Promise<void> {
  const done = new AbortController();
  const wait = { signal: done.signal };
  try {
    if (!rows.errored && !rows.destroyed)
      await Promise.race([once(rows, 'readable', wait), once(rows, 'end', wait), once(rows, 'close', wait)]);
  } finally {
    done.abort();
  }
  mustGoOn(rows);
}

/** @throws what the stream failed with, or that it was lost */
function mustGoOn(rows: Readable): void {
  if (rows.errored) throw rows.errored;
  if (rows.destroyed && !rows.readableEnded) throw new Error('it ended in the middle of the query');
}

/** Rejects when the stream fails, also before its first row; never fulfils. */
export function failureOf(rows: Readable): Promise<never> {
  return new Promise((_, reject) => {
    rows.once('error', reject);
    rows.once('close', () => reject(rows.errored ?? new Error('it ended in the middle of the query')));
  });
}
