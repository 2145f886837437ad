import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { runSyncProcess, type SyncProcess } from '../../src/fleet/child.ts';
import { runNow } from '../../src/fleet/orders.ts';
import { fleetOverview } from '../../src/fleet/overview.ts';
import { bin } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type Company, startCompany } from './company.ts';
import { asCommand, machine, startWorker, type TestWorker, until } from './fleet.ts';

/** One machine of several is set up wrongly: nothing of it becomes a dead letter. */
let postgres: TestPostgres;
let company: Company;
const workers: TestWorker[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  company = await startCompany(['a']);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await company.close();
  await postgres.remove();
});

const fleet = async () => machine(company.cwd, await postgres.createState(), company.env);
const stands = async (at: ReturnType<typeof machine>) =>
  (await asCommand(at, (queue) => fleetOverview(queue, at)))[0];
const order = (at: ReturnType<typeof machine>) =>
  asCommand(at, (queue) => runNow(queue, at, { names: ['a'] }));
const process = (work: SyncProcess, signal: AbortSignal) =>
  runSyncProcess({ ...work, program: [bin] }, signal);

function begin(...given: Parameters<typeof startWorker>): TestWorker {
  const worker = startWorker(...given);
  workers.push(worker);
  return worker;
}

test.each([
  ['the key of its account', {}, { JOJKA_A_API_KEY: undefined }, 'JOJKA_A_API_KEY is not set'],
  [
    'the file of that key',
    {},
    { JOJKA_A_API_KEY: undefined, JOJKA_A_API_KEY_FILE: '/nowhere/key' },
    '/nowhere/key',
  ],
  ['a variable of its file', { tags: ['${CRM_TAG}'] }, {}, 'not set: CRM_TAG'],
])('a machine without %s gives the job back, and another one does it', async (_, besides, env, said) => {
  company.pipeline('a', besides);
  const at = await fleet();
  const whole = { ...at, env: { ...at.env, CRM_TAG: 'night' } };
  await order(whole);
  const begun: string[] = [];
  const sync = (who: string) => async () => {
    begun.push(who);
    return { exitCode: who === 'bad' ? 64 : 0, seconds: 0 };
  };
  const bad = begin({ ...at, env: { ...at.env, ...env } }, sync('bad'));
  await until(() => bad.told.some(({ message }) => message.startsWith('given back: ')));
  expect(bad.told.find(({ message }) => message.startsWith('given back: '))?.message).toContain(said);
  await bad.stop();
  workers.splice(workers.indexOf(bad), 1);
  const { job, dead } = (await stands(at)) ?? {};
  expect(job).toMatchObject({ state: 'waiting', why: { code: 'lacking' } });
  expect(dead).toBeUndefined();
  begin(whole, sync('good'));
  await until(() => begun.includes('good'));
  expect(begun).toEqual(['good']);
});

test('a file that is no pipeline is a dead letter at once: it is so on every machine', async () => {
  company.pipeline('a', { contacts: { absent: 'whatever' } });
  const at = await fleet();
  await order(at);
  begin(at, process);
  await until(async () => (await stands(at))?.dead !== undefined);
  expect(await stands(at)).toMatchObject({ job: undefined, dead: { exitCode: 64 } });
});

test('a worker whose metrics folder is not there does not begin', async () => {
  const at = await fleet();
  const metricsFolder = join(company.cwd, 'none');
  const worker = startWorker(at, process, { metricsFolder });
  await expect(worker.stop()).rejects.toThrow(`nothing can be written into ${metricsFolder} (ENOENT)`);
  expect(worker.told).toEqual([]);
});

test.each([
  ['whose folder is gone', (folder: string) => rmSync(folder, { recursive: true }), 'synced without', 0],
  ['that is a folder', (folder: string) => mkdirSync(join(folder, 'a.prom')), 'synced without', 0],
  ['that cannot be written afterwards', () => {}, 'the run is done', 1],
])('a metrics file %s keeps no sync from going out, once', async (_, spoil, said, exitCode) => {
  company.pipeline('a');
  const at = await fleet();
  const metricsFolder = join(company.cwd, 'metrics');
  rmSync(metricsFolder, { recursive: true, force: true });
  mkdirSync(metricsFolder);
  const sync = async (work: SyncProcess, signal: AbortSignal) => ({
    ...(await process(work, signal)),
    exitCode,
  });
  const worker = begin(at, sync, { metricsFolder });
  await until(() => worker.told.some(({ message }) => message.startsWith('ready')));
  spoil(metricsFolder);
  await order(at);
  await until(async () => (await stands(at)) === undefined, 50);
  const messages = worker.told.map(({ message }) => message);
  expect(messages).toContainEqual(expect.stringContaining(said));
  expect(messages.filter((message) => message === 'sync ended')).toHaveLength(1);
  expect(company.sandboxes.a?.state().contacts).toHaveLength(2);
});
