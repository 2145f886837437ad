import { maskMsisdn } from '../contact/mask.ts';
import type { NumberHit } from '../state/find-numbers.ts';
import type { RejectedRecord } from '../state/find-rejected.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { jsonText, printable } from './printable.ts';
import { rejectedRecordJson } from './rejected-records.ts';
import { tableText } from './table.ts';

/** Whom a key or a name may mean: masked, with the keys that tell them apart. */
export function hitsText(hits: readonly NumberHit[], more: boolean, { story }: Catalogue = english): string {
  const table = tableText(
    story.hitsHead,
    hits.map(({ msisdn, account, keys }) => [maskMsisdn(msisdn), account, recordsOf(keys, story)]),
  );
  return `${table}${more ? `${story.andMore}\n` : ''}`;
}

function recordsOf(keys: readonly string[], story: Catalogue['story']): string {
  if (keys.length === 0) return story.wantedByNobody;
  return keys.map((key) => printable(key.replace('\t', ' '))).join(', ');
}

/** The same as one JSON document. */
export function hitsJson(
  hits: readonly NumberHit[],
  more: boolean,
  rejected?: { readonly records: readonly RejectedRecord[] },
): string {
  const masked = hits.map(({ msisdn, ...rest }) => ({ msisdn: maskMsisdn(msisdn), ...rest }));
  return `${jsonText({ matches: masked, more, ...(rejected && { rejected: rejected.records.map(rejectedRecordJson) }) })}\n`;
}
