import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { bin, type CliResult, runAtLength, runCli, runHere, temporaryFolder } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

const folder = temporaryFolder('quiet');
let sandbox: Sandbox;
let postgres: TestPostgres;
let known: NodeJS.ProcessEnv;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  postgres = await startPostgres();
  known = {
    JOJKA_API_KEY: 'key',
    JOJKA_API_URL: sandbox.url,
    DATABASE_URL: await postgres.createState(),
  };
  mkdirSync(join(folder, 'pipelines'));
  writeFileSync(
    join(folder, 'pipelines', 'crm.json'),
    JSON.stringify({
      name: 'crm',
      sources: [
        { type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn', groups: ['Kunder'] },
      ],
      contacts: { absent: 'remove-managed' },
      load: { requestsPerSecond: 1000, retries: 0 },
      guards: { floor: 0 },
    }),
  );
  crm('1;Anna Berg;070-174 06 05', '2;Bo Ek;08-465 004 00');
});
afterAll(async () => {
  await sandbox.close();
  await postgres.remove();
});

function crm(...rows: string[]): void {
  writeFileSync(join(folder, 'crm.csv'), `${['Kundnr;Namn;Mobil', ...rows].join('\n')}\n`);
}

function quiet(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  run: typeof runCli = runHere,
): Promise<CliResult> {
  return run([...args, '--quiet'], {
    cwd: folder,
    env: { ...known, ...env },
  });
}

/** Runs the real command with a standard output that nobody reads any more. @returns its exit code */
function withoutReader(args: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...known },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.destroy();
  return new Promise((resolve) => child.on('close', resolve));
}

const nothing = { code: 0, stdout: '', stderr: '' };

describe('--quiet prints nothing at exit 0', () => {
  test('a night with rejections, the first of a state', async () => {
    expect(await quiet(['sync', 'crm'], {}, runCli)).toEqual(nothing);
  });

  test.each([
    ['a night with nothing to do', ['sync', 'crm', '--json']],
    ['plan', ['plan', 'crm']],
    ['verify', ['verify', 'crm']],
    ['validate', ['validate', 'crm']],
    ['runs', ['runs']],
    ['rejects, whose result is a file', ['rejects', 'latest']],
    ['resume', ['resume']],
    ['normalize', ['normalize', '070-174 06 05']],
    [
      'a pipeline whose notification fails',
      ['sync', 'crm'],
      { JOJKA_SYNC_WEBHOOK_URL: 'http://127.0.0.1:1/x', JOJKA_SYNC_NOTIFY_ON: 'success' },
    ],
  ] as [string, string[], NodeJS.ProcessEnv?][])('%s', async (_, args, env) => {
    expect(await quiet(args, env)).toEqual(nothing);
  });
});

describe('and what a person must act on otherwise', () => {
  test('a guard: the figures and the command, on standard output', async () => {
    crm('2;Bo Ek;070-174 06 06');
    const { code, stdout, stderr } = await quiet(['sync', 'crm'], {}, runAtLength);
    expect(code).toBe(3);
    expect(stdout).toContain('guards hold this plan back');
    expect(stdout).toMatch(/^jojka-sync apply \S+ --accept [\da-f]+$/m);
    expect(stderr).toBe('');
  });

  test.each([
    ['a guard', ['sync', 'crm'], 3],
    ['drift', ['verify', 'crm'], 2],
  ] as const)('%s, though standard output is gone: the exit code stays', async (_, args, code) => {
    expect(await withoutReader([...args, '--quiet'])).toBe(code);
  });

  test('drift', async () => {
    const { code, stdout } = await quiet(['verify', 'crm']);
    expect(code).toBe(2);
    expect(stdout).not.toBe('');
  });

  test('a failure: why and what to do, and nothing of how far it had come', async () => {
    crm('2;Bo "Ek;070-174 06 06');
    const { code, stdout, stderr } = await quiet(['sync', 'nowhere'], {}, runAtLength);
    expect(code).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Error: There is no pipeline "nowhere"/);
  });
});
