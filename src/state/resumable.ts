import type { Database } from './database.ts';
import { getRun, listRuns, type Run } from './runs.ts';

/** A run whose plan was not carried out to its end, and that no later run has settled. */
export type ResumableRun = Run;

/**
 * The run to resume: the one of that id, or the latest; undefined when it ended in good order, was settled by a later
 * run, or never came to sending anything.
 */
export async function findResumable(
  database: Database,
  id: string | undefined,
): Promise<{ run: ResumableRun | undefined; known: boolean }> {
  const query = database
    .knex('runs')
    .where({ settled: false })
    .whereExists(
      database.knex('run_changes').whereRaw('run_changes.run_id = runs.id').select(database.knex.raw('1')),
    )
    .orderBy('started_at', 'desc')
    .limit(1)
    .pluck('id');
  if (id !== undefined) query.where({ id });
  const [found] = await query;
  const known =
    id === undefined
      ? (await listRuns(database, { limit: 1 })).length > 0
      : (await getRun(database, id)) !== undefined;
  return { run: found === undefined ? undefined : await getRun(database, found), known };
}
