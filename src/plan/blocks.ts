import type { BlockOrigin } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import type { Change } from './change.ts';
import type { Move } from './moves.ts';
import type { PlanInput } from './plan-input.ts';

export interface PlannedBlocks {
  readonly changes: readonly Change[];
  /** What a block that is there already is to be known for besides: recorded, no call (P7). */
  readonly origins: readonly (readonly [msisdn: string, origin: BlockOrigin])[];
  /** Numbers that this pipeline's source no longer opts out, but another pipeline's still does: recorded, no call. */
  readonly withdrawals: readonly string[];
  readonly warnings: readonly Warning[];
}

/**
 * Blocks and unblocks (P7).
 *
 * To be blocked are numbers that are opted out at the source, also by a rejected record whose key tells the number
 * (T8); senders of a STOP whose block is not confirmed yet (S1); and the new number of somebody who was opted out
 * under another one, until that block is confirmed. Blocks that the ledger knows are not sent again,
 * save those of which an unblock was sent and may have been carried out.
 *
 * Unblocked is only whom nothing but the source of this pipeline had blocked, and whose record says no now: absence is
 * no consent, another origin stays, and where replies may have been missed nobody is unblocked.
 */
export function planBlocks(input: PlanInput, moves: readonly Move[]): PlannedBlocks {
  const { ledger, policy } = input;
  const optedOut = originsTonight(input, moves);
  const changes: Change[] = [];
  const origins: [string, BlockOrigin][] = [];
  for (const [msisdn, why] of [...optedOut].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const known = ledger.doubtful.has(msisdn) ? undefined : ledger.blocks.get(msisdn);
    if (!known) changes.push({ kind: 'block', msisdn, origins: [...why] });
    else
      for (const origin of why)
        if (
          !known.includes(origin) ||
          (origin === 'source' && !ledger.blockedBy.get(msisdn)?.includes(policy.name))
        )
          origins.push([msisdn, origin]);
  }
  return { changes, origins, ...planUnblocks(input, optedOut, changes) };
}

/** Who is opted out tonight, and why. */
function originsTonight(
  { desired, ledger, policy, replies }: PlanInput,
  moves: readonly Move[],
): Map<string, Set<BlockOrigin>> {
  const optedOut = new Map<string, Set<BlockOrigin>>();
  const add = (msisdn: string, origin: BlockOrigin) => {
    const origins = optedOut.get(msisdn);
    if (origins) origins.add(origin);
    else optedOut.set(msisdn, new Set([origin]));
  };
  for (const msisdn of desired.optOuts) add(msisdn, 'source');
  if (desired.optOutKeys.size > 0)
    for (const [msisdn, want] of ledger.wants.get(policy.name) ?? [])
      if (want.keys.some((key) => desired.optOutKeys.has(key))) add(msisdn, 'source');
  for (const msisdn of replies.pending) add(msisdn, 'reply');
  for (const msisdn of ledger.doubtful)
    if (ledger.blocks.get(msisdn)?.includes('carried')) add(msisdn, 'carried');
  for (const { from, to } of moves) if (ledger.blocks.has(from) || optedOut.has(from)) add(to, 'carried');
  return optedOut;
}

function planUnblocks(
  { desired, ledger, policy, replies }: PlanInput,
  optedOut: ReadonlyMap<string, unknown>,
  changes: Change[],
): Pick<PlannedBlocks, 'withdrawals' | 'warnings'> {
  const withdrawals: string[] = [];
  if (policy.blocklist.unblock !== 'managed') return { withdrawals, warnings: [] };
  let waiting = 0;
  for (const msisdn of [...desired.optedIn].sort()) {
    const origins = ledger.blocks.get(msisdn);
    const by = ledger.blockedBy.get(msisdn) ?? [];
    if (optedOut.has(msisdn) || !origins?.includes('source') || !by.includes(policy.name)) continue;
    if (by.length > 1) withdrawals.push(msisdn);
    else if (origins.length === 1 && replies.complete) changes.push({ kind: 'unblock', msisdn });
    else if (origins.length === 1) waiting++;
  }
  const warnings: Warning[] = waiting === 0 ? [] : [{ code: 'unblock-waits', figures: { numbers: waiting } }];
  return { withdrawals, warnings };
}
