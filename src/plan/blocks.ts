import type { Desired } from '../contact/desired.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { Change } from './change.ts';

export interface PlannedBlocks {
  readonly changes: readonly Change[];
  /** Blocked for another reason, and now opted out at the source too: an origin to record, no call. */
  readonly origins: readonly string[];
}

/**
 * Numbers opted out at the source and not blocked according to the ledger (P7). An opted-out record that was
 * rejected blocks the number that its key is known by (T8).
 */
export function planBlocks(desired: Desired, ledger: Ledger, pipeline: string): PlannedBlocks {
  const numbers = new Set(desired.optOuts);
  if (desired.optOutKeys.size > 0)
    for (const [msisdn, want] of ledger.wants.get(pipeline) ?? [])
      if (want.keys.some((key) => desired.optOutKeys.has(key))) numbers.add(msisdn);

  const changes: Change[] = [];
  const origins: string[] = [];
  for (const msisdn of [...numbers].sort()) {
    const known = ledger.blocks.get(msisdn);
    if (!known) changes.push({ kind: 'block', msisdn });
    else if (!known.includes('source')) origins.push(msisdn);
  }
  return { changes, origins };
}
