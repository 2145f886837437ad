import type { Database } from './database.ts';
import { isHeld, messageCommands } from './lock.ts';
import { findRun, type RunRecord, selectRuns, toRun } from './runs.ts';

/** What runs are to those before them: which overtakes a plan, which is to be settled, and which can be taken up again. */

/**
 * The first run of a pipeline that has planned or changed something since a plan was made, or read the sources anew whatever became of
 * it, if one has (P11, G5): somebody may have opted out in them, and `adopt` has taken over whom they have. Of a run's
 * own plan the order of runs tells; of a plan in a file its time alone, so that a run of the future overtakes none: one that had begun
 * before it does when it read its sources after it.
 *
 * @param plan.of the run that made it, or whose plan it is
 * @param plan.now runs that began later than this are of the future
 */
export async function overtakenBy(
  database: Database,
  accountId: number,
  plan: {
    readonly pipeline: string;
    readonly madeAt: Date;
    readonly of: string;
    readonly except: readonly string[];
    readonly now: Date;
  },
): Promise<RunRecord | undefined> {
  const [own] = await database.knex('runs').where({ id: plan.of, account_id: accountId }).pluck('seq');
  const query = selectRuns(database)
    .where({ account_id: accountId, pipeline: plan.pipeline })
    .whereIn('command', ['sync', 'apply', 'undo', 'adopt'])
    .whereNotIn('runs.id', plan.except)
    .whereRaw("coalesce(summary->'plan', summary->'columns', summary->'readAt') is not null")
    .orderBy('runs.seq')
    .limit(1);
  if (own !== undefined) query.where('runs.seq', '>', own);
  else
    query
      .whereRaw("greatest(started_at, (summary->>'readAt')::timestamptz) > ?", [plan.madeAt])
      .where('started_at', '<=', plan.now);
  const [row] = await query;
  return row && toRun(row);
}

/**
 * Whether the last run of a pipeline that was to make Jojka what the sources say did not get there. Only to be asked by
 * whoever holds the account: a run that says that it is running is dead then.
 */
export async function lastEndedBadly(
  database: Database,
  accountId: number,
  pipeline: string,
): Promise<boolean> {
  const [state] = await database
    .knex('runs')
    .where({ account_id: accountId, pipeline })
    .whereIn('command', ['sync', 'apply', 'resume', 'undo'])
    // A part that went well mends no night, and one that did not spoils none.
    .whereRaw("summary->'part' is null")
    .orderBy('seq', 'desc')
    .limit(1)
    .pluck('state');
  return state !== undefined && state !== 'done';
}

/**
 * Runs of an account of which the ledger may not know everything yet: interrupted ones, and such as say that they
 * are running, though their process is gone; one that sends messages beside us is none. Only to be asked by whoever holds the account.
 */
export async function unsettledRuns(
  database: Database,
  accountId: number,
  except: string,
): Promise<RunRecord[]> {
  const rows = await selectRuns(database)
    .where({ account_id: accountId, settled: false })
    .whereNot('runs.id', except)
    .whereRaw(`not (runs.state = 'running' and runs.command = any (?) and ${isHeld})`, [[...messageCommands]])
    .orderBy('runs.seq');
  return rows.map(toRun);
}

/** Records that the ledger knows what such a run got done; one that was running is interrupted now. */
export async function settleRun(database: Database, id: string): Promise<void> {
  await database
    .knex('runs')
    .where({ id })
    .update({
      settled: true,
      state: database.knex.raw("case when state = 'running' then 'interrupted' else state end"),
    });
}

/** Whether a run with a plan was interrupted, and a later one has settled it: nobody can take it up again, and a sync plans the rest. */
export async function wasLeftUnfinished({ knex }: Database, id: string): Promise<boolean> {
  const found = await knex('runs')
    .where({ id, state: 'interrupted', settled: true })
    .whereIn('command', ['sync', 'apply'])
    .whereRaw("summary->'dismissed' is null")
    .whereExists(knex('run_changes').whereRaw('run_changes.run_id = runs.id').select(knex.raw('1')))
    .first('id');
  return found !== undefined;
}

/**
 * The run to resume: the one of that id, or the latest; undefined when it ended in good order, was settled by a later
 * run, or never came to sending anything.
 */
export async function findResumable(
  database: Database,
  name: string | undefined,
): Promise<{ run: RunRecord | undefined; known: boolean }> {
  const named = name === undefined ? undefined : await findRun(database, name);
  if (name !== undefined && !named) return { run: undefined, known: false };
  const query = database
    .knex('runs')
    .where({ settled: false })
    .whereExists(
      database.knex('run_changes').whereRaw('run_changes.run_id = runs.id').select(database.knex.raw('1')),
    )
    .orderBy('seq', 'desc')
    .limit(1)
    .pluck('id');
  if (name !== undefined) query.where({ id: named?.id ?? '' });
  const [found] = await query;
  const known = (await findRun(database, named?.id ?? 'latest')) !== undefined;
  return { run: found === undefined ? undefined : await findRun(database, found), known };
}
