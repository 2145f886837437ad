import type { BlockOrigin } from '../contact/ledger.ts';
import type { CarriedOptOut } from '../plan/change.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';

/** Why a number is blocked, in words; of an opt-out that was carried, what that rests on. */
export function blockReason(
  origins: readonly BlockOrigin[],
  carried: readonly CarriedOptOut[] = [],
  words: Catalogue = english,
): string {
  const basis = carried.length > 0 ? ` (${carried.map((one) => basisOf(one, words)).join('; ')})` : '';
  return origins
    .map((origin) => words.changes.origins[origin] + (origin === 'carried' ? basis : ''))
    .join(', ');
}

/** The key last: it can be long, and tables cut what is. */
function basisOf({ from, keys, origins }: CarriedOptOut, words: Catalogue): string {
  const { changes } = words;
  const records = keys.map((key) => key.replace('\t', ' ')).join(changes.and);
  const reason = blockReason(origins, [], words);
  return `${from}: ${reason}; ${changes.sameRecord}${records === '' ? '' : ` ${records}`}`;
}
