import { localDay } from '../contact/local-time.ts';
import type { KnownPipeline } from '../state/pipelines.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { jsonText } from './printable.ts';
import { tableText } from './table.ts';

/** Pipelines that the ledger knows, as a table. */
export function pipelinesText(known: readonly KnownPipeline[], { upkeep }: Catalogue = english): string {
  if (known.length === 0) return `${upkeep.noPipeline}\n`;
  return tableText(
    upkeep.pipelinesHead,
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
