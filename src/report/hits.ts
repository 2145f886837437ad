import { maskMsisdn } from '../contact/mask.ts';
import type { NumberHit } from '../state/find-numbers.ts';
import { jsonText, printable } from './printable.ts';
import { tableText } from './table.ts';

/** Whom a key or a name may mean: masked, with the keys that tell them apart. */
export function hitsText(hits: readonly NumberHit[], more: boolean): string {
  const table = tableText(
    ['NUMBER', 'ACCOUNT', 'RECORD'],
    hits.map(({ msisdn, account, keys }) => [maskMsisdn(msisdn), account, recordsOf(keys)]),
  );
  return `${table}${more ? '… and more\n' : ''}`;
}

function recordsOf(keys: readonly string[]): string {
  if (keys.length === 0) return '(wanted by nobody now)';
  return keys.map((key) => printable(key.replace('\t', ' '))).join(', ');
}

/** The same as one JSON document. */
export function hitsJson(hits: readonly NumberHit[], more: boolean): string {
  const masked = hits.map(({ msisdn, ...rest }) => ({ msisdn: maskMsisdn(msisdn), ...rest }));
  return `${jsonText({ matches: masked, more })}\n`;
}
