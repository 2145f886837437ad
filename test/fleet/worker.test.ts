import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runSyncProcess, type SyncProcess } from '../../src/fleet/child.ts';
import { cancel, runNow } from '../../src/fleet/orders.ts';
import { fleetOverview } from '../../src/fleet/overview.ts';
import { applySchedule, planSchedule } from '../../src/fleet/schedule.ts';
import { againSeconds, mostTimes } from '../../src/fleet/verdict.ts';
import { fleetText } from '../../src/report/fleet.ts';
import { bin } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startCompany } from './company.ts';
import { asCommand, machine, startWorker, type TestWorker, until } from './fleet.ts';

/** Workers and a real queue in a real Postgres; the sync itself is a process only where it matters. */
let postgres: TestPostgres;
const open: { close(): Promise<void> }[] = [];
const workers: TestWorker[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => postgres.remove());

async function fleetOf(accounts: readonly string[]) {
  const company = await startCompany(accounts);
  open.push(company);
  const at = machine(company.cwd, await postgres.createState(), company.env);
  return { company, at };
}

type Sync = Parameters<typeof startWorker>[1];

function begin(at: ReturnType<typeof machine>, sync: Sync, options?: Parameters<typeof startWorker>[2]) {
  const worker = startWorker(at, sync, options);
  workers.push(worker);
  return worker;
}

/** What a sync's process was to sync. */
const fileOf = ({ args }: SyncProcess) => args.at(-1) ?? '';

describe('what becomes of a job, by the exit code of its sync', () => {
  const codes = [0, 1, 3, 4, 5, 64, 134, 143];
  const begun: Record<string, number> = {};
  let stands: Awaited<ReturnType<typeof fleetOverview>>;

  beforeAll(async () => {
    const company = await startCompany(codes.map((code) => `exit${code}`));
    const at = machine(company.cwd, await postgres.createState(), company.env);
    await asCommand(at, (fleet) => runNow(fleet, at, { names: codes.map((code) => `exit${code}`) }));
    const worker = startWorker(
      at,
      async (work) => {
        const file = fileOf(work);
        begun[file] = (begun[file] ?? 0) + 1;
        work.onLog?.('{"level":40,"time":1,"msg":"no answer for 46701740605"}');
        work.onLog?.('Error: the key key-of-everybody is wrong');
        return { exitCode: Number(file.slice(4)), seconds: 0 };
      },
      { mask: (text) => text.replaceAll('key-of-everybody', '[key]') },
    );
    const dead = async () =>
      (await asCommand(at, (fleet) => fleetOverview(fleet, at))).filter((one) => one.dead).length;
    await until(async () => (await dead()) === 5);
    await worker.stop();
    stands = await asCommand(at, (fleet) => fleetOverview(fleet, at));
    await company.close();
  });

  const of = (code: number) => stands.find(({ pipeline }) => pipeline === `exit${code}`);

  test('0 ends it', () => {
    expect(of(0)).toBeUndefined();
    expect(begun.exit0).toBe(1);
  });
  test('3 before a run was begun is a dead letter at once', () => {
    expect(begun.exit3).toBe(1);
    expect(of(3)?.dead).toMatchObject({ exitCode: 3 });
  });
  test('5 comes back, and is no failure', () => {
    expect(of(5)).toMatchObject({ job: { state: 'waiting', retries: 0 }, dead: undefined });
    expect(of(5)?.job?.givenBack).toBeGreaterThan(0);
  });
  test('64 is a dead letter at once', () => {
    expect(begun.exit64).toBe(1);
    expect(of(64)?.dead).toMatchObject({ exitCode: 64 });
  });
  test.each([1, 4, 134])('%i is tried again, and is a dead letter in the end', (code) => {
    expect(begun[`exit${code}`]).toBe(3);
    expect(of(code)).toMatchObject({ job: undefined, dead: { exitCode: code } });
  });
  test('a dead letter has the last lines of the log, without a number or a key', () => {
    expect(of(1)?.dead?.lines).toEqual(['no answer for 46701•••605', 'Error: the key [key] is wrong']);
  });
  test('143 goes back as it was', () => {
    expect(of(143)).toMatchObject({ job: { state: 'waiting', retries: 0, givenBack: 0 }, dead: undefined });
  });
});

test.each([
  [0, 60],
  [1, 120],
  [3, 480],
  [4, 900],
  [mostTimes, 900],
])('what was given back %i times waits %i s', (times, seconds) => {
  expect(againSeconds(times, 60)).toBe(seconds);
});

test('each job is done once by two workers, and an account has one at work at most', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const { company, at } = await fleetOf(names);
  for (const name of names) company.pipeline(name, { account: name < 'd' ? 'a' : 'b' });
  await asCommand(at, (fleet) => runNow(fleet, at, { names }));
  const done: string[] = [];
  const busy = new Set<string>();
  const clashes: string[] = [];
  const sync: Sync = async (work) => {
    const account = fileOf(work) < 'd' ? 'a' : 'b';
    if (busy.has(account)) clashes.push(fileOf(work));
    busy.add(account);
    await new Promise((go) => setTimeout(go, 300));
    busy.delete(account);
    done.push(fileOf(work));
    return { exitCode: 0, seconds: 0 };
  };
  begin(at, sync);
  begin(at, sync);
  await until(() => done.length >= names.length);
  expect([...done].sort()).toEqual(names);
  expect(clashes).toEqual([]);
});

test('a job is a real sync, in a process of its own with its own memory', async () => {
  const { company, at } = await fleetOf(['a']);
  await asCommand(at, (fleet) => runNow(fleet, at, { names: ['a'] }));
  const worker = begin(at, (work, signal) => runSyncProcess({ ...work, program: [bin] }, signal));
  await until(async () => {
    const [stands] = await asCommand(at, (fleet) => fleetOverview(fleet, at));
    return stands === undefined && company.sandboxes.a?.state().contacts.length === 2;
  });
  expect(worker.told.map(({ message }) => message)).toContain('sync ended');
});

test('a sync that runs out of memory is tried again, and in the end says so and what to give more; its worker goes on', async () => {
  const { at } = await fleetOf(['a', 'b']);
  await asCommand(at, (fleet) => runNow(fleet, at, { names: ['a'] }));
  const done: string[] = [];
  const worker = begin(at, async (work, signal) => {
    if (fileOf(work) === 'a') return runSyncProcess({ ...work, memoryMb: 12, program: [bin] }, signal);
    done.push(fileOf(work));
    return { exitCode: 0, seconds: 0 };
  });
  const stands = async () => (await asCommand(at, (fleet) => fleetOverview(fleet, at)))[0];
  await until(async () => (await stands())?.dead !== undefined, 60);
  const dead = await stands();
  expect(dead).toMatchObject({ dead: { exitCode: 134, host: hostname() } });
  expect(dead?.dead?.lines.at(-1)).toMatch(
    /was aborted: mostly its heap was full\. .*jojka-sync work --memory MB$/,
  );
  expect(fleetText(dead ? [dead] : [], { color: false })).toContain(
    ': aborted, mostly for lack of memory (on ',
  );
  expect(worker.told.filter(({ message }) => message.includes('its heap was full'))).toHaveLength(3);
  await asCommand(at, (fleet) => runNow(fleet, at, { names: ['b'] }));
  await until(() => done.includes('b'));
});

test('a night that guards hold back ends its job; one that a changed key refuses is a dead letter, and one that failed', async () => {
  const { company, at } = await fleetOf(['a']);
  const sync: Sync = (work, signal) => runSyncProcess({ ...work, program: [bin] }, signal);
  const order = (wanted: Parameters<typeof runNow>[2]) => asCommand(at, (fleet) => runNow(fleet, at, wanted));
  const ended = (worker: TestWorker) =>
    until(() => worker.told.some(({ message }) => message === 'sync ended'));
  let warned: string[] = [];
  const night = async (machine: typeof at) => {
    await order({ names: ['a'] });
    const worker = startWorker(machine, sync);
    await ended(worker);
    await worker.stop();
    warned = worker.told.flatMap(({ level, message }) => (level === 'warn' ? [message] : []));
    return worker.told.find(({ message }) => message === 'sync ended')?.details;
  };
  const stands = async () => (await asCommand(at, (fleet) => fleetOverview(fleet, at)))[0];
  company.pipeline('a', { schedule: { cron: '0 3 * * *' } });
  await asCommand(at, async (fleet) => applySchedule(fleet, await planSchedule(fleet, at)));
  expect(await night(at)).toMatchObject({ exitCode: 0 });

  const stranger = { ...at, env: { ...at.env, JOJKA_A_API_KEY: 'another-key-of-a' } };
  expect(await night(stranger)).toMatchObject({ exitCode: 3 });
  expect(warned).toContainEqual(expect.stringMatching(/^Refused: .*by another key/));
  expect(await stands()).toMatchObject({
    last: { state: 'done' },
    job: undefined,
    dead: { exitCode: 3, lines: expect.arrayContaining([expect.stringContaining('by another key')]) },
  });
  expect(await order({ failed: true })).toEqual([{ pipeline: 'a', outcome: 'queued' }]);
  await asCommand(at, (fleet) => cancel(fleet, at, { all: true }));

  writeFileSync(join(company.cwd, 'a.csv'), 'Kundnr;Namn;Mobil\n1;Anna Berg;070-174 06 05\n');
  company.pipeline('a', { schedule: { cron: '0 3 * * *' }, guards: { removals: 0 } });
  expect(await night(at)).toMatchObject({ exitCode: 3 });
  expect(warned).toContainEqual(expect.stringMatching(/^held back by guards: .*removals/));
  expect(await stands()).toMatchObject({ last: { state: 'refused' }, job: undefined, dead: undefined });
  expect(await order({ failed: true })).toEqual([{ pipeline: 'a', outcome: 'held' }]);
  expect(await stands()).toMatchObject({ job: undefined });
  expect(await order({ names: ['a'] })).toEqual([{ pipeline: 'a', outcome: 'queued' }]);
});

test('a worker whose file is another gives the job back, and the one that has it does it', async () => {
  const { company, at } = await fleetOf(['a']);
  const other = await startCompany(['a']);
  open.push(other);
  const file = join(other.cwd, 'pipelines', 'a.json');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
  await asCommand(at, (fleet) => runNow(fleet, at, { names: ['a'] }));
  const done: string[] = [];
  const sync =
    (who: string): Sync =>
    async () => {
      done.push(who);
      return { exitCode: 0, seconds: 0 };
    };
  const wrong = begin({ ...at, cwd: other.cwd }, sync('wrong'));
  await until(() => wrong.told.some(({ message }) => message.includes('another text of a')));
  const [waits] = await asCommand(at, (fleet) => fleetOverview(fleet, at));
  expect(waits?.job).toMatchObject({
    givenBack: 1,
    why: { code: 'other-text', what: 'a', host: hostname() },
  });
  expect(fleetText(waits ? [waits] : [], { color: false })).toContain(
    `(given back 1 time, ${hostname()} has another text of a)`,
  );
  await wrong.stop();
  workers.splice(workers.indexOf(wrong), 1);
  begin({ ...at, cwd: company.cwd }, sync('right'));
  await until(() => done.length > 0);
  expect(done).toEqual(['right']);
});

test('a worker that is told to stop lets its sync end, and another takes the job up', async () => {
  const { at } = await fleetOf(['a']);
  await asCommand(at, (fleet) => runNow(fleet, at, { names: ['a'] }));
  let isAtWork = false;
  const first = startWorker(at, async (_, signal) => {
    isAtWork = true;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await new Promise((go) => setTimeout(go, 1500));
    return { exitCode: 143, seconds: 1 };
  });
  await until(() => isAtWork);
  await first.stop();
  expect(first.told.map(({ message }) => message)).toContain('given back: the sync was told to stop');
  let isDone = false;
  begin(at, async () => {
    isDone = true;
    return { exitCode: 0, seconds: 0 };
  });
  await until(() => isDone);
});

test('a sync whose job is cancelled is told to stop, and the job does not come back', async () => {
  const { at } = await fleetOf(['a']);
  await asCommand(at, (fleet) => runNow(fleet, at, { names: ['a'] }));
  let state = 'before';
  begin(at, async (_, signal) => {
    state = 'at work';
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    state = 'stopped';
    return { exitCode: 143, seconds: 1 };
  });
  await until(() => state === 'at work');
  const ordered = await asCommand(at, (fleet) => cancel(fleet, at, { names: ['a'] }));
  expect(ordered).toEqual([{ pipeline: 'a', outcome: 'stopping' }]);
  await until(() => state === 'stopped');
  await new Promise((go) => setTimeout(go, 1000));
  expect(await asCommand(at, (fleet) => fleetOverview(fleet, at))).toEqual([]);
});
