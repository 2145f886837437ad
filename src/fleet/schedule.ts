import { createHash } from 'node:crypto';
import type { Schedule } from 'pg-boss';
import { skippedTime } from '../config/clock-gap.ts';
import { hashOf, readFolder } from '../config/folder.ts';
import { jitterSeconds } from '../config/schedule.ts';
import { nearest } from '../contact/nearest.ts';
import type { Warning } from '../contact/rejection.ts';
import { RefusedError, UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import {
  accountOf,
  type Db,
  dataOf,
  type Fleet,
  inTransaction,
  keysOf,
  type Order,
  queueJob,
  queueSchema,
  queues,
  type SyncJob,
} from './queue.ts';

/** When a pipeline runs by itself, as the queue has it. */
export interface ScheduleEntry extends Order {
  readonly cron: string;
  readonly timeZone: string;
  /** So long after it the pipeline begins: its own moment within the jitter. */
  readonly offsetSeconds: number;
  readonly isPaused: boolean;
}

/** What `schedule apply` does of one pipeline. */
export interface ScheduleChange {
  readonly kind: 'add' | 'change' | 'remove' | 'same';
  readonly entry: ScheduleEntry;
}

/** What there is to do so that the queue has the schedules of the folder. */
export interface SchedulePlan {
  readonly changes: readonly ScheduleChange[];
  /** Every pipeline of the folder, by its name: jobs that wait are brought up to date. */
  readonly orders: ReadonlyMap<string, Order>;
  /** Of what is new or changed: times that a clock leaves out within the year. */
  readonly warnings: readonly Warning[];
}

/**
 * Compares the folder with the queue.
 *
 * @throws UsageError when a file of the folder cannot be read, two have one name, or there is no pipeline at all: what is not seen would be
 *   taken for gone
 */
export async function planSchedule(fleet: Fleet, environment: RunEnvironment): Promise<SchedulePlan> {
  const folder = await readFolder(environment);
  const faults = folder.flatMap(({ fault }) => fault?.message ?? []);
  const untouched = 'No schedule was changed.';
  if (folder.length === 0)
    throw new UsageError('There is no pipeline: the folder "pipelines" is not here, or is empty.', {
      advice: `${untouched} Run the command where the folder is; to stop every schedule: jojka-sync schedule pause --all`,
    });
  if (faults.length > 0)
    throw new UsageError(`What cannot be read would be taken for gone:\n${faults.join('\n')}`, {
      advice: `${untouched} Mend the file, or move it out of the folder.`,
    });
  const orders = new Map<string, Order>();
  const wanted = new Map<string, Omit<ScheduleEntry, 'isPaused'>>();
  for (const { file, card } of folder) {
    if (!card) continue;
    const { name, account, schedule } = card;
    if (orders.has(name))
      throw new UsageError(`Two files are the pipeline "${name}".`, {
        advice: `${untouched} Give one of them another name, or move it out of the folder.`,
      });
    const hash = await hashOf(file, environment.cwd);
    orders.set(name, { pipeline: name, account, hash });
    if (!schedule) continue;
    const { cron, timeZone, jitter } = schedule;
    const offsetSeconds = momentWithin(name, jitterSeconds(jitter));
    wanted.set(name, { pipeline: name, account, hash, cron: cron.trim(), timeZone, offsetSeconds });
  }
  const known = new Map((await listSchedules(fleet)).map((entry) => [entry.pipeline, entry]));
  const changes = [...wanted.values()].map((entry): ScheduleChange => {
    const before = known.get(entry.pipeline);
    const after = { ...entry, isPaused: before?.isPaused === true };
    if (!before) return { kind: 'add', entry: after };
    return { kind: isSame(before, after) ? 'same' : 'change', entry: after };
  });
  const gone = [...known.values()].filter(({ pipeline }) => !wanted.has(pipeline));
  const warnings = changes.flatMap(({ kind, entry }): Warning[] => {
    const figures = kind !== 'same' && skippedTime(entry.pipeline, entry, environment.now());
    return figures ? [{ code: 'skipped-time', figures }] : [];
  });
  const removed = gone.map((entry) => ({ kind: 'remove', entry }) as const);
  return { changes: [...changes, ...removed], orders, warnings };
}

function isSame(one: ScheduleEntry, other: ScheduleEntry): boolean {
  const keys = ['account', 'hash', 'cron', 'timeZone', 'offsetSeconds'] as const;
  return keys.every((key) => one[key] === other[key]);
}

/** A moment of its own within some seconds: the same every night, and for each name another one. */
function momentWithin(name: string, seconds: number): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % (seconds + 1);
}

/** Brings the queue to what was planned; jobs that wait get the text of now, and those of pipelines that are gone are cancelled. */
export async function applySchedule(
  fleet: Fleet,
  { changes, orders }: Pick<SchedulePlan, 'changes' | 'orders'>,
): Promise<void> {
  await alone(fleet, async (db) => {
    // What was paused or resumed since it was planned stays so.
    const known = new Map((await listSchedules(fleet)).map((entry) => [entry.pipeline, entry]));
    for (const { kind, entry } of changes) {
      const isPaused = known.get(entry.pipeline)?.isPaused ?? entry.isPaused;
      if (kind === 'remove') await removeEntry(fleet, entry, db);
      else if (kind !== 'same') await setEntry(fleet, { ...entry, isPaused }, db);
    }
  });
  const { boss } = fleet;
  const waiting = await boss.findJobs<SyncJob>(queues.sync, { queued: true, limit: mostRows });
  for (const job of waiting) {
    const { id, data } = job;
    const order = orders.get(data.pipeline);
    if (order && order.account === accountOf(job)) {
      if (order.hash !== data.hash) await boss.update(queues.sync, dataOf(order), { id });
      continue;
    }
    // It waits under an account that is no more its own: workers would look for the wrong key.
    if (order) await queueJob(fleet, order);
    await boss.cancel(queues.sync, id);
  }
}

/** So many schedules are removed without their number being said; or half of them, where that is more. */
const fewRemoved = 3;

/**
 * How many schedules would be removed.
 *
 * @param said how many somebody says that are gone
 * @throws RefusedError when another number was said, or none and it is more than a few and more than half: half a checkout looks like that
 */
export function removalsOf({ changes }: Pick<SchedulePlan, 'changes'>, said: number | undefined): number {
  const gone = changes.filter(({ kind }) => kind === 'remove').length;
  const before = changes.filter(({ kind }) => kind !== 'add').length;
  const howToSay = `If that many are meant:\njojka-sync schedule apply --remove ${gone}`;
  if (said !== undefined && said !== gone)
    throw new RefusedError(`${gone} of ${before} schedules would be removed, and --remove says ${said}.`, {
      advice: gone === 0 ? 'No schedule was changed.' : `No schedule was changed. ${howToSay}`,
    });
  if (said === undefined && gone > fewRemoved && gone > before / 2)
    throw new RefusedError(`${gone} of ${before} schedules would be removed: is this the whole folder?`, {
      advice: `No schedule was changed. Run the command where every pipeline's file is. ${howToSay}`,
    });
  return gone;
}

/** More than this no fleet has in one queue. */
export const mostRows = 100_000;

/** Every schedule, in the order of names. */
export async function listSchedules({ boss }: Fleet): Promise<ScheduleEntry[]> {
  const active = await boss.getSchedules(queues.sync, undefined, { limit: mostRows });
  const paused = await boss.getSchedules(queues.paused, undefined, { limit: mostRows });
  const names = new Set(active.map(({ key }) => key));
  return [
    ...active.map((row) => toEntry(row, false)),
    ...paused.filter(({ key }) => !names.has(key)).map((row) => toEntry(row, true)),
  ].sort((one, other) => (one.pipeline < other.pipeline ? -1 : 1));
}

/** What a row of the queue's schedules is. */
export function toEntry({ cron, timezone, data, options }: Schedule, isPaused: boolean): ScheduleEntry {
  return {
    ...dataOf(data as SyncJob),
    account: options?.group?.id ?? 'default',
    cron,
    timeZone: timezone,
    offsetSeconds: Number(options?.startAfter ?? 0),
    isPaused,
  };
}

/**
 * Pauses or resumes schedules: a paused one is kept as it is, in a queue that nobody takes jobs from.
 *
 * @param names of pipelines; undefined: all
 * @returns the schedules that were meant, as they are now
 * @throws UsageError when one has no schedule
 */
export async function pauseSchedules(
  fleet: Fleet,
  names: readonly string[] | undefined,
  isPaused: boolean,
): Promise<ScheduleEntry[]> {
  return alone(fleet, (db) => pauseAlone(fleet, names, isPaused, db));
}

async function pauseAlone(
  fleet: Fleet,
  names: readonly string[] | undefined,
  isPaused: boolean,
  db: Db,
): Promise<ScheduleEntry[]> {
  const known = await listSchedules(fleet);
  for (const name of names ?? []) {
    if (known.some(({ pipeline }) => pipeline === name)) continue;
    const near = nearest(
      name,
      known.map(({ pipeline }) => pipeline),
    );
    throw new UsageError(`The pipeline "${name}" has no schedule.`, {
      advice: `Nothing was changed. ${near ? `Did you mean "${near}"?` : 'jojka-sync schedule list shows those that have one.'}`,
    });
  }
  const meant = known.filter(({ pipeline }) => names === undefined || names.includes(pipeline));
  for (const entry of meant)
    if (entry.isPaused !== isPaused) await setEntry(fleet, { ...entry, isPaused }, db);
  return meant.map((entry) => ({ ...entry, isPaused }));
}

/** Changes schedules as one change, and nobody else of this program meanwhile. What is read by another connection is what stays. */
function alone<T>(fleet: Fleet, work: (db: Db) => Promise<T>): Promise<T> {
  return inTransaction(fleet, async (db) => {
    await db.executeSql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${queueSchema}.schedule`]);
    return work(db);
  });
}

async function setEntry({ boss }: Fleet, entry: ScheduleEntry, db: Db): Promise<void> {
  const { pipeline, cron, timeZone, offsetSeconds, isPaused } = entry;
  const [queue, other] = isPaused ? [queues.paused, queues.sync] : [queues.sync, queues.paused];
  await boss.schedule(queue, cron, dataOf(entry), {
    ...keysOf(entry),
    db,
    key: keyOf(pipeline),
    tz: timeZone,
    // A night in which no worker was there is made up for, once.
    missed: 'once',
    ...(offsetSeconds > 0 && { startAfter: offsetSeconds }),
  });
  await boss.unschedule(other, keyOf(pipeline), { db });
}

async function removeEntry({ boss }: Fleet, { pipeline }: ScheduleEntry, db: Db): Promise<void> {
  for (const queue of [queues.sync, queues.paused]) await boss.unschedule(queue, keyOf(pipeline), { db });
}

/** A pipeline's name in the letters that the queue takes for a key. */
function keyOf(pipeline: string): string {
  return pipeline.replace(/[^A-Za-z0-9._-]/gu, (sign) => `/${sign.codePointAt(0)?.toString(16)}/`);
}
