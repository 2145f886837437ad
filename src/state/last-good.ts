import type { LastGood } from '../plan/basis.ts';
import type { Database } from './database.ts';
import { findRun } from './runs.ts';

/** What a pipeline has behind it. */
export interface NightsBefore {
  /** The latest sync that read its sources and went through: neither held back nor broken off, and no part of a night. */
  readonly lastGood: LastGood | undefined;
  readonly hasSynced: boolean;
  /** No whole night has gone through, and parts have. */
  readonly partsAlone: boolean;
}

/** @param except a run that is under way */
export async function nightsBefore(
  database: Database,
  accountId: number,
  pipeline: string,
  except?: string,
): Promise<NightsBefore> {
  const [whole, part] = await Promise.all(
    (['null', 'not null'] as const).map((isPart) => lastRun(database, accountId, pipeline, except, isPart)),
  );
  const run = whole === undefined ? undefined : await findRun(database, whole);
  const lastGood = run && {
    run: run.id,
    at: run.startedAt.toISOString(),
    records: run.summary?.records?.read,
    desired: run.summary?.plan?.desired,
    rejections: run.summary?.rejections,
    sources: run.summary?.basis?.sources,
  };
  return {
    lastGood,
    hasSynced: lastGood !== undefined,
    partsAlone: lastGood === undefined && part !== undefined,
  };
}

async function lastRun(
  database: Database,
  accountId: number,
  pipeline: string,
  except: string | undefined,
  isPart: 'null' | 'not null',
): Promise<string | undefined> {
  const [id] = await database
    .knex('runs')
    .where({ account_id: accountId, pipeline, command: 'sync' })
    .whereIn('state', ['done', 'partial'])
    .whereNot({ id: except ?? '' })
    .whereRaw(`summary->'plan' is not null and summary->'part' is ${isPart}`)
    .orderBy('seq', 'desc')
    .limit(1)
    .pluck<string[]>('id');
  return id;
}
