import type { FleetPipeline } from './overview.ts';
import { type Fleet, queueSchema, queues } from './queue.ts';
import type { ScheduleEntry } from './schedule.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** A night may be so late: machines are started anew, and jobs wait for each other. */
const patience = 2 * hour;
/** How far back a time is looked for: of what runs each night, each week, each month, each year. */
const windows = [25 * hour, 8 * day, 32 * day, 367 * day] as const;

/** The pipelines whose time has passed, hours ago, without that a night began: no worker runs, or none can. Those that are dead letters are none. */
export async function overduePipelines(
  fleet: Fleet,
  pipelines: readonly FleetPipeline[],
  now: Date,
): Promise<FleetPipeline[]> {
  const since = await sinceWhen(fleet);
  const times = new Map<string, number | undefined>();
  return pipelines.filter(({ pipeline, schedule, isPaused, last, job, dead }) => {
    if (!schedule || isPaused || dead || job?.state === 'running') return false;
    const key = JSON.stringify([schedule.cron, schedule.timeZone]);
    // Many have the same one.
    if (!times.has(key)) times.set(key, timeBefore(fleet, schedule, now.getTime() - patience));
    const time = times.get(key);
    if (time === undefined || time + schedule.offsetSeconds * 1000 + patience > now.getTime()) return false;
    const begun = Math.max(last?.startedAt.getTime() ?? 0, since.get(pipeline)?.getTime() ?? 0);
    return begun < time;
  });
}

/** A time of a schedule that is over; not always the latest, but of the last day where it has one there. */
function timeBefore({ boss }: Fleet, { cron, timeZone }: ScheduleEntry, before: number): number | undefined {
  for (const window of windows) {
    const [time] = boss.previewSchedule(cron, { tz: timeZone, from: new Date(before - window), count: 1 });
    if (time && time.getTime() <= before) return time.getTime();
  }
  return undefined;
}

/** Since when each schedule is as it is: what was before that, it did not promise. */
async function sinceWhen({ boss }: Fleet): Promise<Map<string, Date>> {
  const { rows } = await boss
    .getDb()
    .executeSql(
      `select data->>'pipeline' as pipeline, updated_on from ${queueSchema}.schedule where name = $1`,
      [queues.sync],
    );
  return new Map(rows.map(({ pipeline, updated_on }) => [pipeline, updated_on]));
}
