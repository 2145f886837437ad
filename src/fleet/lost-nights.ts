import { createHash } from 'node:crypto';
import { type ClockGap, clockGaps, lostIn } from '../config/clock-gap.ts';
import { readCron } from '../config/cron.ts';
import { dataOf, type Fleet, keysOf, queueSchema, queues } from './queue.ts';
import { mostRows, type ScheduleEntry, toEntry } from './schedule.ts';

/**
 * The night in which a clock is put forward has no 02:30, and the engine never begins what has that time. A worker queues it once the
 * clock goes on, or as soon as there is one within so long.
 */
const madeUpMs = 24 * 3_600_000;

/** @returns the pipelines that it has queued; each is queued once, whichever worker does it */
export async function queueLostNights(fleet: Fleet, now: Date): Promise<string[]> {
  const gaps = await latestGaps(fleet, now);
  if (gaps.size === 0) return [];
  const queued: string[] = [];
  for (const row of await fleet.boss.getSchedules(queues.sync, undefined, { limit: mostRows })) {
    const gap = gaps.get(row.timezone);
    const entry = toEntry(row, false);
    if (gap && row.createdOn < gap.at && isLost(entry, gap) && (await queueOnce(fleet, entry, gap)))
      queued.push(entry.pipeline);
  }
  return queued;
}

/** Of each time zone whose clock was put forward a short while ago. */
async function latestGaps({ boss }: Fleet, now: Date): Promise<Map<string, ClockGap>> {
  const { rows } = await boss
    .getDb()
    .executeSql(`select distinct timezone from ${queueSchema}.schedule where name = $1`, [queues.sync]);
  const since = new Date(now.getTime() - madeUpMs);
  const gaps = new Map<string, ClockGap>();
  for (const { timezone } of rows) {
    const gap = clockGaps(timezone, since, now).at(-1);
    if (gap) gaps.set(timezone, gap);
  }
  return gaps;
}

function isLost({ cron: text }: ScheduleEntry, gap: ClockGap): boolean {
  const cron = readCron(text);
  return cron !== undefined && lostIn(cron, gap) !== undefined;
}

/** @returns false where it was queued before, or a job of the pipeline waits or is at work */
async function queueOnce({ boss }: Fleet, entry: ScheduleEntry, gap: ClockGap): Promise<boolean> {
  const { pipeline, account, offsetSeconds } = entry;
  const id = await boss.send(queues.sync, dataOf(entry), {
    ...keysOf(entry),
    id: idOf([account, pipeline, gap.at.toISOString()]),
    startAfter: new Date(gap.at.getTime() + offsetSeconds * 1000),
  });
  return id !== null;
}

/** The same id for the same words. */
function idOf(words: readonly string[]): string {
  const digits = createHash('sha256').update(JSON.stringify(words)).digest('hex');
  return digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** When a schedule runs next; undefined while it is paused. */
export function nextRun({ boss }: Fleet, entry: ScheduleEntry, now = new Date()): Date | undefined {
  if (entry.isPaused) return undefined;
  const moment = entry.offsetSeconds * 1000;
  // One whose own moment is yet to come began before now.
  const from = new Date(now.getTime() - moment);
  const { cron, timeZone } = entry;
  const [next] = boss.previewSchedule(cron, { tz: timeZone, from, count: 1 });
  if (!next) return undefined;
  // A time in a gap it tells as one after it, and never keeps.
  const lost = clockGaps(timeZone, from, next).find((gap) => gap.at > from && isLost(entry, gap));
  return new Date((lost?.at ?? next).getTime() + moment);
}
