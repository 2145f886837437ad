import { localDay } from '../contact/local-time.ts';
import type { KnownPipeline } from '../state/pipelines.ts';
import { jsonText } from './printable.ts';
import { tableText } from './table.ts';

/** Pipelines that the ledger knows, as a table. */
export function pipelinesText(known: readonly KnownPipeline[]): string {
  if (known.length === 0) return 'The ledger knows no pipeline yet.\n';
  return tableText(
    ['PIPELINE', 'ACCOUNT', 'WANTS CONTACTS', 'SINCE'],
    known.map(({ account, pipeline, contacts, since }) => [
      pipeline,
      account,
      String(contacts),
      localDay(since),
    ]),
  );
}

/** The same as one JSON document. */
export function pipelinesJson(known: readonly KnownPipeline[]): string {
  return `${jsonText(known)}\n`;
}
