import { guardLimits, type LoadLimits, loadLimits } from '../config/limits.ts';
import type { Pipeline } from '../config/schema.ts';
import { emptyLedger, type Ledger } from '../contact/ledger.ts';
import { RefusedError, UsageError } from '../errors.ts';
import type { Change } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { type Deeds, makeUndoPlan } from '../plan/take-back.ts';
import { doneOf } from '../plan/undo.ts';
import { inDoubtOf, unwrittenWarnings } from '../plan/unwritten-consents.ts';
import { keyMark } from '../session/account.ts';
import { withClient } from '../session/connect.ts';
import { note, type RunEnvironment } from '../session/environment.ts';
import { recogniseAccount } from '../session/known-account.ts';
import { inRun, type Run, type RunEnd } from '../session/session.ts';
import { withState } from '../session/state.ts';
import { withinMinutes } from '../session/within-minutes.ts';
import type { Database } from '../state/database.ts';
import { changeStates } from '../state/journal.ts';
import { readLedger } from '../state/ledger.ts';
import { pendingOptOuts } from '../state/replies.ts';
import { changeSeqs, confirmedContacts, isPruned, loadKnownBy, loadRunPlan } from '../state/run-plan.ts';
import { listRunsWithChanges, newRunId, type RunRecord } from '../state/runs.ts';
import { type UnwrittenRead, unwrittenReads } from '../state/unwritten-reads.ts';
import { type Agree, mustBeAgreed } from '../steps/agreement.ts';
import { readJojka } from '../steps/existing.ts';
import { freshFacts } from '../steps/facts.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import { carryOut } from '../steps/record.ts';
import type { RunReport } from '../steps/run-report.ts';
import { settle } from '../steps/settle.ts';
import { stampOf } from '../steps/stamp.ts';
import { createTables } from '../table/tables.ts';
import { namedRun } from './runs.ts';

/**
 * Takes back what a run did (U1), by the guards of that run. Blocks stay, whom it unblocked is blocked again, and what the pipeline asks for stays asked
 * for: its next sync would do the same again, unless the source or the pipeline is mended first.
 *
 * @param options.agree asked before contacts or memberships are taken away; nobody is, where left out
 * @throws UsageError when there is nothing to take back: that begins no run
 */
export async function undoRun(
  environment: RunEnvironment,
  name: string,
  options: { readonly agree?: Agree | undefined } = {},
): Promise<RunReport> {
  const former = await runToUndo(environment, name);
  const agreed = options.agree && (await agreedChanges(environment, former.id, options.agree));
  const limits = loadLimits(former.summary?.limits);
  const guards = guardLimits(former.summary?.guardLimits);
  const { account, pipeline, summary } = former;
  const kind = { command: 'undo', account, pipeline, called: summary?.called, limits };
  return inRun(kind, environment, (run) => undoIn(run, former, { limits, guards, agreed }));
}

/**
 * Plans before a run begins, so that who answers by no leaves none behind.
 *
 * @returns what somebody has agreed to: nothing, where there was nothing to ask
 */
async function agreedChanges(
  environment: RunEnvironment,
  id: string,
  agree: Agree,
): Promise<readonly Change[]> {
  const { plan } = await planUndo(environment, id);
  return (await mustBeAgreed(plan, agree, { signal: environment.signal })) ? plan.changes : [];
}

/**
 * The plan by which a run would be taken back; sends nothing and writes nothing down.
 *
 * @throws UsageError when there is nothing to take back
 */
export async function planUndo(given: RunEnvironment, name: string): Promise<PlanReport> {
  const former = await runToUndo(given, name);
  const { maxMinutes } = loadLimits(former.summary?.limits);
  return withinMinutes(maxMinutes, given, 'Nothing was changed.', (environment) =>
    planUndoOf(former, environment),
  );
}

function planUndoOf(former: RunRecord, environment: RunEnvironment): Promise<PlanReport> {
  const limits = loadLimits(former.summary?.limits);
  const guards = guardLimits(former.summary?.guardLimits);
  const tables = createTables();
  return withClient({ account: former.account, limits }, environment, async (client, account) => {
    const { done, known, pending, reads } = await withState('undo', environment, async (database) => {
      const accountId = await recogniseAccount(database, account, client);
      return {
        done: await whatWasDone(database, former),
        known: accountId === undefined ? emptyLedger : await readLedger(database, accountId, tables),
        reads: accountId === undefined ? [] : await unwrittenReads(database, accountId, former),
        pending: accountId === undefined ? [] : await pendingOptOuts(database, accountId),
      };
    });
    const existing = await readJojka(client, limits, environment, { ledger: known, guards }, tables);
    const ledger = doubting(known, reads, done);
    const now = environment.now();
    const planId = newRunId(now);
    const plan = makeUndoPlan({
      stamp: {
        id: planId,
        createdAt: now.toISOString(),
        account: account.name,
        url: client.url,
        keyMark: keyMark(account, planId),
      },
      pipeline: former.pipeline,
      load: limits,
      done,
      existing,
      ledger,
      optedOut: { ...ledger, pending: new Set(pending) },
      answered: answeredIn(former),
      limits: guards,
      warnings: unwrittenWarnings(reads, ledger),
    });
    return undoReport(plan, former);
  });
}

function undoReport(plan: Plan, undone: RunRecord): PlanReport {
  const { id: undoes, summary } = undone;
  const called = summary?.called;
  return {
    plan,
    records: undefined,
    rejections: [],
    duplicates: [],
    warnings: plan.warnings,
    undoes,
    called,
  };
}

async function undoIn(
  run: Run,
  undone: RunRecord,
  {
    limits,
    guards,
    agreed,
  }: {
    readonly limits: LoadLimits;
    readonly guards: Pipeline['guards'];
    /** What somebody has agreed to; undefined where nobody is to be asked. */
    readonly agreed: readonly Change[] | undefined;
  },
): Promise<RunReport & RunEnd> {
  const { client, session, environment, stopwatch } = run;
  const { database, accountId } = session;
  const { id, pipeline } = undone;
  const known = await readLedger(database, accountId, run.tables);
  const existing = await stopwatch.time('export', () =>
    readJojka(client, limits, environment, { ledger: known, guards }, run.tables),
  );
  const reads = await unwrittenReads(database, accountId, undone);
  const settled = await settle(run, existing, known);
  // After that: a run that was killed is settled here, and what it sent last is known.
  const done = await whatWasDone(database, undone);
  const ledger = doubting(settled, reads, done);
  const planBy = (optedOut: Parameters<typeof makeUndoPlan>[0]['optedOut']) =>
    makeUndoPlan({
      stamp: stampOf(run),
      pipeline,
      load: limits,
      done,
      existing,
      ledger,
      optedOut,
      answered: answeredIn(undone),
      limits: guards,
      warnings: unwrittenWarnings(reads, ledger),
    });
  const pending = new Set(await pendingOptOuts(database, accountId));
  const planned = planBy({ ...ledger, pending });
  if (agreed && planned.guards.length === 0) mustTakeNoMore(planned, agreed);
  const fresh = await freshFacts(run, planned.changes, existing, ledger);
  // Answers have been fetched meanwhile: one of them may be of somebody who would come back under another number.
  const plan = planBy({ ...fresh.facts.ledger, pending: fresh.facts.pending });
  return carryOut(run, {
    report: undoReport(plan, undone),
    accepted: false,
    limits,
    notes: { undoes: id, called: undone.summary?.called, guardLimits: guards },
    guards,
    ...fresh,
  });
}

function doubting(ledger: Ledger, reads: readonly UnwrittenRead[], { contacts }: Deeds): Ledger {
  if (reads.length === 0) return ledger;
  return inDoubtOf(
    ledger,
    reads.map(({ pipeline }) => pipeline),
    contacts.map(({ msisdn }) => msisdn),
  );
}

/** @throws RefusedError when a plan takes away what nobody has agreed to */
function mustTakeNoMore(plan: Plan, agreed: readonly Change[]): void {
  const known = new Set(agreed.map((change) => JSON.stringify(change)));
  const takes = ({ kind }: Change) => kind === 'remove' || kind === 'removeMembership';
  if (plan.changes.every((change) => !takes(change) || known.has(JSON.stringify(change)))) return;
  throw new RefusedError(
    'Jojka has changed meanwhile: more would be taken away now than anybody has agreed to.',
    {
      advice: 'Nothing was sent. Run the command again; it shows what would go now.',
    },
  );
}

/** How many people who answered STOP a run has blocked: their blocks are no part of its plan. */
function answeredIn({ summary }: RunRecord): number {
  const blocked = summary?.replies?.blocked;
  return typeof blocked === 'number' ? blocked : 0;
}

/**
 * The run that somebody wants taken back. By `latest` the latest is meant that did something to contacts, or unblocked
 * somebody: not one that was refused, found nothing to do, or only blocked; which it is, is told.
 *
 * @throws UsageError when there is no such run, or nothing of it to take back
 */
function runToUndo(environment: RunEnvironment, name: string): Promise<RunRecord> {
  return withState('undo', environment, async (database) => {
    const named = await namedRun(database, name);
    if (name !== 'latest') {
      await whatWasDone(database, named);
      return named;
    }
    const found = await latestWithDeeds(database);
    if (!found)
      throw new UsageError('No run has done anything that could be undone.', {
        advice: `Nothing was sent. Blocks are not undone, nor runs whose details have been pruned. The runs there are:\njojka-sync runs`,
      });
    if (found.id !== named.id)
      note(
        environment,
        'info',
        `The latest run, ${named.id}, did nothing that could be undone: the latest that did is ${found.id} (${found.command}${found.pipeline === '-' ? '' : ` of ${found.pipeline}`}).`,
      );
    if (found.command === 'undo')
      note(
        environment,
        'warn',
        `Run ${found.id} was itself an undo: what it took back comes again. To take back an earlier run, name it: jojka-sync runs`,
      );
    return found;
  });
}

/** So many runs are looked at in one go; seldom is it another than the first. */
const atOnce = 10;

async function latestWithDeeds(database: Database): Promise<RunRecord | undefined> {
  for (let before: string | undefined; ; ) {
    const runs = await listRunsWithChanges(database, { limit: atOnce, before });
    for (const run of runs) {
      const { changes } = await doneBy(database, run);
      if (changes.some(({ kind }) => kind !== 'block')) return run;
    }
    if (runs.length < atOnce) return undefined;
    before = runs.at(-1)?.id;
  }
}

/** @throws UsageError when nothing was, or it is not known any more */
async function whatWasDone(database: Database, run: RunRecord): Promise<Deeds> {
  const done = await doneBy(database, run);
  if (done.changes.length > 0) return done;
  const advice = 'Nothing was sent. What others did, one of which may be meant:\njojka-sync runs';
  throw (await isPruned(database, run))
    ? new UsageError(
        `The details of run ${run.id} have been pruned: what it changed cannot be undone any more.`,
        {
          advice,
        },
      )
    : new UsageError(`Run ${run.id} changed nothing that could be undone.`, { advice });
}

/** What a run got done according to its journal; of a call whose answer was lost what verify has seen (U1). */
async function doneBy(database: Database, { id }: RunRecord): Promise<Deeds> {
  const plan = await loadRunPlan(database, id);
  const states = await changeStates(database, id);
  const seqs = await changeSeqs(database, id);
  const confirmed = await confirmedContacts(database, id);
  const done = doneOf(plan, (index) => {
    const state = states.get(seqs[index] ?? -1);
    const msisdn = plan.changes[index]?.msisdn;
    return state === 'done' || (state !== undefined && state !== 'pending' && confirmed.has(msisdn ?? ''));
  });
  return { ...done, knownBy: await loadKnownBy(database, id) };
}
