import type { SourceRecord } from '../contact/record.ts';
import type { Source } from '../extract/source.ts';

/** The beginning of a source. */
export interface FirstRows {
  readonly columns: readonly string[];
  readonly records: readonly SourceRecord[];
}

/** Reads the first rows of a source and lets go of it. @throws SourceError when it cannot be read */
export async function firstRows(source: Source, most: number, signal: AbortSignal): Promise<FirstRows> {
  const opened = await source.open({ signal });
  const records: SourceRecord[] = [];
  try {
    for await (const batch of opened.batches()) {
      records.push(...batch.slice(0, most - records.length));
      if (records.length >= most) break;
    }
    return { columns: opened.columns, records };
  } finally {
    await opened.close();
  }
}
