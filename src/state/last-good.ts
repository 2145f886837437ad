import type { LastGood } from '../plan/basis.ts';
import type { InDoubt } from '../plan/tally.ts';
import type { Database } from './database.ts';
import { findRun, type RunState } from './runs.ts';
import { readUnconfirmed, type Unconfirmed } from './unconfirmed.ts';

/** What a pipeline has behind it. */
export interface NightsBefore extends Unconfirmed {
  /** The latest sync that read its sources and went through: neither held back nor broken off, and no part of a night. */
  readonly lastGood: LastGood | undefined;
  readonly hasSynced: boolean;
  /** When the latest whole sync ended of which all was confirmed: whom it wanted was in Jojka then. */
  readonly lastDone: string | undefined;
  /** What stayed for doubt alone in the latest whole night, or in one that somebody has accepted since (G1). */
  readonly inDoubtBefore: InDoubt | undefined;
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
  const runs = { accountId, pipeline, except };
  const [whole, part, done, accepted] = await Promise.all([
    lastRun(database, { ...runs, isPart: 'null', states: ['done', 'partial'] }),
    lastRun(database, { ...runs, isPart: 'not null', states: ['done', 'partial'] }),
    lastRun(database, { ...runs, isPart: 'null', states: ['done'] }),
    lastRun(database, { ...runs, isPart: 'null', states: ['done', 'partial'], commands: ['sync', 'apply'] }),
  ]);
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
    lastDone: done && (await findRun(database, done))?.endedAt?.toISOString(),
    inDoubtBefore:
      accepted === undefined ? undefined : (await findRun(database, accepted))?.summary?.plan?.inDoubt,
    partsAlone: lastGood === undefined && part !== undefined,
    ...(await readUnconfirmed(database, accountId, pipeline, except)),
  };
}

async function lastRun(
  database: Database,
  {
    accountId,
    pipeline,
    except,
    isPart,
    states,
    commands = ['sync'],
  }: {
    readonly accountId: number;
    readonly pipeline: string;
    readonly except: string | undefined;
    readonly isPart: 'null' | 'not null';
    readonly states: readonly RunState[];
    readonly commands?: readonly string[];
  },
): Promise<string | undefined> {
  const [id] = await database
    .knex('runs')
    .where({ account_id: accountId, pipeline })
    .whereIn('command', commands)
    .whereIn('state', states)
    .whereNot({ id: except ?? '' })
    .whereRaw(`summary->'plan' is not null and summary->'part' is ${isPart}`)
    .orderBy('seq', 'desc')
    .limit(1)
    .pluck<string[]>('id');
  return id;
}
