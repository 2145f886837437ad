import { mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { runSyncProcess, type SyncProcess } from '../../src/fleet/child.ts';
import { lackingFor } from '../../src/fleet/machine.ts';
import { runNow } from '../../src/fleet/orders.ts';
import { fleetOverview } from '../../src/fleet/overview.ts';
import { createRest } from '../../src/fleet/rest.ts';
import { unfitMachines } from '../../src/fleet/unfit.ts';
import { fleetText } from '../../src/report/fleet.ts';
import { bin } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type Company, startCompany } from './company.ts';
import { asCommand, machine, startWorker, type TestWorker, until } from './fleet.ts';

const without = vi.hoisted(() => ({ mysql2: false }));
vi.mock(import('../../src/extract/optional-package.ts'), async (original) => {
  const { optionalPackage } = await original();
  const missing = Object.assign(new Error("Cannot find package 'mysql2'"), { code: 'ERR_MODULE_NOT_FOUND' });
  return {
    optionalPackage: (source, install, load) =>
      without.mysql2
        ? optionalPackage(source, install, () => Promise.reject(missing))
        : optionalPackage(source, install, load),
  };
});

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
  [
    'an address that a key may be sent to',
    {},
    { JOJKA_A_API_URL: 'http://jojka.example/api' },
    'must begin with https:',
  ],
  [
    'a fit proxy',
    {},
    { JOJKA_A_API_URL: 'https://jojka.example/api', HTTPS_PROXY: 'ftp://proxy.example' },
    'HTTPS_PROXY holds no address',
  ],
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

test('a worker that can do nothing asks ever less, beside one that does all at once; fleet tells of it', async () => {
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) company.pipeline(name, { account: name });
  const at = await fleet();
  const env: NodeJS.ProcessEnv = { ...at.env };
  for (const name of names) env[`JOJKA_${name.toUpperCase()}_API_KEY`] = `key-of-${name}`;
  const whole = { ...at, env };
  await asCommand(at, (queue) => runNow(queue, at, { names }));
  const bad = begin(
    {
      ...at,
      env: { ...env, JOJKA_A_API_KEY: '', JOJKA_B_API_KEY: '', JOJKA_C_API_KEY: '', JOJKA_D_API_KEY: '' },
    },
    process,
    { jobs: 1 },
  );
  const told = (beginning: string) => bad.told.filter(({ message }) => message.startsWith(beginning));
  await until(() => told('asks for nothing for 2 s: of 2 pipelines in a row').length > 0);
  const done: string[] = [];
  begin(whole, async ({ args }) => {
    done.push(args.at(-1) ?? '');
    return { exitCode: 0, seconds: 0 };
  });
  await until(() => done.length === 4, 8);
  expect(told('given back: ').length).toBeLessThan(5);
  const unfit = await asCommand(at, unfitMachines);
  expect(unfit.length).toBeGreaterThan(0);
  expect(unfit[0]).toMatchObject({ code: 'lacking', host: hostname(), times: expect.any(Number) });
  const stands = await asCommand(at, (queue) => fleetOverview(queue, at, [{ pipeline: 'a', account: 'a' }]));
  expect(fleetText(stands, { color: false }, unfit)).toMatch(
    /\n\n! .* lacks something for it: .*_API_KEY is not set\. \(\d jobs? given back within a day, the last one .*; of [abcd]/,
  );
  for (const name of names.slice(1)) rmSync(join(company.cwd, 'pipelines', `${name}.json`));
});

test('a worker rests longer with each further pipeline, two minutes at most, and as at first for one pipeline alone', async () => {
  const told: number[] = [];
  const signal = AbortSignal.abort();
  const rest = createRest(5, (seconds) => told.push(seconds));
  for (const pipeline of ['a', 'a', 'a', 'b', 'c', 'd', 'e', 'f', 'g']) await rest.after(pipeline, signal);
  expect(told).toEqual([10, 20, 40, 80, 120, 120]);
  rest.end();
  await rest.after('a', signal);
  await rest.after('b', signal);
  expect(told.slice(6)).toEqual([10]);
});

describe('what a machine lacks to read a source', () => {
  const lacking = (url: string, env: NodeJS.ProcessEnv, type = 'mysql') => {
    const source = { type, url, query: 'select 1', id: 'id', phone: 'phone' };
    company.pipeline('a', { sources: [source] });
    const at = machine(company.cwd, 'postgres://nobody@localhost/none', { ...company.env, ...env });
    return lackingFor('a', 'a', at);
  };
  const whole = 'mysql://reader:secret@crm.example/crm';
  test('nothing, where all is there, and where what is wrong stands in the file', async () => {
    expect(await lacking('${CRM_URL}', { CRM_URL: whole })).toBeUndefined();
    expect(await lacking('ftp://crm.example', {})).toBeUndefined();
    expect(await lacking(`${whole}?ssl-mode=maybe`, {})).toBeUndefined();
  });
  test.each([
    [
      'a URL of another kind',
      '${CRM_URL}',
      'https://reader:secret@crm.example',
      'sources.0.url must be the URL',
    ],
    ['an option that is not known', '${CRM_URL}', `${whole}?charset=x`, 'not known: charset'],
    ['the file of a certificate', `${whole}?ssl-ca=/nowhere/ca.pem`, '', '/nowhere/ca.pem'],
    ['an API key in a variable', '${CRM_URL}', 'mysql://u:key-of-a@crm.example/crm', 'holds the API key'],
  ])('%s', async (_, url, value, said) => {
    const told = await lacking(url, { CRM_URL: value });
    expect(told).toContain(said);
    expect(told).not.toContain('secret');
  });
  test("the file of a certificate of Postgres, and the proxy of a list's address", async () => {
    const url = 'postgres://reader:secret@crm.example/crm?sslrootcert=/nowhere/ca.pem';
    expect(await lacking(url, {}, 'postgres')).toContain('that cannot be read');
    const proxy = { HTTPS_PROXY: 'ftp://proxy.example' };
    expect(await lacking('https://crm.example/list.json', proxy, 'http')).toContain('HTTPS_PROXY holds no');
  });
  test('a driver', async () => {
    without.mysql2 = true;
    expect(await lacking(whole, {})).toBe(
      'source 1 (mysql) needs the package mysql2, which is not installed.',
    );
    without.mysql2 = false;
  });
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
