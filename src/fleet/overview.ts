import { readFolder } from '../config/folder.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import { latestOfEach, type RunRecord } from '../state/runs.ts';
import { type DeadJob, deadJobs } from './dead-letters.ts';
import { nextRun } from './lost-nights.ts';
import { accountOf, type Fleet, type GivenBack, queueSchema, queues } from './queue.ts';
import { listSchedules, type ScheduleEntry } from './schedule.ts';

/** How a pipeline of the fleet stands. */
export interface FleetPipeline {
  readonly pipeline: string;
  readonly account: string;
  /** Its last run. */
  readonly last: RunRecord | undefined;
  /** When it runs by itself; undefined where it does not. */
  readonly schedule: ScheduleEntry | undefined;
  /** When it runs next by itself. */
  readonly next: Date | undefined;
  readonly isPaused: boolean;
  readonly job: FleetJob | undefined;
  readonly dead: DeadJob | undefined;
}

/** A job that is at work or waits. */
export interface FleetJob {
  readonly state: 'running' | 'waiting';
  /** Since when it is at work; when at the earliest it begins. */
  readonly at: Date;
  /** How often it has failed before. */
  readonly retries: number;
  /** How often it was given back. */
  readonly givenBack: number;
  /** Why it was, the last time; undefined where it was not. */
  readonly why: GivenBack | undefined;
}

/**
 * Every pipeline that has a schedule, a job or a dead letter, in the order of names.
 *
 * @param folder pipelines that are told too, whether the queue has anything of them or not
 */
export async function fleetOverview(
  fleet: Fleet,
  environment: RunEnvironment,
  folder: readonly Named<object>[] = [],
): Promise<FleetPipeline[]> {
  const schedules = await listSchedules(fleet);
  const jobs = await liveJobs(fleet);
  const dead = await deadJobs(fleet);
  const accounts = new Map(
    [...folder, ...dead, ...jobs, ...schedules].map(({ pipeline, account }) => [pipeline, account] as const),
  );
  const pairs = [...accounts].map(([pipeline, account]) => ({ pipeline, account }));
  const runs = await withStateIfAny<RunRecord[]>(
    'fleet',
    environment,
    (database) => latestOfEach(database, pairs),
    [],
  );
  const [scheduleOf, jobOf, deadOf] = [byPipeline(schedules), byPipeline(jobs), byPipeline(dead)];
  const lastOf = new Map(runs.map((run) => [keyOf(run), run]));
  return pairs
    .map(({ pipeline, account }) => {
      const schedule = scheduleOf.get(pipeline);
      return {
        pipeline,
        account,
        last: lastOf.get(keyOf({ pipeline, account })),
        schedule,
        // Two milliseconds each: of a thousand a page shows a hundred.
        get next() {
          return schedule && nextRun(fleet, schedule);
        },
        isPaused: schedule?.isPaused === true,
        job: jobOf.get(pipeline),
        dead: deadOf.get(pipeline),
      };
    })
    .sort((one, other) => (one.pipeline < other.pipeline ? -1 : 1));
}

/** The pipelines of the folder; those whose files cannot be read are left out. */
export async function pipelinesOf(
  environment: Pick<RunEnvironment, 'cwd' | 'env' | 'signal'>,
): Promise<Named<object>[]> {
  const folder = await readFolder(environment);
  return folder.flatMap(({ card }) => (card ? [{ pipeline: card.name, account: card.account }] : []));
}

/** The last of each pipeline. */
function byPipeline<T extends { readonly pipeline: string }>(ones: readonly T[]): Map<string, T> {
  return new Map(ones.map((one) => [one.pipeline, one]));
}

function keyOf({ account, pipeline }: { readonly account: string; readonly pipeline: string }): string {
  return JSON.stringify([account, pipeline]);
}

/** Something of a pipeline. */
export type Named<T> = T & { readonly pipeline: string; readonly account: string };

/** Every job that is at work or waits. Asked of the table: the library would give those that are done, too, of all nights that it keeps. */
export async function liveJobs({ boss }: Fleet): Promise<Named<FleetJob>[]> {
  const { rows } = await boss.getDb().executeSql(
    `select data, group_id, state::text as state, start_after, started_on, retry_count, priority,
       output->'why' as why
     from ${queueSchema}.job where name = $1 and state <= 'active' order by state`,
    [queues.sync],
  );
  return rows.map((row) => ({
    pipeline: row.data.pipeline,
    account: accountOf({ groupId: row.group_id }),
    state: row.state === 'active' ? 'running' : 'waiting',
    at: row.state === 'active' ? row.started_on : row.start_after,
    retries: row.retry_count,
    givenBack: Math.max(-row.priority, 0),
    why: row.state === 'active' ? undefined : (row.why ?? undefined),
  }));
}
