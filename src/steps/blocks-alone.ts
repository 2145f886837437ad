import type { LoadLimits } from '../config/limits.ts';
import {
  CallError,
  EndlessExportError,
  ExportMovedError,
  InterruptedError,
  JojkaSyncError,
  RefusedError,
} from '../errors.ts';
import type { ChangeState } from '../load/outcome.ts';
import { OutOfMemoryError } from '../out-of-memory.ts';
import type { BlocksInput } from '../plan/blocks.ts';
import { makeBlocksPlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanPolicy } from '../plan/plan-input.ts';
import { note } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import { endOf } from '../session/within-minutes.ts';
import { lastCall } from '../state/journal.ts';
import { writeLedger } from '../state/ledger.ts';
import { saveRunPlan } from '../state/run-plan.ts';
import type { RunSummary } from '../state/run-summary.ts';
import { saveRunSummary } from '../state/runs.ts';
import { execute, notBlockedYet } from './execute.ts';
import { stampOf } from './stamp.ts';

/** What a night knew of its blocks by the time it could do nothing else. */
interface Tonight extends BlocksInput {
  readonly policy: PlanPolicy & { readonly load: LoadLimits };
  /** What the history has of the run already. */
  readonly notes: RunSummary;
}

/** What became of them. What guards hold back is none of these. */
interface BlocksAlone {
  readonly sent: number;
  readonly failed: number;
  /** Neither: the run was stopped. */
  readonly waiting: number;
}

/**
 * Sends the blocks of a night that can do nothing else (L1b): its export could not be read, or cannot be true, or its time was
 * over. What guards hold back stays held. A run that was told to stop sends nothing (L7), and says whom that leaves unblocked.
 *
 * @param error what ended the night
 * @returns the same error, which now says what was done of the blocks; or as it is, where blocks may not be sent after it
 */
export async function withBlocksAlone(run: Run, error: unknown, tonight: Tonight): Promise<unknown> {
  const why = endOf(error, run.environment.signal);
  if (!(why instanceof JojkaSyncError) || !leavesBlocks(why)) return error;
  why.adds(blocksAloneText(await sendBlocksAlone(run, tonight)));
  return why;
}

async function sendBlocksAlone(run: Run, tonight: Tonight): Promise<BlocksAlone> {
  const plan = makeBlocksPlan({ ...stampOf(run), ...tonight });
  const held = new Set(plan.heldBlocks);
  const due = plan.changes.filter(({ msisdn }) => !held.has(msisdn)).length;
  if (held.size > 0) note(run.environment, 'error', 'guards hold blocks back', { blocks: held.size });
  const states =
    plan.changes.length > 0 ? await run.urgently((urgent) => sendPlanned(urgent, plan, tonight)) : undefined;
  if (!states) return { sent: 0, failed: 0, waiting: due };
  const count = (state: ChangeState) =>
    plan.changes.filter(({ msisdn }, index) => states[index] === state && !held.has(msisdn)).length;
  const sent = count('done');
  const failed = count('failed') + count('unknown');
  const waiting = count('pending');
  note(run.environment, failed + waiting > 0 ? 'error' : 'warn', "tonight's blocks were sent all the same", {
    blocks: sent,
    failed,
    waiting,
  });
  return { sent, failed, waiting };
}

/** @returns what became of the plan's changes */
async function sendPlanned(
  run: Run,
  plan: Plan,
  { policy, ledger, replies, notes }: Tonight,
): Promise<readonly ChangeState[]> {
  const { database, accountId, runId } = run.session;
  const held = new Set(plan.heldBlocks);
  await saveRunSummary(database, runId, {
    ...notes,
    limits: policy.load,
    guardLimits: policy.guards,
    checksBlocks: plan.checksBlocks,
    // Who takes this run up again sends no more than it did (G3, G6).
    ...(held.size > 0 && { heldBack: true, guards: plan.guards }),
  });
  await writeLedger(database, accountId, {
    oweBlocks: plan.owed.filter(([msisdn]) => !held.has(msisdn)),
    holdBlocks: plan.owed.filter(([msisdn]) => held.has(msisdn)),
  });
  await saveRunPlan(database, runId, plan);
  const { outcomes } = await execute(run, {
    plan,
    limits: policy.load,
    checksBlocks: plan.checksBlocks,
    guards: policy.guards,
    facts: {
      existing: undefined,
      ledger,
      pending: replies.pending,
      blockedNow: new Set(),
      repliesComplete: false,
    },
    earlier: { states: [], nextSeq: (await lastCall(database, runId)) + 1 },
  });
  return outcomes;
}

/** What a night did that came no further. */
function blocksAloneText({ sent, failed, waiting }: BlocksAlone): string {
  if (sent + failed + waiting === 0)
    return 'Nothing was sent: nobody was to be blocked, and the rest waits for the next sync.';
  const left = waiting > 0 ? [notBlockedYet(waiting)] : [];
  if (sent + failed === 0) return left.join('');
  const again = failed > 0 ? `, ${failed} failed and are tried again` : '';
  return [
    `Of tonight's work only the blocks were sent (${sent}${again}); the rest waits for the next sync.`,
    ...left,
  ].join('\n');
}

/**
 * Whether blocks may be sent though this has happened: an export that cannot be read, or be true; a plan that does not fit;
 * a time that is over, or a stop, after which there is at least something to say of them.
 */
export function leavesBlocks(error: unknown): boolean {
  return (
    error instanceof RefusedError ||
    error instanceof OutOfMemoryError ||
    error instanceof InterruptedError ||
    error instanceof ExportMovedError ||
    error instanceof EndlessExportError ||
    (error instanceof CallError && error.disposition !== 'fatal')
  );
}
