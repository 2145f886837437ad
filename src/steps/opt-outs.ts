import { newBlock } from '../load/confirm.ts';
import { type BlocksInput, planBlocks } from '../plan/blocks.ts';
import { findCarriers } from '../plan/moves.ts';
import type { Run } from '../session/session.ts';
import { writeLedger } from '../state/ledger.ts';

/**
 * Writes down who is opted out as soon as the sources are read (L1b, P11): whatever becomes of this night, no other
 * command and no other pipeline makes them reachable before they are blocked. Nothing is sent by that: a guard may yet
 * hold those blocks back.
 */
export async function recordOptOuts({ session }: Run, tonight: BlocksInput): Promise<void> {
  const { desired, ledger, policy } = tonight;
  const { owed, origins } = planBlocks(tonight, findCarriers(desired, ledger, policy.name));
  await writeLedger(session.database, session.accountId, {
    noteBlocks: owed,
    addOrigins: origins.map(([msisdn, origin]) => newBlock(msisdn, origin, policy.name)),
  });
}
