import type { LoadLimits } from '../config/limits.ts';
import type { Ledger, Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import type { Warning } from '../contact/rejection.ts';
import { newBlocks } from '../load/confirm.ts';
import type { ChangeState } from '../load/outcome.ts';
import { knownByOf } from '../plan/brought-back.ts';
import type { Change } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { countStandingBlocks } from '../plan/standing-blocks.ts';
import { note } from '../session/environment.ts';
import type { Run, RunEnd } from '../session/session.ts';
import { writeLedger } from '../state/ledger.ts';
import { saveWarnings } from '../state/notes.ts';
import { saveRunPlan } from '../state/run-plan.ts';
import type { RunSummary } from '../state/run-summary.ts';
import { saveRunSummary } from '../state/runs.ts';
import { type Execution, execute, type Facts } from './execute.ts';
import type { PlanReport } from './plan-report.ts';
import type { RunReport } from './run-report.ts';
import { savePlan, savePlanInState } from './saved-plans.ts';

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
  readonly guards: Execution['guards'];
  /** Keys of whom the night before was to take something away, and nobody knows that it did. */
  readonly formerKeys?: ReadonlyMap<string, readonly RecordKey[]>;
  /** Warnings of what had to be done before, besides the report's. */
  readonly warnings?: readonly Warning[];
  /** The next number in the run's journal; 1, where left out. */
  readonly nextSeq?: number;
}

/**
 * Records a plan and carries it out; or, when guards hold it back, sends its blocks alone and saves it for `apply`.
 * What `sync`, `undo` and `apply` share.
 */
export async function carryOut(run: Run, given: CarryOut): Promise<RunReport & RunEnd> {
  const job = { ...given, report: reportOfNow(given) };
  const { report, limits, facts, replies } = job;
  const { plan } = report;
  const heldBack = plan.guards.length > 0 && !job.accepted;
  const body = heldBack ? blocksOf(plan) : { ...plan, heldBlocks: [] };
  // Held back, nobody is created: who is blocked for sure needs no second block.
  const known = withKnownBlocks(body.changes, [], facts.ledger);
  const doneBefore = known.flatMap((state, index) => (state === 'done' ? [index] : []));
  const summary = await record(run, job, body, { heldBack, doneBefore });

  const executed = await execute(run, {
    plan: body,
    limits,
    checksBlocks: plan.checksBlocks,
    facts,
    guards: job.guards,
    earlier: { states: known, nextSeq: job.nextSeq ?? 1 },
  });
  // Blocks depend on nothing, the plan's file neither (L1b).
  const savedAs = heldBack ? await trySave(run, report) : undefined;
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
    ...(doneBefore.length > 0 && { doneBefore }),
    ...run.stopwatch.readings(),
  };
  const unconfirmed = executed.verification?.differences.length ?? 0;
  return { ...outcome, unconfirmed, summary: { ...summary, ...outcomeSummary(outcome) } };
}

/** The report, with what was learned between the plan and its sending. */
function reportOfNow({ report, facts, warnings = [] }: CarryOut): PlanReport {
  const { plan } = report;
  const standingBlocks = countStandingBlocks(facts.ledger);
  return {
    ...report,
    plan: { ...plan, summary: { ...plan.summary, standingBlocks } },
    warnings: [...report.warnings, ...warnings],
  };
}

/**
 * Writes down what a run is about to do, so that whoever comes after it, or finds it dead, knows: its summary and
 * warnings, what the pipeline wants, the blocks that are owed, and last its changes. From then on it can be resumed.
 */
async function record(
  { session }: Run,
  { report, limits, replies, notes, facts, formerKeys }: CarryOut,
  body: Pick<Plan, 'changes' | 'heldBlocks'>,
  { heldBack, doneBefore }: { readonly heldBack: boolean; readonly doneBefore: readonly number[] },
): Promise<RunSummary> {
  const { plan } = report;
  const { database, accountId, runId } = session;
  const summary: RunSummary = {
    plan: { ...plan.summary },
    ...(report.records && { records: { ...report.records } }),
    ...(report.basis && { basis: report.basis }),
    rejections: report.rejections.length,
    ...(replies && { replies: { ...replies } }),
    fingerprint: plan.fingerprint,
    limits,
    checksBlocks: plan.checksBlocks,
    removes: plan.removes,
    managedGroups: plan.managedGroups,
    ...(heldBack && { heldBack, guards: plan.guards, heldBlocks: body.heldBlocks.length }),
    ...(doneBefore.length > 0 && { doneBefore }),
    ...notes,
  };
  const held = new Set(body.heldBlocks);
  const wanted = facts.ledger.wants.get(plan.pipeline);
  const knownBy = knownByOf(plan.contacts, wanted, plan.moves, formerKeys);
  await saveRunSummary(database, runId, summary);
  await saveWarnings(database, runId, report.warnings);
  const ledger = () =>
    writeLedger(database, accountId, {
      // While a night is held back wants grow and never shrink: another pipeline of the account could then remove what
      // this one's guard has just kept (P10).
      wants: {
        pipeline: plan.pipeline,
        upserts: heldBack ? grown(plan, facts.ledger) : plan.wants.upserts,
        drops: heldBack ? [] : plan.wants.drops,
      },
      // A broken column must not be what the next night is held against (G9).
      consents:
        heldBack || (!plan.consents && plan.moves.length === 0)
          ? undefined
          : {
              ...(plan.consents ?? { upserts: [], drops: [] }),
              ...{ pipeline: plan.pipeline, at: plan.createdAt },
              moves: [...plan.moves, ...(plan.consents?.moves ?? [])],
            },
      addOrigins: newBlocks(plan.blockOrigins, plan.pipeline),
      oweBlocks: owedOf(plan, body, new Set(doneBefore)),
      holdBlocks: plan.owed.filter(([msisdn]) => held.has(msisdn)),
      // Nor may it end a block, or what a pipeline says of one (P7, P11).
      releaseBlocks: { pipeline: plan.pipeline, msisdns: heldBack ? [] : plan.blockReleases },
      withdrawBlocks: { pipeline: plan.pipeline, msisdns: heldBack ? [] : plan.blockWithdrawals },
    });
  const movedTo = new Set(plan.moves.map(({ to }) => to));
  await saveRunPlan(database, runId, plan, { knownBy, movedTo }, ledger);
  return summary;
}

/** A plan that guards hold back, where it can be saved; else it is told that it could not be, and made anew. */
async function trySave({ environment, session }: Run, report: PlanReport): Promise<string | undefined> {
  const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
  const shared = await savePlanInState(environment, session.database, report).catch((error: unknown) => {
    note(environment, 'warn', `the plan can be applied on this machine alone: ${reasonOf(error)}`);
    return undefined;
  });
  try {
    return await savePlan(environment, report);
  } catch (error) {
    const what = shared ? 'is kept in the state alone' : 'could not be saved, so it cannot be applied';
    note(environment, shared ? 'warn' : 'error', `the plan ${what}: ${reasonOf(error)}`);
    return shared;
  }
}

/**
 * What a pipeline wants more than it did. Who has another number now is found out again by his key, as long as that is
 * not known by the new one; and keys stay as they were, else what held this night back would pass the next one (G8).
 */
function* grown({ wants, moves, pipeline }: Plan, ledger: Ledger): Generator<readonly [string, Want]> {
  const moved = new Set(moves.map(({ to }) => to));
  const known = ledger.wants.get(pipeline) ?? new Map<string, Want>();
  for (const [msisdn, want] of wants.upserts) {
    const after = moved.has(msisdn) ? undefined : grownWant(want, known.get(msisdn));
    if (after) yield [msisdn, after];
  }
}

/** @returns undefined where it stays as it was */
function grownWant(want: Want, before: Want | undefined): Want | undefined {
  if (!before || before.held) return { ...want, held: true };
  const { keys } = before;
  if (before.optedOut) return want.optedOut ? undefined : { ...want, keys };
  if (want.optedOut || want.absentRuns > before.absentRuns) return undefined;
  return { ...want, keys, groups: [...new Set([...before.groups, ...want.groups])] };
}

/**
 * The blocks that are about to be sent, as owed: whatever becomes of this run, nobody gets past them (P11). Those of a plan that
 * are done by now are not owed again.
 *
 * @param doneBefore the indexes of those
 */
export function owedOf(
  { owed }: Pick<Plan, 'owed'>,
  { changes, heldBlocks }: Pick<Plan, 'changes' | 'heldBlocks'>,
  doneBefore: ReadonlySet<number>,
): Plan['owed'] {
  const held = new Set(heldBlocks);
  const sent = new Set(
    changes.flatMap(({ kind, msisdn }, index) =>
      kind === 'block' && !held.has(msisdn) && !doneBefore.has(index) ? [msisdn] : [],
    ),
  );
  return owed.filter(([msisdn]) => sent.has(msisdn));
}

/**
 * States of a plan's changes, in which blocks that the ledger knows for sure by now are done: they went out when guards
 * held the rest back. Save those of people whom the plan creates: they are blocked again (P11).
 *
 * @param states what the journal has of them; pending, where left out
 */
export function withKnownBlocks(
  changes: readonly Change[],
  states: readonly ChangeState[],
  ledger: Ledger,
): ChangeState[] {
  const created = new Set(changes.flatMap(({ kind, msisdn }) => (kind === 'create' ? [msisdn] : [])));
  return changes.map(({ kind, msisdn }, index) => {
    const state = states[index] ?? 'pending';
    if (kind !== 'block') return state;
    const doubt = ledger.doubts.get(msisdn);
    // What the journal has as done may have been lifted since: the ledger has the say (P12). Sent is all that it knows of a
    // block whose run died before it could write down the answer.
    const isLifted = !ledger.blocks.has(msisdn) || (doubt !== undefined && doubt !== 'sent');
    if (isLifted) return state === 'done' ? 'pending' : state;
    return doubt !== undefined || created.has(msisdn) ? state : 'done';
  });
}

/** What of a plan is carried out though guards hold it back: its blocks, save those that they hold too. */
export function blocksOf<P extends Pick<Plan, 'changes' | 'heldBlocks'>>(plan: P): P & { contacts: [] } {
  // Blocks come first, so each keeps its index.
  return { ...plan, changes: plan.changes.filter(({ kind }) => kind === 'block'), contacts: [] };
}

/** By why they were not sent the indexes of changes: those that are skipped, in their order. */
function withheldIndexes({
  outcomes,
  withheld,
}: Pick<RunReport, 'outcomes' | 'withheld'>): Record<string, number[]> {
  const skipped = outcomes.flatMap((state, index) => (state === 'skipped' ? [index] : []));
  const byReason: Record<string, number[]> = {};
  for (const [at, { reason }] of withheld.entries()) {
    const indexes = byReason[reason] ?? [];
    indexes.push(skipped[at] as number);
    byReason[reason] = indexes;
  }
  return byReason;
}

/** What the history keeps of an outcome: counts, and no numbers or names. */
export function outcomeSummary(
  run: Pick<RunReport, 'calls' | 'failures' | 'outcomes' | 'withheld' | 'verification'> &
    Partial<Pick<RunReport, 'timings'>>,
): RunSummary {
  const { calls, failures, withheld, verification, timings } = run;
  return {
    calls,
    failures: failures.length,
    ...(withheld.length > 0 && { withheld: withheldIndexes(run) }),
    ...(verification && { verification: { ...verification, differences: verification.differences.length } }),
    ...(timings && { timings }),
  };
}
