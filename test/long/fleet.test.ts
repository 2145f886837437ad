import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fleetOverview } from '../../src/fleet/overview.ts';
import { withFleet } from '../../src/fleet/queue.ts';
import { type Company, startCompany } from '../fleet/company.ts';
import { machine, until } from '../fleet/fleet.ts';
import { bin, runCli } from '../support/cli.ts';
import { startOwnPostgres, type TestPostgres } from '../support/postgres.ts';

/** Workers as processes, with the waits that a user has: killed, frozen, told to stop; a Postgres that restarts; cron. */
let postgres: TestPostgres;
const open: { close(): Promise<void> }[] = [];
const workers: ChildProcess[] = [];

beforeAll(async () => {
  postgres = await startOwnPostgres();
});
afterEach(async () => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL');
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => postgres.remove());

/** @param slowMs how long one call for the export takes; the first is before a run begins, the second in it */
async function fleetOf(accounts: readonly string[], slowMs = 0, nth = 1) {
  const company = await startCompany(accounts, {
    faults: {
      rules: slowMs > 0 ? [{ endpoint: 'export_contacts_list', action: { delayMs: slowMs }, nth }] : [],
    },
  });
  open.push(company);
  const databaseUrl = await postgres.createDatabase();
  const at = machine(company.cwd, databaseUrl, company.env);
  const command = (...args: string[]) =>
    runCli(args, { cwd: company.cwd, env: { ...company.env, DATABASE_URL: databaseUrl } });
  return { company, at, command };
}

function startWorker({ cwd, env }: Pick<Company, 'cwd' | 'env'>, databaseUrl: string) {
  const child = spawn(process.execPath, [bin, 'work', '--jobs', '2', '--log-format', 'json'], {
    cwd,
    env: { PATH: process.env.PATH, ...env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const told: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => told.push(text));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  workers.push(child);
  return { child, ended, log: () => told.join('') };
}

type At = Awaited<ReturnType<typeof fleetOf>>['at'];
const overview = (at: At) => withFleet(at, { command: 'test' }, (fleet) => fleetOverview(fleet, at));
const held = (company: Company, account: string) => company.sandboxes[account]?.state().contacts.length;
const runsOf = async (command: Awaited<ReturnType<typeof fleetOf>>['command']) =>
  JSON.parse((await command('runs', '--json')).stdout) as { state: string; pipeline: string }[];

test('a worker that is killed: its sync ends in good order, and its job is taken up again', async () => {
  const { company, at, command } = await fleetOf(['a'], 20_000);
  const url = at.env.DATABASE_URL ?? '';
  await command('fleet', 'run', 'a');
  const first = startWorker(company, url);
  await until(() => (company.sandboxes.a?.requests().export_contacts_list ?? 0) > 0, 60);
  const second = startWorker(company, url);
  first.child.kill('SIGKILL');
  const killedAt = Date.now();
  await until(() => held(company, 'a') === 2, 240);
  const seconds = Math.round((Date.now() - killedAt) / 1000);
  process.stderr.write(`taken up again and done after ${seconds} s\n`);
  expect(seconds).toBeLessThan(200);
  await until(() => second.log().includes('"msg":"sync ended"'), 60);
  const states = (await runsOf(command)).map(({ state }) => state);
  expect(states).toEqual(['done', 'interrupted']);
});

test('a worker that is told to stop: its sync is interrupted, and another goes on at once', async () => {
  const { company, at, command } = await fleetOf(['a'], 60_000, 2);
  const url = at.env.DATABASE_URL ?? '';
  await command('fleet', 'run', 'a');
  const first = startWorker(company, url);
  await until(() => (company.sandboxes.a?.requests().export_contacts_list ?? 0) > 1, 60);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  const [stands] = await overview(at);
  expect(stands).toMatchObject({ last: { state: 'interrupted' }, job: { state: 'waiting', retries: 0 } });
  startWorker(company, url);
  await until(() => held(company, 'a') === 2, 60);
});

test('a worker that is frozen: the account has one sync at a time all the same', async () => {
  const { company, at, command } = await fleetOf(['a'], 5000);
  const url = at.env.DATABASE_URL ?? '';
  await command('fleet', 'run', 'a');
  const first = startWorker(company, url);
  await until(() => (company.sandboxes.a?.requests().export_contacts_list ?? 0) > 0, 60);
  const second = startWorker(company, url);
  first.child.kill('SIGSTOP');
  await until(() => second.log().includes('"msg":"sync ended"'), 240);
  first.child.kill('SIGCONT');
  await until(async () => (await overview(at)).every(({ job }) => !job), 120);
  expect(held(company, 'a')).toBe(2);
  for (const { state } of await runsOf(command)) expect(state).toBe('done');
});

test('Postgres restarts in the middle of a night: every pipeline is done in the end', async () => {
  const names = ['a', 'b', 'c'];
  const { company, at, command } = await fleetOf(names, 8000);
  const url = at.env.DATABASE_URL ?? '';
  await command('fleet', 'run', ...names);
  startWorker(company, url);
  startWorker(company, url);
  await until(() => (company.sandboxes.a?.requests().export_contacts_list ?? 0) > 0, 60);
  await postgres.stop();
  await new Promise((go) => setTimeout(go, 3000));
  await postgres.start();
  await until(() => names.every((name) => held(company, name) === 2), 400);
  await until(async () => (await overview(at)).every(({ job, dead }) => !job && !dead), 300);
});

test('cron queues a pipeline at its minute, and the next minute again', async () => {
  const { company, at, command } = await fleetOf(['a']);
  company.pipeline('a', { schedule: { cron: '* * * * *', timeZone: 'Europe/Stockholm' } });
  expect((await command('schedule', 'apply')).code).toBe(0);
  startWorker(company, at.env.DATABASE_URL ?? '');
  await until(async () => (await runsOf(command)).length >= 2, 240);
  writeFileSync(join(company.cwd, 'a.csv'), 'Kundnr;Namn;Mobil\n1;Anna Berg;070-174 06 05\n');
  await command('schedule', 'pause', 'a');
});
