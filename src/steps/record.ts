import type { LoadLimits } from '../config/limits.ts';
import type { BlockOrigin, Ledger } from '../contact/ledger.ts';
import { newBlock } from '../load/confirm.ts';
import type { ChangeState } from '../load/outcome.ts';
import type { Change } from '../plan/change.ts';
import { holdsBlocks } from '../plan/guard.ts';
import type { Plan } from '../plan/plan.ts';
import type { Run, RunEnd } from '../session/session.ts';
import { writeLedger } from '../state/ledger.ts';
import { saveWarnings } from '../state/notes.ts';
import { saveRunPlan } from '../state/run-plan.ts';
import type { RunSummary } from '../state/run-summary.ts';
import { saveRunSummary } from '../state/runs.ts';
import { execute, type Facts } from './execute.ts';
import type { PlanReport } from './plan-report.ts';
import type { RunReport } from './run-report.ts';
import { savePlan } from './saved-plans.ts';

export interface CarryOut {
  /** The plan, with what led to it. */
  readonly report: PlanReport;
  /** What was fetched of replies first, if anything. */
  readonly replies: RunReport['replies'];
  /** Somebody has read what the guards say of this plan, and wants it all the same. */
  readonly accepted: boolean;
  readonly limits: LoadLimits;
  /** What the history shall know besides. */
  readonly notes: RunSummary;
  readonly facts: Facts;
}

/**
 * Records a plan and carries it out; or, when guards hold it back, sends its blocks alone and saves it for `apply`.
 * What `sync`, `undo` and `apply` share.
 */
export async function carryOut(run: Run, job: CarryOut): Promise<RunReport & RunEnd> {
  const { report, limits, facts, replies } = job;
  const { plan } = report;
  const heldBack = plan.guards.length > 0 && !job.accepted;
  const { summary, savedAs } = await record(run, job, heldBack);

  const executed = await execute(run, {
    plan: heldBack ? blocksOf(plan) : plan,
    pipeline: plan.pipeline,
    limits,
    checksBlocks: plan.checksBlocks,
    facts,
    earlier: { states: withKnownBlocks(plan.changes, [], facts.ledger), nextSeq: 1 },
  });
  const rest = plan.changes.slice(executed.outcomes.length).map((): ChangeState => 'pending');
  const outcome: RunReport = {
    run: run.session.runId,
    plan: report,
    replies,
    heldBack,
    savedAs,
    ...executed,
    exitCode: heldBack && executed.stopped === undefined ? 3 : executed.exitCode,
    outcomes: [...executed.outcomes, ...rest],
    ...run.stopwatch.readings(),
  };
  return { ...outcome, summary: { ...summary, ...outcomeSummary(outcome) } };
}

/**
 * Writes down what a run is about to do, so that whoever comes after it, or finds it dead, knows: its summary and
 * warnings, what the pipeline wants, the blocks that are owed, and last its changes. From then on it can be resumed.
 */
async function record(
  { session, environment }: Run,
  { report, limits, replies, notes }: CarryOut,
  heldBack: boolean,
): Promise<{ summary: RunSummary; savedAs: string | undefined }> {
  const { plan } = report;
  const { database, accountId, runId } = session;
  const summary: RunSummary = {
    plan: { ...plan.summary },
    ...(report.records && { records: { ...report.records } }),
    rejections: report.rejections.length,
    ...(replies && { replies: { ...replies } }),
    fingerprint: plan.fingerprint,
    limits,
    checksBlocks: plan.checksBlocks,
    ...(heldBack && { heldBack, guards: plan.guards }),
    ...notes,
  };
  await saveRunSummary(database, runId, summary);
  await saveWarnings(database, runId, report.warnings);
  const savedAs = heldBack ? await savePlan(environment, plan) : undefined;
  await writeLedger(database, accountId, {
    // No want is dropped while a night is held back: another pipeline of the account could then remove what this
    // one's guard has just kept (P10). Of a contact that is still wanted the want becomes tonight's all the same: with
    // fewer groups, where it has fewer, and one absence more, where it was absent.
    wants: {
      pipeline: plan.pipeline,
      // Who has another number now is found out again by his key, as long as that is not known by the new one.
      upserts: heldBack ? withoutMoved(plan) : plan.wants.upserts,
      drops: heldBack ? [] : plan.wants.drops,
    },
    addBlocks: plan.blockOrigins.map(([msisdn, origin]) => newBlock(msisdn, origin, plan.pipeline)),
    oweBlocks: heldBack ? [] : carriedBlocks(plan),
    withdrawBlocks: { pipeline: plan.pipeline, msisdns: plan.blockWithdrawals },
  });
  await saveRunPlan(database, runId, plan);
  return { summary, savedAs };
}

function withoutMoved({ wants, moves }: Plan): Plan['wants']['upserts'] {
  const moved = new Set(moves.map(({ to }) => to));
  return wants.upserts.filter(([msisdn]) => !moved.has(msisdn));
}

/** Opt-outs of former numbers: once the old number is forgotten, nothing else tells of them. */
function carriedBlocks({ changes }: Plan): (readonly [string, BlockOrigin])[] {
  return changes.flatMap((change) =>
    change.kind === 'block' && change.origins.includes('carried')
      ? [[change.msisdn, 'carried'] as const]
      : [],
  );
}

/**
 * States of a plan's changes, in which blocks that the ledger knows by now are done: they went out when guards held
 * the rest back.
 *
 * @param states what the journal has of them; pending, where left out
 */
export function withKnownBlocks(
  changes: readonly Change[],
  states: readonly ChangeState[],
  ledger: Ledger,
): ChangeState[] {
  return changes.map(({ kind, msisdn }, index) => {
    const isKnown = kind === 'block' && ledger.blocks.has(msisdn) && !ledger.doubtful.has(msisdn);
    return isKnown ? 'done' : (states[index] ?? 'pending');
  });
}

/** What of a plan is carried out though guards hold it back: its blocks, unless G3 holds those too. */
export function blocksOf<P extends Pick<Plan, 'changes' | 'guards'>>(plan: P): P & { contacts: [] } {
  // Blocks come first, so each keeps its index.
  const changes = holdsBlocks(plan.guards) ? [] : plan.changes.filter(({ kind }) => kind === 'block');
  return { ...plan, changes, contacts: [] };
}

/** What the history keeps of an outcome: counts, and no numbers or names. */
export function outcomeSummary(
  run: Pick<RunReport, 'calls' | 'failures' | 'verification'> & Partial<Pick<RunReport, 'timings'>>,
): RunSummary {
  const { calls, failures, verification, timings } = run;
  return {
    calls,
    failures: failures.length,
    ...(verification && { verification: { ...verification, differences: verification.differences.length } }),
    ...(timings && { timings }),
  };
}
