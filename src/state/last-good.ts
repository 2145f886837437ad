import type { LastGood } from '../plan/basis.ts';
import type { Database } from './database.ts';
import { findRun } from './runs.ts';

/**
 * The latest sync of a pipeline that read its sources and went through: neither held back nor broken off.
 *
 * @param except a run that is under way
 */
export async function lastGoodRun(
  database: Database,
  accountId: number,
  pipeline: string,
  except?: string,
): Promise<LastGood | undefined> {
  const [id] = await database
    .knex('runs')
    .where({ account_id: accountId, pipeline, command: 'sync' })
    .whereIn('state', ['done', 'partial'])
    .whereNot({ id: except ?? '' })
    .whereRaw("summary->'plan' is not null")
    .orderBy('seq', 'desc')
    .limit(1)
    .pluck('id');
  const run = id === undefined ? undefined : await findRun(database, id);
  return (
    run && {
      run: run.id,
      at: run.startedAt.toISOString(),
      records: run.summary?.records?.read,
      desired: run.summary?.plan?.desired,
      rejections: run.summary?.rejections,
      sources: run.summary?.basis?.sources,
    }
  );
}
