import { createRequire } from 'node:module';
import { PgBoss } from 'pg-boss';
import { describe, expect, test } from 'vitest';
import { type ClockGap, clockGaps } from '../../src/config/clock-gap.ts';
import { nextRun, queueLostNights } from '../../src/fleet/lost-nights.ts';
import { queues, type SyncJob } from '../../src/fleet/queue.ts';
import { applySchedule, listSchedules, pauseSchedules, planSchedule } from '../../src/fleet/schedule.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import { isLong } from '../support/length.ts';
import type { Company } from './company.ts';
import { asCommand, startWorker, until } from './fleet.ts';
import { useCompany } from './use-company.ts';

/** The night in which the clock is put forward, over a queue in a real Postgres. */
let company: Company;
let at: RunEnvironment;
useCompany(['a'], (...made) => {
  [company, at] = made;
});

const [minute, hour] = [60_000, 3_600_000];
const timeZone = 'Europe/Stockholm';
const nextGap = (): ClockGap => {
  const [gap] = clockGaps(timeZone, new Date(Date.now() + hour), new Date(Date.now() + 400 * 24 * hour));
  if (!gap) throw new Error('the clock is not put forward any more');
  return gap;
};
const gap = nextGap();
const past = (ms: number) => new Date(gap.at.getTime() + ms);

/** The parser by which the engine finds out what is due, as its timekeeper asks it: twice a minute, and in `npm test` once. */
const { CronExpressionParser } = createRequire(createRequire(import.meta.url).resolve('pg-boss'))(
  'cron-parser',
);
function enginesTimes(cron: string): string[] {
  const times = new Set<string>();
  for (
    let now = gap.at.getTime() - 5.2 * hour;
    now < gap.at.getTime() + 5.2 * hour;
    now += isLong ? minute / 2 : minute
  ) {
    const previous = CronExpressionParser.parse(cron, {
      tz: timeZone,
      strict: false,
      currentDate: new Date(now + 1),
    })
      .prev()
      .toDate();
    if (previous.getTime() > now - minute) times.add(previous.toISOString());
  }
  return [...times];
}

const scheduled = async (cron: string, jitter = '0') => {
  company.pipeline('a', { schedule: { cron, timeZone, jitter } });
  await asCommand(at, async (fleet) => applySchedule(fleet, await planSchedule(fleet, at)));
};
const waiting = () =>
  asCommand(at, async ({ boss }) =>
    (await boss.findJobs<SyncJob>(queues.sync, { queued: true })).map(({ startAfter }) => startAfter),
  );
const lookAt = (ms: number) => asCommand(at, (fleet) => queueLostNights(fleet, past(ms)));
describe('what is told to come next is what comes', () => {
  test.each([
    ['30 2 * * *', true],
    ['*/20 2 * * *', true],
    ['0 */2 * * *', true],
    ['0 3 * * *', false],
    ['30 2,3 * * *', false],
    ['30 * * * *', false],
  ])('%s', async (cron, isLost) => {
    await scheduled(cron);
    const made = await lookAt(minute);
    expect(made).toEqual(isLost ? ['a'] : []);
    const times = [...enginesTimes(cron), ...(isLost ? [gap.at.toISOString()] : [])].sort();
    const told = await asCommand(at, async (fleet) => {
      const [entry] = await listSchedules(fleet);
      const found: string[] = [];
      let next: Date | undefined = past(-5.2 * hour);
      while (next && next < past(5.2 * hour)) {
        next = entry && nextRun(fleet, entry, next);
        if (next && next < past(5.2 * hour)) found.push(next.toISOString());
      }
      return found;
    });
    expect(told).toEqual(times);
  });
});

test('of two times, the one that the clock leaves out is not told', () => {
  // Half an hour is left out from 02:00 on: 02:10 is not there, and 02:50 comes.
  const entry = {
    pipeline: 'a',
    account: 'a',
    hash: '',
    cron: '10,50 2 * * *',
    timeZone: 'Australia/Lord_Howe',
  };
  const boss = new PgBoss('postgres://nowhere.invalid/x');
  const from = new Date('2027-10-02T12:00:00Z');
  const next = nextRun({ boss }, { ...entry, offsetSeconds: 0, isPaused: false }, from);
  expect(next?.toISOString()).toBe('2027-10-02T15:50:00.000Z');
});
test('a night in the gap is queued once the clock goes on, once, at its own moment', async () => {
  await scheduled('30 2 * * *', '1h');
  expect(await lookAt(-minute)).toEqual([]);
  expect(await lookAt(0)).toEqual(['a']);
  const [entry] = await asCommand(at, listSchedules);
  expect(await waiting()).toEqual([past((entry?.offsetSeconds ?? 0) * 1000)]);
  await asCommand(at, async ({ boss }) => {
    for (const { id } of await boss.findJobs<SyncJob>(queues.sync, { queued: true }))
      await boss.cancel(queues.sync, id);
  });
  expect(await lookAt(10 * minute)).toEqual([]);
});
test('it is made up for within a day, and not of a schedule that is paused', async () => {
  await scheduled('30 2 * * *');
  await asCommand(at, (fleet) => pauseSchedules(fleet, undefined, true));
  expect(await lookAt(minute)).toEqual([]);
  await asCommand(at, (fleet) => pauseSchedules(fleet, undefined, false));
  expect(await lookAt(25 * hour)).toEqual([]);
  expect(await lookAt(23 * hour)).toEqual(['a']);
});
test('a worker looks for it', async () => {
  await scheduled('30 2 * * *');
  const worker = startWorker({ ...at, now: () => past(minute) }, async () => ({ exitCode: 0, seconds: 0 }));
  await until(async () => (await waiting()).length === 1);
  await worker.stop();
});
