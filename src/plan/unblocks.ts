import type { Warning } from '../contact/rejection.ts';
import type { Change } from './change.ts';
import type { PlanInput } from './plan-input.ts';

/**
 * Adds the unblocks (P7): only whom nothing but this pipeline's source has blocked, and whose record says no now.
 *
 * @param tonight.optedOut who is opted out tonight
 * @param tonight.seenTo blocks in doubt that are decided otherwise
 * @param tonight.isLost somebody opted out of whom nobody knows who it is: it may be he whose record says no (T8)
 */
export function planUnblocks(
  { desired, ledger, policy, replies }: Pick<PlanInput, 'desired' | 'ledger' | 'policy' | 'replies'>,
  {
    optedOut,
    seenTo,
    isLost,
  }: {
    readonly optedOut: ReadonlyMap<string, unknown>;
    readonly seenTo: ReadonlySet<string>;
    readonly isLost: boolean;
  },
  changes: Change[],
): { readonly withdrawals: readonly string[]; readonly warnings: readonly Warning[] } {
  const withdrawals: string[] = [];
  if (policy.blocklist.unblock !== 'managed') return { withdrawals, warnings: [] };
  const isSure = replies.complete && !isLost;
  let waiting = 0;
  for (const msisdn of [...ledger.blocks.keys()].filter((one) => desired.optedIn.has(one)).sort()) {
    const origins = ledger.blocks.get(msisdn);
    const by = ledger.blockedBy.get(msisdn) ?? [];
    if (
      optedOut.has(msisdn) ||
      seenTo.has(msisdn) ||
      !origins?.includes('source') ||
      !by.includes(policy.name)
    )
      continue;
    if (by.length > 1) {
      // What this pipeline's source once said is all that keeps another one from lifting the block.
      if (!isLost) withdrawals.push(msisdn);
    } else if (origins.length === 1 && isSure) changes.push({ kind: 'unblock', msisdn });
    else if (origins.length === 1) waiting++;
  }
  const warnings: Warning[] =
    waiting === 0
      ? []
      : [
          {
            code: 'unblock-waits',
            figures: { numbers: waiting, ...(replies.complete && isLost && { lostOptOuts: true as const }) },
          },
        ];
  return { withdrawals, warnings };
}
