import type { BlockOrigin } from '../contact/ledger.ts';
import type { CarriedOptOut } from '../plan/change.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';

/** What a block rests on. */
export interface BlockGrounds {
  readonly origins: readonly BlockOrigin[];
  /** Opt-outs of former numbers. */
  readonly carried?: readonly CarriedOptOut[] | undefined;
  /** The source opts the number out no more. */
  readonly unsaid?: boolean;
}

/** Why a number is blocked, in words; of an opt-out that was carried, what that rests on. */
export function blockReason(
  { origins, carried = [], unsaid = false }: BlockGrounds,
  words: Catalogue = english,
): string {
  const basis = carried.length > 0 ? ` (${carried.map((one) => basisOf(one, words)).join('; ')})` : '';
  return origins
    .map((origin) => {
      if (origin === 'source' && unsaid)
        return origins.length > 1 ? words.changes.unsaidBeside : words.changes.unsaid;
      return words.changes.origins[origin] + (origin === 'carried' ? basis : '');
    })
    .join(', ');
}

/** The key last: it can be long, and tables cut what is. */
function basisOf({ from, keys, origins }: CarriedOptOut, words: Catalogue): string {
  const { changes } = words;
  const records = keys.map((key) => key.replace('\t', ' ')).join(changes.and);
  const reason = blockReason({ origins }, words);
  return `${from}: ${reason}; ${changes.sameRecord}${records === '' ? '' : ` ${records}`}`;
}
