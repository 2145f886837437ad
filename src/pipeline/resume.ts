import type { Contact } from '../contact/contact.ts';
import { RefusedError, UsageError } from '../errors.ts';
import type { ChangeState } from '../load/load.ts';
import { type Callable, countCalls } from '../plan/calls.ts';
import { staleContacts } from '../plan/staleness.ts';
import type { Database } from '../state/database.ts';
import { changeStates, lastCall } from '../state/journal.ts';
import { readLedger } from '../state/ledger.ts';
import { loadRunPlan } from '../state/run-plan.ts';
import { findResumable, type Run } from '../state/runs.ts';
import { accountSettings } from './account.ts';
import { connect, type RunEnvironment } from './environment.ts';
import { type Executed, execute, type LoadLimits, limitsOf, readJojka } from './execute.ts';
import { openExistingState } from './history.ts';
import { inSession, type RunEnd } from './session.ts';
import { settleOne } from './settle.ts';
import { outcomeSummary } from './sync.ts';

/** What `resume` did. */
export type Resumed =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'dismissed'; readonly run: string }
  | {
      readonly kind: 'resumed';
      readonly run: string;
      readonly pipeline: string;
      /** Calls that were left. */
      readonly left: number;
      readonly executed: Executed;
    };

/** A saved plan is acted on within this time, or not at all (G5). */
const longestHours = 24;

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
  const found = await findRun(environment, id);
  if (!found) return { kind: 'nothing' };
  const account = accountSettings(found.account, environment.env);
  const limits = limitsOf(found);
  const client = connect(account, limits, environment);
  try {
    return await inSession(
      { account, client, pipeline: found.pipeline, command: 'resume', runId: found.id },
      environment,
      async (session): Promise<Resumed & RunEnd> => {
        const existing = await readJojka(client, limits, environment, session.signal);
        if (options.dismiss) {
          await settleOne(session, found, existing, environment.log);
          return { kind: 'dismissed' as const, run: found.id, ...ended(found, undefined) };
        }
        const { plan, states, nextSeq } = await readProgress(session.database, found.id);
        checkFresh(found, plan, states, existing, environment.now());
        const executed = await execute({
          plan,
          pipeline: found.pipeline,
          limits,
          client,
          session,
          environment,
          existing,
          ledger: await readLedger(session.database, session.accountId),
          earlier: { states, nextSeq },
        });
        const left = countLeft(plan, states, limits);
        return {
          kind: 'resumed',
          run: found.id,
          pipeline: found.pipeline,
          left,
          executed,
          ...ended(found, executed),
        };
      },
    );
  } finally {
    await client.close();
  }
}

function ended(run: Run, executed: Executed | undefined) {
  return {
    exitCode: executed?.exitCode ?? 0,
    stopped: executed?.stopped,
    summary: { ...run.summary, ...(executed ? outcomeSummary(executed) : { dismissed: true }) },
  };
}

async function findRun(environment: RunEnvironment, id: string | undefined): Promise<Run | undefined> {
  const database = await openExistingState(environment, 'resume');
  if (!database) return undefined;
  try {
    const { run, known } = await findResumable(database, id);
    if (id !== undefined && !known)
      throw new UsageError(`There is no run "${id}".`, { advice: 'jojka-sync runs lists them.' });
    return run;
  } finally {
    await database.close();
  }
}

async function readProgress(
  database: Database,
  runId: string,
): Promise<{ plan: Callable; states: ChangeState[]; nextSeq: number }> {
  const plan = await loadRunPlan(database, runId);
  const journaled = await changeStates(database, runId);
  const states = plan.changes.map((_, index): ChangeState => {
    const state = journaled.get(index) ?? 'pending';
    // A call that was sent and has no outcome may have been carried out.
    return state === 'sent' ? 'unknown' : state;
  });
  return { plan, states, nextSeq: (await lastCall(database, runId)) + 1 };
}

function checkFresh(
  run: Run,
  plan: Callable,
  states: readonly ChangeState[],
  existing: ReadonlyMap<string, Contact>,
  now: Date,
): void {
  const advice = `Nothing was sent. A new plan takes what was done into account:\njojka-sync sync ${run.pipeline}`;
  const hours = (now.getTime() - run.startedAt.getTime()) / 3_600_000;
  if (hours > longestHours)
    throw new RefusedError(
      `Run ${run.id} is ${Math.floor(hours)} hours old; after ${longestHours} its plan is stale (G5).`,
      { advice },
    );
  const begun = plan.changes.filter((_, index) => states[index] !== 'pending');
  const stale = staleContacts(plan.contacts, begun, existing);
  if (stale.length === 0) return;
  const shown = stale.slice(0, 5).map(({ msisdn, message }) => `${msisdn} ${message}`);
  throw new RefusedError(
    `${stale.length} of the ${plan.contacts.length} contacts that run ${run.id} touches changed since it was planned (G5): ${shown.join('; ')}${stale.length > 5 ? '; …' : ''}.`,
    { advice },
  );
}

function countLeft(plan: Callable, states: readonly ChangeState[], limits: LoadLimits): number {
  const changes = plan.changes.filter((_, index) => states[index] !== 'done');
  return Object.values(countCalls({ changes, contacts: plan.contacts }, limits.importRows)).reduce(
    (sum, count) => sum + count,
    0,
  );
}
