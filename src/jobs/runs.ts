import type { Rejection, Warning } from '../contact/rejection.ts';
import { UsageError } from '../errors.ts';
import type { Change, TouchedContact } from '../plan/change.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withState, withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { callCounts } from '../state/journal.ts';
import { readRejections, readWarnings } from '../state/notes.ts';
import { loadRunPlan } from '../state/run-plan.ts';
import { getRun, listRuns, type RunRecord } from '../state/runs.ts';

/** Everything that is known of one run. */
export interface RunDetail {
  readonly run: RunRecord;
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
): Promise<RunRecord[]> {
  return withStateIfAny('runs', environment, (database) => listRuns(database, options), []);
}

/** @throws UsageError when there is no such run */
export function runDetail(environment: RunEnvironment, id: string): Promise<RunDetail> {
  return withState('runs', environment, async (database) => {
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
export function runHeader(environment: RunEnvironment, id: string): Promise<RunRecord> {
  return withState('runs', environment, (database) => findRun(database, id));
}

/** @throws UsageError when there is no such run */
export async function findRun(database: Database, id: string): Promise<RunRecord> {
  const run = await getRun(database, id);
  if (run) return run;
  const [latest] = await listRuns(database, { limit: 1 });
  throw new UsageError(`There is no run "${id}".`, {
    advice: latest
      ? `The latest one is ${latest.id}; jojka-sync runs lists them.`
      : 'There has been no run yet.',
  });
}
