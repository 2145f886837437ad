import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

/** What can be read while a sync has the embedded state open, by the real command. */
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
afterAll(() => sandbox.close());

test('runs lists them, the others name the run that holds the state; afterwards all is as ever', async () => {
  const cwd = temporaryFolder('while');
  const env = { JOJKA_API_KEY: 'key', JOJKA_API_URL: sandbox.url };
  const cli = (...args: string[]) => runCli(args, { cwd, env });
  mkdirSync(join(cwd, 'pipelines'));
  const source = {
    type: 'csv',
    path: 'crm.csv',
    id: 'Kundnr',
    phone: 'Mobil',
    name: 'Namn',
    optOut: { column: 'Stopp' },
  };
  const pipeline = (name: string, requestsPerSecond: number) =>
    writeFileSync(
      join(cwd, 'pipelines', `${name}.json`),
      JSON.stringify({ name, sources: [source], contacts: { absent: 'keep' }, load: { requestsPerSecond } }),
    );
  pipeline('crm', 1000);
  pipeline('slow', 0.5);
  const crm = (stop: string) =>
    writeFileSync(
      join(cwd, 'crm.csv'),
      [
        'Kundnr;Namn;Mobil;Stopp',
        ...Array.from({ length: 8 }, (_, index) => `${index};Åsa Ek;070-174 06 1${index};${stop}`),
        '',
      ].join('\n'),
    );
  crm('');
  const first = await cli('sync', 'crm', '--json');
  expect(first.code).toBe(0);
  const { run } = JSON.parse(first.stdout);

  crm('ja');
  let stop: ((signal: NodeJS.Signals) => void) | undefined;
  const sync = runCli(['sync', 'slow'], {
    cwd,
    env,
    onStart: (kill) => {
      stop = kill;
    },
  });
  const file = join(cwd, '.jojka-sync', 'runs.json');
  const running = () =>
    existsSync(file) &&
    JSON.parse(readFileSync(file, 'utf8')).runs.find((one: { state: string }) => one.state === 'running');
  while (!running()) await wait(50);
  const { id } = running();

  const [runs, explain, show] = await Promise.all([
    cli('runs', '--format', 'json'),
    cli('explain', '070-174 06 11'),
    cli('show', run),
  ]);
  expect(runs.code).toBe(0);
  const listed = JSON.parse(runs.stdout);
  expect(listed.map((one: { id: string; state: string }) => [one.id, one.state])).toEqual([
    [id, 'running'],
    [run, 'done'],
  ]);
  expect(listed[1].summary.plan.changes.create).toBe(8);
  expect(runs.stderr).toContain('These are the runs as it knew them when it began');
  for (const refused of [explain, show]) {
    expect(refused.code).toBe(5);
    expect(refused.stderr).toMatch(
      new RegExp(`is held by process \\d+ \\(run ${id}, sync of slow, since 20`),
    );
    expect(refused.stderr).toMatch(/^jojka-sync runs$/m);
  }
  // What lies beside the state is private, and tells of nobody.
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).not.toMatch(/467017406|070-174|Åsa/);

  stop?.('SIGTERM');
  await sync;
  const after = await cli('runs', '--format', 'json');
  expect(after.stderr).not.toContain('is held by');
  expect(JSON.parse(after.stdout)[0]).toMatchObject({ id, state: 'interrupted' });
  expect((await cli('explain', '070-174 06 11')).stdout).toContain('Wanted by crm');
  expect((await cli('show', run)).stdout).toContain('Create (8)');
}, 120_000);
