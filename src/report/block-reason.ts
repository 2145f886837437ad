import type { BlockOrigin } from '../contact/ledger.ts';

const reasons: Record<BlockOrigin, string> = {
  source: 'opted out at the source',
  reply: 'answered STOP',
  manual: 'blocked by hand',
  found: 'was blocked before we came',
  carried: 'opted out under a former number',
};

/** Why a number is blocked, in words. */
export function blockReason(origins: readonly BlockOrigin[]): string {
  return origins.map((origin) => reasons[origin]).join(', ');
}
