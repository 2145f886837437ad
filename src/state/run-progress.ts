import type { Database } from './database.ts';
import { isHeld } from './lock.ts';
import { findRun, type RunRecord, type RunState } from './runs.ts';

/** How far a run is, as the journal has it. */
export interface RunProgress {
  readonly run: string;
  readonly state: RunState;
  /** Calls that it is to make; undefined before its plan is made. */
  readonly planned: number | undefined;
  /** Of those, how many have ended, and how many of them did not go well. */
  readonly done: number;
  readonly failed: number;
  /** Calls that ended in the last half minute, each second; 0 where none did. */
  readonly perSecond: number;
  /** Whether somebody holds what it would: the process of a run that says it is running, and for which nobody does, is gone. */
  readonly isHeld: boolean;
}

/** A rate is over so many seconds. */
const windowSeconds = 30;

/** Those of some runs whose process is gone: they say that they are at work, and nobody holds what they would. */
export async function goneRuns({ knex }: Database, runs: readonly string[]): Promise<Set<string>> {
  if (runs.length === 0) return new Set();
  const { rows } = await knex.raw(
    `select id from runs where id = any (:runs) and state = 'running' and not ${isHeld}`,
    { runs: [...runs] },
  );
  return new Set(rows.map(({ id }: { id: string }) => id));
}

/** The same runs; of those whose process is gone that is said, and whether they can be resumed. */
export async function withGone(database: Database, runs: readonly RunRecord[]): Promise<RunRecord[]> {
  const running = runs.filter(({ state }) => state === 'running').map(({ id }) => id);
  const gone = await goneRuns(database, running);
  if (gone.size === 0) return [...runs];
  const planned = await database
    .knex('run_changes')
    .whereIn('run_id', [...gone])
    .distinct('run_id')
    .pluck('run_id');
  const canResume = new Set<string>(planned);
  return runs.map((run) =>
    gone.has(run.id) ? { ...run, isGone: true, ...(canResume.has(run.id) && { canResume: true }) } : run,
  );
}

/** Runs whose process is gone and which no later run has settled yet, the latest first. */
export async function allGoneRuns(database: Database, limit: number): Promise<RunRecord[]> {
  const ids: string[] = await database
    .knex('runs')
    .where({ state: 'running' })
    .orderBy('seq', 'desc')
    .limit(limit)
    .pluck('id');
  const runs = await Promise.all(ids.map((id) => findRun(database, id)));
  const known = await withGone(
    database,
    runs.flatMap((run) => run ?? []),
  );
  return known.filter(({ isGone }) => isGone);
}

/**
 * How far some runs are: one query for all. Calls that took the place of a divided one are none of the plan (L4).
 */
export async function runProgress({ knex }: Database, runs: readonly string[]): Promise<RunProgress[]> {
  if (runs.length === 0) return [];
  const { rows } = await knex.raw(
    `select runs.id, runs.state,
       case when runs.summary->>'heldBack' = 'true' then null else runs.summary->'plan'->'calls' end as planned,
       count(calls.seq)::int as journaled,
       count(*) filter (where calls.state in ('done', 'failed', 'unknown'))::int as done,
       count(*) filter (where calls.state in ('failed', 'unknown') and not exists (
         select 1 from calls halves where halves.run_id = calls.run_id and halves.parent_seq = calls.seq))::int as failed,
       count(*) filter (where calls.ended_at > clock_timestamp() - make_interval(secs => :window))::int as lately,
       least(:window, extract(epoch from clock_timestamp() - min(calls.sent_at)))::float as seconds,
       ${isHeld} as held
     from runs left join calls on calls.run_id = runs.id and calls.parent_seq is null
     where runs.id = any (:runs) group by runs.id`,
    { runs: [...runs], window: windowSeconds },
  );
  return rows.map(toProgress);
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the query above
function toProgress(row: any): RunProgress {
  const planned = Object.values((row.planned ?? {}) as Record<string, number>).reduce(
    (sum, one) => sum + one,
    0,
  );
  // Repairs are more than was planned, and of a night that is held back the blocks alone are sent.
  const all = Math.max(planned, row.journaled);
  return {
    run: row.id,
    state: row.state,
    planned: row.planned === null && row.journaled === 0 ? undefined : all,
    done: row.done,
    failed: row.failed,
    perSecond: row.seconds > 0 ? row.lately / Math.max(row.seconds, 1) : 0,
    isHeld: row.held,
  };
}
