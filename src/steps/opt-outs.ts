import type { Desired } from '../contact/desired.ts';
import type { Ledger } from '../contact/ledger.ts';
import { CallError, RefusedError } from '../errors.ts';
import { newBlock } from '../load/confirm.ts';
import { type BlocksInput, planBlocks } from '../plan/blocks.ts';
import { findMoves } from '../plan/moves.ts';
import type { PlanPolicy, ReplyFacts } from '../plan/plan-input.ts';
import type { Run } from '../session/session.ts';
import { writeLedger } from '../state/ledger.ts';

/** Who is opted out tonight, as far as that is known before Jojka's export is read. */
export interface OptOutsTonight extends BlocksInput {
  readonly desired: Desired;
  readonly ledger: Ledger;
  readonly policy: PlanPolicy;
  readonly replies: ReplyFacts;
}

/**
 * Writes down who is opted out as soon as the sources are read (L1b, P11): whatever becomes of this night, no other
 * command and no other pipeline makes them reachable before they are blocked. Nothing is sent by that: a guard may yet
 * hold those blocks back.
 */
export async function recordOptOuts({ session }: Run, tonight: OptOutsTonight): Promise<void> {
  const { desired, ledger, policy } = tonight;
  const { owed, origins } = planBlocks(tonight, findMoves(desired, ledger, policy.name));
  await writeLedger(session.database, session.accountId, {
    holdBlocks: owed,
    addBlocks: origins.map(([msisdn, origin]) => newBlock(msisdn, origin, policy.name)),
  });
}

/** Whether blocks may be sent though this has happened: an export that cannot be read, or be true. */
export function leavesBlocks(error: unknown): boolean {
  return error instanceof RefusedError || (error instanceof CallError && error.disposition !== 'fatal');
}
