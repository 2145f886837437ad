import { newBlocks } from '../load/confirm.ts';
import { type BlocksInput, planBlocks } from '../plan/blocks.ts';
import { findCarriers } from '../plan/carriers.ts';
import { optedOutNumbers } from '../plan/opted-out.ts';
import type { Run } from '../session/session.ts';
import { writeLedger } from '../state/ledger.ts';
import { saidAgain } from '../state/ledger-blocks.ts';

/**
 * Writes down who is opted out as soon as the sources are read (L1b, P11): whatever becomes of this night, no other
 * command and no other pipeline makes them reachable before they are blocked. Nothing is sent by that: a guard may yet
 * hold those blocks back. Nor is the block of anybody opted out one that his source says no more, and that could be released (P7).
 */
export async function recordOptOuts({ session }: Run, tonight: BlocksInput): Promise<void> {
  const { desired, ledger, policy } = tonight;
  const carriers = findCarriers(desired, ledger, policy.name);
  const { owed, origins } = planBlocks(tonight, carriers);
  await writeLedger(session.database, session.accountId, {
    noteBlocks: owed,
    addOrigins: newBlocks(origins, policy.name),
  });
  await saidAgain(session.database, session.accountId, [...optedOutNumbers(tonight, carriers)]);
}
