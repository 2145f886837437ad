import { guardLimits, type LoadLimits, loadLimits } from '../config/limits.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { ChangeState } from '../load/outcome.ts';
import { countCalls } from '../plan/calls.ts';
import type { PlanBody } from '../plan/change.ts';
import type { PermitPlan } from '../plan/permit.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { inRun, type Run, type RunEnd } from '../session/session.ts';
import { withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { changeStates } from '../state/journal.ts';
import { readLedger, withBlocksOfNow } from '../state/ledger.ts';
import { findResumable, wasLeftUnfinished } from '../state/run-order.ts';
import { loadRunPlan } from '../state/run-plan.ts';
import { findRun as latestRun, type RunRecord } from '../state/runs.ts';
import { withBlocksOf } from '../steps/blocks-alone.ts';
import { type Executed, execute } from '../steps/execute.ts';
import { readJojka } from '../steps/existing.ts';
import { type FreshFacts, freshFacts } from '../steps/facts.ts';
import { refuseEnded, refuseOld, refuseOvertaken, refuseStale } from '../steps/freshness.ts';
import { tellNotBlocked } from '../steps/late-blocks.ts';
import { blocksOf, outcomeSummary, withKnownBlocks } from '../steps/record.ts';
import type { Resumed } from '../steps/resumed.ts';
import { settleOne } from '../steps/settle.ts';
import { noSuchRun } from './runs.ts';

/**
 * Finishes the plan of an interrupted run from its journal: what is journaled as done is not sent again, and nothing
 * is sent when a contact that it touches has changed since (L8, G5).
 *
 * @param id the run; the latest one that can be resumed, where left out
 * @param options.dismiss takes into the ledger what the run got done, and leaves the rest
 */
export async function resumeRun(
  environment: RunEnvironment,
  id: string | undefined,
  options: { dismiss: boolean },
): Promise<Resumed> {
  const { run: found, settled } = await findRun(environment, id);
  if (!found) return { kind: 'nothing', ...(settled && { settled }) };
  const limits = loadLimits(found.summary?.limits);
  const { account, pipeline, id: runId } = found;
  const part = found.summary?.part === true;
  const called = found.summary?.called;
  return inRun({ command: 'resume', account, pipeline, called, limits, runId, part }, environment, (run) =>
    options.dismiss ? dismissIn(run, found, limits) : resumeIn(run, found, limits),
  );
}

async function dismissIn(run: Run, found: RunRecord, limits: LoadLimits): Promise<Resumed & RunEnd> {
  const { existing, ledger } = await readBelieved(run, found, limits);
  await settleOne(run, found, existing);
  const { database, accountId } = run.session;
  const notBlocked = tellNotBlocked(await withBlocksOfNow(database, accountId, ledger), run.environment);
  return { kind: 'dismissed', run: found.id, notBlocked, ...ended(found, undefined) };
}

async function resumeIn(run: Run, found: RunRecord, limits: LoadLimits): Promise<Resumed & RunEnd> {
  const { session, environment } = run;
  const { plan, states: journaled } = await readProgress(session.database, found);
  const dated = { what: `Run ${found.id}`, madeAt: found.startedAt, pipeline: found.pipeline, of: found.id };
  refuseOld(dated, environment.now());
  await refuseEnded(session, dated);
  await refuseOvertaken(session, dated, [found.id], environment.now());
  const begun = plan.changes.filter((_, index) => journaled[index] !== 'pending');
  const guards = guardLimits(found.summary?.guardLimits);
  const checksBlocks = found.summary?.checksBlocks === true;
  const now = async (): Promise<FreshFacts> => {
    const { existing, ledger } = await readBelieved(run, found, limits);
    refuseStale(dated, plan.contacts, begun, existing);
    return freshFacts(run, plan.changes, existing, ledger);
  };
  const { facts, nextSeq, replies, warnings } = await now().catch(async (error) => {
    // Blocks depend on nothing (L1b).
    throw await withBlocksOf(run, error, {
      due: async () => {
        const ledger = await readLedger(session.database, session.accountId, run.tables);
        return {
          plan: { ...plan, heldBlocks: heldIn(found, ledger), checksBlocks, owed: [], guards: [] },
          sending: { limits, guards, notes: {}, ledger, pending: new Set(), states: journaled },
        };
      },
      words: { of: `run ${found.id}`, rest: 'the rest of it was not taken up' },
    });
  });
  const states = withKnownBlocks(plan.changes, journaled, facts.ledger);
  const result = await execute(run, {
    plan: { ...plan, heldBlocks: heldIn(found, facts.ledger) },
    limits,
    checksBlocks,
    facts,
    guards,
    earlier: { states, nextSeq },
  });
  const isHeldBack = found.summary?.heldBack === true && result.stopped === undefined;
  const blocksAlone = found.summary?.plan === undefined;
  const executed = { ...result, exitCode: exitCodeOf(result, found, { isHeldBack, blocksAlone }) };
  return {
    kind: 'resumed',
    run: found.id,
    pipeline: found.pipeline,
    account: found.account,
    called: found.summary?.called,
    left: countLeft(plan, states, limits),
    heldBack: isHeldBack,
    blocksAlone,
    replies,
    warnings,
    executed,
    ...ended(found, executed),
  };
}

/** A night that could do nothing but send blocks has not gone well because they are all sent by now. */
function exitCodeOf(
  { exitCode, stopped }: Executed,
  found: RunRecord,
  { isHeldBack, blocksAlone }: { readonly isHeldBack: boolean; readonly blocksAlone: boolean },
): number {
  if (isHeldBack) return 3;
  if (!blocksAlone || exitCode !== 0 || stopped !== undefined) return exitCode;
  return found.exitCode === 3 ? 3 : 4;
}

/** What a guard holds back of a run's blocks is held in the ledger: nothing else marks it. */
function heldIn({ summary }: RunRecord, { doubts }: Ledger): string[] {
  if (summary?.heldBack !== true) return [];
  return [...doubts].flatMap(([msisdn, doubt]) => (doubt === 'held' ? [msisdn] : []));
}

async function readBelieved(
  { client, session, environment, tables }: Run,
  found: RunRecord,
  limits: LoadLimits,
) {
  const ledger = await readLedger(session.database, session.accountId, tables);
  const guards = guardLimits(found.summary?.guardLimits);
  return { existing: await readJojka(client, limits, environment, { ledger, guards }, tables), ledger };
}

function ended(run: RunRecord, executed: Executed | undefined) {
  return {
    exitCode: executed?.exitCode ?? 0,
    stopped: executed?.stopped,
    unconfirmed: executed?.verification?.differences.length ?? 0,
    summary: { ...run.summary, ...(executed ? outcomeSummary(executed) : { dismissed: true }) },
  };
}

/** @returns `settled`: which one was meant, where a later run has settled it before all of it was sent */
function findRun(
  environment: RunEnvironment,
  id: string | undefined,
): Promise<{ readonly run: RunRecord | undefined; readonly settled?: { run: string; pipeline: string } }> {
  return withStateIfAny(
    'resume',
    environment,
    async (database) => {
      // The latest that can be resumed is meant, whatever came after it.
      const name = id === 'latest' ? undefined : id;
      const { run, known } = await findResumable(database, name);
      if (name !== undefined && !known) throw await noSuchRun(database, name);
      const meant = run ?? (await latestRun(database, id ?? 'latest'));
      const isLeft = !run && meant && (await wasLeftUnfinished(database, meant.id));
      return {
        run,
        ...(isLeft && { settled: { run: meant.id, pipeline: meant.summary?.called ?? meant.pipeline } }),
      };
    },
    { run: undefined },
  );
}

async function readProgress(
  database: Database,
  { id, pipeline, summary }: RunRecord,
): Promise<{ plan: PermitPlan; states: ChangeState[] }> {
  const whole = await loadRunPlan(database, id);
  const body = summary?.heldBack === true ? blocksOf({ ...whole, heldBlocks: [] }) : whole;
  const { removes = 'managed', managedGroups = [] } = summary ?? {};
  const plan = { ...body, pipeline, removes, managedGroups };
  const journaled = await changeStates(database, id);
  const states = plan.changes.map((_, index): ChangeState => {
    const state = journaled.get(index) ?? 'pending';
    // A call that was sent and has no outcome may have been carried out.
    return state === 'sent' ? 'unknown' : state;
  });
  return { plan, states };
}

function countLeft(plan: PlanBody, states: readonly ChangeState[], limits: LoadLimits): number {
  const changes = plan.changes.filter((_, index) => states[index] !== 'done');
  return Object.values(countCalls({ changes, contacts: plan.contacts }, limits.importRows)).reduce(
    (sum, count) => sum + count,
    0,
  );
}
