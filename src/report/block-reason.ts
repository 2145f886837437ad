import type { BlockOrigin } from '../contact/ledger.ts';
import type { CarriedOptOut } from '../plan/change.ts';

const reasons: Record<BlockOrigin, string> = {
  source: 'opted out at the source',
  reply: 'answered STOP',
  manual: 'blocked by hand',
  found: 'was blocked before we came',
  carried: 'opted out under a former number',
};

/** Why a number is blocked, in words; of an opt-out that was carried, what that rests on. */
export function blockReason(origins: readonly BlockOrigin[], carried: readonly CarriedOptOut[] = []): string {
  const basis = carried.length > 0 ? ` (${carried.map(basisOf).join('; ')})` : '';
  return origins.map((origin) => reasons[origin] + (origin === 'carried' ? basis : '')).join(', ');
}

/** The key last: it can be long, and tables cut what is. */
function basisOf({ from, keys, origins }: CarriedOptOut): string {
  const records = keys.map((key) => key.replace('\t', ' ')).join(' and ');
  return `${from}: ${blockReason(origins)}; same record${records === '' ? '' : ` ${records}`}`;
}
