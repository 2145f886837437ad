import type { Warning } from '../contact/rejection.ts';
import type { Change } from './change.ts';
import { hasLostOptOuts } from './key-opt-outs.ts';
import type { PlanInput } from './plan-input.ts';

/**
 * Adds the unblocks (P7): only whom nothing but this pipeline's source has blocked, and whose record says no now.
 *
 * @param optedOut who is opted out tonight
 * @param seenTo blocks in doubt that are decided otherwise
 */
export function planUnblocks(
  { desired, ledger, policy, replies }: Pick<PlanInput, 'desired' | 'ledger' | 'policy' | 'replies'>,
  optedOut: ReadonlyMap<string, unknown>,
  seenTo: ReadonlySet<string>,
  changes: Change[],
): { readonly withdrawals: readonly string[]; readonly warnings: readonly Warning[] } {
  const withdrawals: string[] = [];
  if (policy.blocklist.unblock !== 'managed') return { withdrawals, warnings: [] };
  // The opt-out that is lost may be his whose record says no.
  const isLost = hasLostOptOuts(desired, ledger.wants.get(policy.name));
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
    if (by.length > 1) withdrawals.push(msisdn);
    else if (origins.length === 1 && isSure) changes.push({ kind: 'unblock', msisdn });
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
