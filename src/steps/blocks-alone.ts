import type { LoadLimits } from '../config/limits.ts';
import type { Ledger } from '../contact/ledger.ts';
import { CallError, EndlessExportError, ExportMovedError, RefusedError } from '../errors.ts';
import { OutOfMemoryError } from '../out-of-memory.ts';
import type { BlocksInput } from '../plan/blocks.ts';
import { makeBlocksPlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanPolicy } from '../plan/plan-input.ts';
import { note } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import { writeLedger } from '../state/ledger.ts';
import { saveRunPlan } from '../state/run-plan.ts';
import type { RunSummary } from '../state/run-summary.ts';
import { saveRunSummary } from '../state/runs.ts';
import { execute } from './execute.ts';
import { blocksOf } from './record.ts';
import { stampOf } from './stamp.ts';

/**
 * Sends the blocks of a night that can do nothing else (L1b): its export could not be read, or cannot be true. What
 * guards hold back stays held.
 *
 * @returns how many were sent, and how many of tonight's could not be
 */
export async function sendBlocksAlone(
  run: Run,
  tonight: BlocksInput & {
    readonly policy: PlanPolicy & { readonly load: LoadLimits };
    /** What the history has of the run already. */
    readonly notes: RunSummary;
  },
): Promise<{ readonly sent: number; readonly failed: number }> {
  const { policy, ledger, replies, notes } = tonight;
  return sendBlocksOf(run, makeBlocksPlan({ ...stampOf(run), ...tonight }), {
    limits: policy.load,
    guards: policy.guards,
    notes,
    ledger,
    pending: replies.pending,
  });
}

/**
 * Sends the blocks of a plan of which nothing else may go, save those that guards hold back. The plan stays as it is: it can
 * be applied yet.
 *
 * @returns how many were sent, and how many could not be
 */
export async function sendBlocksOf(
  run: Run,
  whole: Plan,
  {
    limits,
    guards,
    notes,
    ledger,
    pending,
  }: {
    readonly limits: LoadLimits;
    readonly guards: PlanPolicy['guards'];
    readonly notes: RunSummary;
    readonly ledger: Ledger;
    readonly pending: ReadonlySet<string>;
  },
): Promise<{ readonly sent: number; readonly failed: number }> {
  const { database, accountId, runId } = run.session;
  const plan = blocksOf(whole);
  if (plan.changes.length === 0) return { sent: 0, failed: 0 };
  const held = new Set(plan.heldBlocks);
  if (held.size > 0) note(run.environment, 'error', 'guards hold blocks back', { blocks: held.size });
  await saveRunSummary(database, runId, {
    ...notes,
    limits,
    guardLimits: guards,
    checksBlocks: plan.checksBlocks,
    // Who takes this run up again sends no more than it did (G3, G6).
    ...(held.size > 0 && { heldBack: true, guards: plan.guards }),
  });
  await writeLedger(database, accountId, {
    oweBlocks: plan.owed.filter(([msisdn]) => !held.has(msisdn)),
    holdBlocks: plan.owed.filter(([msisdn]) => held.has(msisdn)),
  });
  await saveRunPlan(database, runId, plan);
  const { failures, stopped } = await execute(run, {
    plan,
    limits,
    checksBlocks: plan.checksBlocks,
    guards,
    facts: {
      existing: undefined,
      ledger,
      pending,
      blockedNow: new Set(),
      repliesComplete: false,
    },
    earlier: { states: [], nextSeq: 1 },
  });
  const failed = failures.length;
  note(run.environment, failed > 0 || stopped ? 'error' : 'warn', "tonight's blocks were sent all the same", {
    blocks: plan.changes.length - held.size,
    failed,
  });
  return { sent: plan.changes.length - held.size - failed, failed };
}

/** Whether blocks may be sent though this has happened: an export that cannot be read, or be true; a plan that does not fit. */
export function leavesBlocks(error: unknown): boolean {
  return (
    error instanceof RefusedError ||
    error instanceof OutOfMemoryError ||
    error instanceof ExportMovedError ||
    error instanceof EndlessExportError ||
    (error instanceof CallError && error.disposition !== 'fatal')
  );
}
