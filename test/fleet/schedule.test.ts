import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { nextRun } from '../../src/fleet/lost-nights.ts';
import { cancel, redrive, runNow, runScheduled } from '../../src/fleet/orders.ts';
import { fleetOverview } from '../../src/fleet/overview.ts';
import { queueSchema, queues, type SyncJob } from '../../src/fleet/queue.ts';
import {
  applySchedule,
  listSchedules,
  pauseSchedules,
  planSchedule,
  removalsOf,
} from '../../src/fleet/schedule.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import type { Company } from './company.ts';
import { asCommand, startWorker, until } from './fleet.ts';
import { useCompany } from './use-company.ts';

/** The schedules of a folder, and orders by hand, in a real Postgres. */
let company: Company;
let at: RunEnvironment;
useCompany(['a', 'b', 'c'], (...made) => {
  [company, at] = made;
  company.pipeline('a', { schedule: { cron: '0 3 * * *', timeZone: 'Europe/Stockholm' }, tags: ['night'] });
  company.pipeline('b', { name: 'båt', schedule: { cron: '*/10 * * * *', jitter: '1h' } });
});

/** As `schedule apply` does it. @returns what was done, by name */
const apply = () =>
  asCommand(at, async (fleet) => {
    const plan = await planSchedule(fleet, at);
    await applySchedule(fleet, plan);
    return plan.changes.map(({ kind, entry }) => `${kind} ${entry.pipeline}`);
  });
const list = () => asCommand(at, listSchedules);
const waiting = () => asCommand(at, ({ boss }) => boss.findJobs<SyncJob>(queues.sync, { queued: true }));

describe('apply', () => {
  test('takes the schedules of the folder, each with its moment within the jitter', async () => {
    expect(await apply()).toEqual(['add a', 'add båt']);
    const [a, b] = await list();
    expect(a).toMatchObject({
      pipeline: 'a',
      account: 'a',
      cron: '0 3 * * *',
      timeZone: 'Europe/Stockholm',
      offsetSeconds: 0,
      isPaused: false,
    });
    expect(b?.pipeline).toBe('båt');
    expect(b?.offsetSeconds).toBeGreaterThan(0);
    expect(b?.offsetSeconds).toBeLessThanOrEqual(3600);
    expect(await apply()).toEqual(['same a', 'same båt']);
  });
  test('what has changed is changed, what is gone from the folder is gone', async () => {
    await apply();
    company.pipeline('a', { schedule: { cron: '0 4 * * *' } });
    company.pipeline('b', { name: 'båt' });
    company.pipeline('c', { schedule: { cron: '0 5 * * *' } });
    expect(await apply()).toEqual(['change a', 'add c', 'remove båt']);
    expect((await list()).map(({ pipeline, cron }) => `${pipeline} ${cron}`)).toEqual([
      'a 0 4 * * *',
      'c 0 5 * * *',
    ]);
  });
  test('of what is new or changed, a time that the clock leaves out one night is told', async () => {
    const told = () =>
      asCommand(at, async (fleet) => (await planSchedule(fleet, at)).warnings.map(({ figures }) => figures));
    expect(await told()).toEqual([]);
    company.pipeline('c', { schedule: { cron: '15 2 * * *' } });
    expect(await told()).toEqual([
      expect.objectContaining({ pipeline: 'c', time: '02:15', instead: '03:00' }),
    ]);
    await apply();
    expect(await told()).toEqual([]);
  });
  test('a job that waits gets the text of now; one of a pipeline that is gone is cancelled', async () => {
    await asCommand(at, (fleet) => runNow(fleet, at, { names: ['a', 'c'] }));
    const [before] = await waiting();
    company.pipeline('a', { tags: ['other'] });
    rmSync(join(company.cwd, 'pipelines', 'c.json'));
    await apply();
    const [after, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(after?.data.pipeline).toBe('a');
    expect(after?.data.hash).not.toBe(before?.data.hash);
    expect(Object.keys(after?.data ?? {}).sort()).toEqual(['hash', 'pipeline']);
  });
  test('one whose pipeline has another account by now waits under that, once', async () => {
    await asCommand(at, (fleet) => runNow(fleet, at, { names: ['a'] }));
    company.pipeline('a', { name: 'a', account: 'b' });
    await apply();
    const jobs = await waiting();
    expect(jobs.map(({ data, groupId }) => [data.pipeline, groupId])).toEqual([['a', 'b']]);
    await asCommand(at, (fleet) => runNow(fleet, at, { names: ['a'] }));
    expect(await waiting()).toHaveLength(1);
  });
  test.each([
    [
      'a file cannot be read',
      () => writeFileSync(join(company.cwd, 'pipelines', 'x.json'), '{'),
      'taken for gone',
    ],
    ['two have one name', () => company.pipeline('c', { name: 'a' }), 'Two files are the pipeline "a"'],
    [
      'the folder is empty',
      () => rmSync(join(company.cwd, 'pipelines'), { recursive: true }),
      'There is no pipeline',
    ],
  ])('changes nothing where %s', async (_, spoil, message) => {
    await apply();
    const before = await list();
    spoil();
    await expect(apply()).rejects.toThrow(message);
    expect(await list()).toEqual(before);
  });
});

describe('what is removed', () => {
  const planOf = (gone: number, stays: number) => ({
    changes: [...Array(gone).fill('remove'), ...Array(stays).fill('same'), 'add'].map((kind, index) => ({
      kind,
      entry: { pipeline: `p${index}` },
    })) as never,
  });
  test.each([
    [0, 5],
    [3, 0],
    [5, 5],
    [4, 40],
  ])('%i, where %i stay, need no number', (gone, stays) => {
    expect(removalsOf(planOf(gone, stays), undefined)).toBe(gone);
  });
  test('more than a few and more than half are refused, but with their number', () => {
    expect(() => removalsOf(planOf(6, 5), undefined)).toThrow(
      expect.objectContaining({
        exitCode: 3,
        message: expect.stringContaining('6 of 11 schedules'),
        advice: expect.stringContaining('jojka-sync schedule apply --remove 6'),
      }),
    );
    expect(() => removalsOf(planOf(6, 5), 5)).toThrow('--remove says 5');
    expect(removalsOf(planOf(6, 5), 6)).toBe(6);
  });
});

test('what is paused while apply asks stays paused, and what cannot be applied whole changes nothing', async () => {
  await apply();
  company.pipeline('a', { schedule: { cron: '0 4 * * *' } });
  const plan = await asCommand(at, (fleet) => planSchedule(fleet, at));
  await asCommand(at, (fleet) => pauseSchedules(fleet, ['a'], true));
  await asCommand(at, (fleet) => applySchedule(fleet, plan));
  const before = await list();
  expect(before[0]).toMatchObject({ cron: '0 4 * * *', isPaused: true });
  const [first] = plan.changes;
  const broken = [
    { kind: 'change', entry: { ...first?.entry, cron: '0 5 * * *' } },
    { kind: 'change', entry: { ...first?.entry, pipeline: 'b', cron: '0 3 31 4 *' } },
  ] as typeof plan.changes;
  await expect(
    asCommand(at, (fleet) => applySchedule(fleet, { ...plan, changes: broken })),
  ).rejects.toThrow();
  expect(await list()).toEqual(before);
});

describe('pause and resume', () => {
  test('a paused schedule is kept, does not run, and stays paused when it is applied again', async () => {
    await apply();
    await asCommand(at, (fleet) => pauseSchedules(fleet, ['a'], true));
    company.pipeline('a', { schedule: { cron: '0 4 * * *' } });
    expect(await apply()).toEqual(['change a', 'same båt']);
    const [a] = await list();
    expect(a).toMatchObject({ cron: '0 4 * * *', isPaused: true });
    await asCommand(at, async (fleet) => {
      expect(a && nextRun(fleet, a)).toBeUndefined();
      expect(await fleet.boss.getSchedules(queues.sync)).toHaveLength(1);
    });
    await asCommand(at, (fleet) => pauseSchedules(fleet, undefined, false));
    expect((await list()).map(({ isPaused }) => isPaused)).toEqual([false, false]);
  });
  test('of one that has none is refused', async () => {
    await apply();
    await expect(asCommand(at, (fleet) => pauseSchedules(fleet, ['bat'], true))).rejects.toThrow(
      'The pipeline "bat" has no schedule',
    );
  });
});

test('it runs next at its own moment, by the clock of its time zone', async () => {
  await apply();
  await asCommand(at, async (fleet) => {
    const [a] = await listSchedules(fleet);
    const hour = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Stockholm', timeStyle: 'short' });
    expect(hour.format(a && nextRun(fleet, a))).toBe('03:00');
  });
});

describe('orders by hand', () => {
  const order = (wanted: Parameters<typeof runNow>[2]) => asCommand(at, (fleet) => runNow(fleet, at, wanted));

  test('a pipeline is queued once', async () => {
    expect(await order({ names: ['a'] })).toEqual([{ pipeline: 'a', outcome: 'queued' }]);
    expect(await order({ names: ['a', 'c'] })).toEqual([
      { pipeline: 'a', outcome: 'already' },
      { pipeline: 'c', outcome: 'queued' },
    ]);
  });
  test('a job that was to wait waits no longer', async () => {
    await apply();
    await asCommand(at, ({ boss }) =>
      boss.send(
        queues.sync,
        { pipeline: 'a', hash: 'x' },
        { singletonKey: 'a/a', group: { id: 'a' }, startAfter: 3600 },
      ),
    );
    expect(await order({ names: ['a'] })).toEqual([{ pipeline: 'a', outcome: 'sooner' }]);
    const [job] = await waiting();
    expect(job?.startAfter.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
    expect(await asCommand(at, (fleet) => runScheduled(fleet, 'a'))).toEqual({
      pipeline: 'a',
      outcome: 'already',
    });
  });
  test('those of a tag, or all, are taken out', async () => {
    await order({ names: ['a', 'c'] });
    const taken = (unwanted: Parameters<typeof cancel>[2]) =>
      asCommand(at, (fleet) => cancel(fleet, at, unwanted));
    expect(await taken({ tag: 'night' })).toEqual([{ pipeline: 'a', outcome: 'cancelled' }]);
    await expect(taken({ tag: 'nix' })).rejects.toThrow('has the tag "nix"');
    await order({ names: ['a'] });
    expect((await taken({ all: true })).map(({ pipeline }) => pipeline)).toEqual(['a', 'c']);
    expect(await taken({ all: true })).toEqual([]);
    expect(await waiting()).toEqual([]);
  });
  test('those of a tag', async () => {
    expect(await order({ tag: 'night' })).toEqual([{ pipeline: 'a', outcome: 'queued' }]);
    await expect(order({ tag: 'nix' })).rejects.toThrow('has the tag "nix"');
  });
  test('one that is not there is refused', async () => {
    await expect(order({ names: ['bat'] })).rejects.toThrow('"bat" is not there');
  });
  test('a dead letter comes back with the text that its file has now, and what came through is dead no more', async () => {
    await order({ names: ['a', 'c'] });
    const exitCodes: Record<string, number> = { a: 64, c: 64 };
    const worker = startWorker(at, async ({ args }) => ({
      exitCode: exitCodes[args.at(-1) ?? ''] ?? 0,
      seconds: 0,
    }));
    const dead = async () =>
      (await asCommand(at, (fleet) => fleetOverview(fleet, at)))
        .filter((one) => one.dead)
        .map((one) => one.pipeline);
    await until(async () => (await dead()).length === 2);
    await worker.stop();
    company.pipeline('a', { tags: ['mended'] });
    rmSync(join(company.cwd, 'pipelines', 'c.json'));
    expect(await asCommand(at, (fleet) => redrive(fleet, at, undefined))).toEqual([
      { pipeline: 'a', outcome: 'queued' },
      { pipeline: 'c', outcome: 'gone', isDead: true },
    ]);
    expect(await dead()).toEqual(['c']);
    exitCodes.a = 0;
    const second = startWorker(at, async () => ({ exitCode: 0, seconds: 0 }));
    await until(async () => (await waiting()).length === 0);
    await second.stop();
    expect(await dead()).toEqual(['c']);
  });
  test('those that failed are the dead ones and those whose last run did not end well', async () => {
    expect(await order({ failed: true })).toEqual([]);
    await order({ names: ['a'] });
    const worker = startWorker(at, async () => ({ exitCode: 64, seconds: 0 }));
    await until(async () =>
      (await asCommand(at, (fleet) => fleetOverview(fleet, at))).some((one) => one.dead !== undefined),
    );
    await worker.stop();
    expect(await order({ failed: true })).toEqual([{ pipeline: 'a', outcome: 'queued' }]);
  });
});

test('where a queue cannot be made, no connection stays open', async () => {
  const sql = (text: string) => asCommand(at, ({ boss }) => boss.getDb().executeSql(text));
  await sql(
    `delete from ${queueSchema}.queue where name = '${queues.paused}';
     alter function ${queueSchema}.create_queue rename to away`,
  );
  await expect(asCommand(at, async () => {})).rejects.toThrow('create_queue');
  const client = new pg.Client({ connectionString: at.env.DATABASE_URL });
  await client.connect();
  await until(async () => {
    const { rows } = await client.query(
      "select 1 from pg_stat_activity where application_name = 'jojka-sync test' and datname = current_database()",
    );
    return rows.length === 0;
  }, 5).finally(() => client.end());
});
