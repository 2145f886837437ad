import type { Contact } from '../contact/contact.ts';
import type { BlockOrigin, Ledger } from '../contact/ledger.ts';
import type { JojkaClient } from '../jojka/client.ts';
import type { ChangeState } from '../load/load.ts';
import type { Change } from '../plan/change.ts';
import { holdsBlocks } from '../plan/guard.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunEnvironment } from '../session/environment.ts';
import type { RunEnd, Session } from '../session/session.ts';
import type { Stopwatch } from '../session/stopwatch.ts';
import { writeLedger } from '../state/ledger.ts';
import { saveWarnings } from '../state/notes.ts';
import { saveRunPlan } from '../state/run-plan.ts';
import { saveRunSummary } from '../state/runs.ts';
import { execute, type LoadLimits, newBlock } from './execute.ts';
import type { PlanReport } from './plan-report.ts';
import type { RunReport } from './run-report.ts';
import { savePlan } from './saved-plans.ts';

export interface CarryOut {
  /** The plan, with what led to it. */
  readonly report: PlanReport;
  /** What was fetched of answers first, if anything. */
  readonly replies: RunReport['replies'];
  /** Every answer up to now has been seen (P7). */
  readonly repliesComplete: boolean;
  /** Somebody has read what the guards say of this plan, and wants it all the same. */
  readonly accepted: boolean;
  readonly limits: LoadLimits;
  /** What the history shall know besides. */
  readonly notes: object;
  readonly client: JojkaClient;
  readonly session: Session;
  readonly environment: RunEnvironment;
  readonly existing: ReadonlyMap<string, Contact>;
  readonly ledger: Ledger;
  readonly stopwatch: Stopwatch;
}

/**
 * Records a plan and carries it out; or, when guards hold it back, sends its blocks alone and saves it for `apply`.
 * What `sync`, `undo` and `apply` share.
 */
export async function carryOut(job: CarryOut): Promise<RunReport & RunEnd> {
  const { report, limits, session, environment, ledger, stopwatch } = job;
  const { plan } = report;
  const { database, accountId, runId } = session;
  const heldBack = plan.guards.length > 0 && !job.accepted;
  const summary = {
    plan: plan.summary,
    records: report.records,
    rejections: report.rejections.length,
    ...(job.replies && { replies: job.replies }),
    fingerprint: plan.fingerprint,
    limits,
    checksBlocks: plan.checksBlocks,
    ...(heldBack && { heldBack, guards: plan.guards }),
    ...job.notes,
  };
  // Its changes come last: from then on the run can be resumed, and all else must be known of it.
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

  const states = withKnownBlocks(plan.changes, [], ledger);
  const executed = await execute({
    ...job,
    plan: heldBack ? blocksOf(plan) : plan,
    pipeline: plan.pipeline,
    checksBlocks: plan.checksBlocks,
    earlier: { states, nextSeq: 1 },
  });
  const rest = plan.changes.slice(executed.outcomes.length).map((): ChangeState => 'pending');
  const run: RunReport = {
    run: runId,
    plan: report,
    replies: job.replies,
    heldBack,
    savedAs,
    ...executed,
    exitCode: heldBack && executed.stopped === undefined ? 3 : executed.exitCode,
    outcomes: [...executed.outcomes, ...rest],
    ...stopwatch.readings(),
  };
  return { ...run, summary: { ...summary, ...outcomeSummary(run) } };
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
): object {
  const { calls, failures, verification, timings } = run;
  return {
    calls,
    failures: failures.length,
    ...(verification && { verification: { ...verification, differences: verification.differences.length } }),
    ...(timings && { timings }),
  };
}
