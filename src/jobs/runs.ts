import type { Rejection, Warning } from '../contact/rejection.ts';
import { UsageError } from '../errors.ts';
import type { Change, TouchedContact } from '../plan/change.ts';
import type { RunEnvironment } from '../session/environment.ts';
import type { Database } from '../state/database.ts';
import { openDatabase } from '../state/database.ts';
import { findHome } from '../state/home.ts';
import { callCounts } from '../state/journal.ts';
import { readRejections, readWarnings } from '../state/notes.ts';
import { loadRunPlan } from '../state/run-plan.ts';
import { getRun, listRuns, type Run } from '../state/runs.ts';

/** Everything that is known of one run. */
export interface RunDetail {
  readonly run: Run;
  readonly changes: readonly Change[];
  readonly contacts: readonly TouchedContact[];
  readonly calls: readonly { readonly endpoint: string; readonly state: string; readonly count: number }[];
  readonly warnings: readonly Warning[];
  readonly rejections: readonly Rejection[];
}

/** The latest runs, newest first; none where there is no state yet. */
export function latestRuns(
  environment: RunEnvironment,
  options: { limit: number; pipeline?: string },
): Promise<Run[]> {
  return withState(environment, 'runs', (database) => listRuns(database, options), []);
}

/** @throws UsageError when there is no such run */
export function runDetail(environment: RunEnvironment, id: string): Promise<RunDetail> {
  return withState(environment, 'runs', async (database) => {
    const run = await findRun(database, id);
    return {
      run,
      ...(await loadRunPlan(database, id)),
      calls: await callCounts(database, id),
      warnings: await readWarnings(database, id),
      rejections: await readRejections(database, id),
    };
  });
}

/** @throws UsageError when there is no such run */
export function runHeader(environment: RunEnvironment, id: string): Promise<Run> {
  return withState(environment, 'runs', (database) => findRun(database, id));
}

/**
 * A run's rejections, and the columns of the sources that they stand in.
 *
 * @throws UsageError when there is no such run
 */
export function rejectionsOf(
  environment: RunEnvironment,
  id: string,
): Promise<{ rejections: Rejection[]; columns: Record<string, string[]> }> {
  return withState(environment, 'rejects', async (database) => {
    const { summary } = await findRun(database, id);
    const columns = (summary?.columns ?? {}) as Record<string, string[]>;
    return { rejections: await readRejections(database, id), columns };
  });
}

async function findRun(database: Database, id: string): Promise<Run> {
  const run = await getRun(database, id);
  if (run) return run;
  const [latest] = await listRuns(database, { limit: 1 });
  throw new UsageError(`There is no run "${id}".`, {
    advice: latest
      ? `The latest one is ${latest.id}; jojka-sync runs lists them.`
      : 'There has been no run yet.',
  });
}

/** Does something with the state, if there is one; gives `without` (or fails) where there is none. */
export async function withState<T>(
  environment: RunEnvironment,
  command: string,
  work: (database: Database) => Promise<T>,
  without?: T,
): Promise<T> {
  const database = await openExistingState(environment, command);
  if (!database) {
    if (without !== undefined) return without;
    throw new UsageError(
      'There is no state yet: no DATABASE_URL is set, and no folder .jojka-sync is here or above.',
      { advice: 'The first sync makes one. Run the command where it was made, or set JOJKA_SYNC_HOME.' },
    );
  }
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Opens the state, if there is one. */
export async function openExistingState(
  environment: RunEnvironment,
  command: string,
): Promise<Database | undefined> {
  const home = findHome(environment);
  const url = environment.env.DATABASE_URL;
  return url || home.exists ? openDatabase({ url, home: home.path, command }) : undefined;
}
