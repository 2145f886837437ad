import type { BlocksInput } from './blocks.ts';
import { keyOptOuts } from './key-opt-outs.ts';
import type { Move } from './moves.ts';

/**
 * Who is opted out tonight by odd values alone (G6): by his own, by one that a rejected record of his key has, or by one
 * of his former number.
 */
export function oddAlone({ desired, ledger, policy }: BlocksInput, moves: readonly Move[]): Set<string> {
  const byKey = keyOptOuts(desired, ledger.wants.get(policy.name));
  const clear = new Set(byKey.clear);
  for (const msisdn of desired.optOuts) if (!desired.oddOptOuts.has(msisdn)) clear.add(msisdn);
  const odd = new Set([...desired.oddOptOuts, ...byKey.odd]);
  for (const { from, to } of moves)
    if (ledger.blocks.has(from) || clear.has(from)) clear.add(to);
    else if (odd.has(from)) odd.add(to);
  for (const msisdn of clear) odd.delete(msisdn);
  return odd;
}
