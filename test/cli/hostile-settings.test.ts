import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { bin, runAtLength, runCli, runHere, temporaryFolder } from '../support/cli.ts';

/** Settings, arguments and disks that are hostile: what is told of them, and what never is. */
const folder = temporaryFolder('settings');
const key = 'hemlig-nyckel-4711';
const crm = 'Kundnr;Namn;Mobil\n1;Anna Berg;070-174 06 05\n';
/** What moves the cursor, changes colours, or turns the direction of the text. */
const acting = /(?![\n\t])[\p{Cc}\p{Cf}]/u;
let sandbox: Sandbox;
let count = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ apiKey: key });
});
afterAll(() => sandbox.close());

const csv = { type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' };

function place(rest: object = {}, source: object = csv): string {
  const cwd = join(folder, String(++count));
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'crm.csv'), crm);
  const pipeline = { name: 'p', sources: [source], contacts: { absent: 'keep' }, ...rest };
  writeFileSync(join(cwd, 'p.json'), JSON.stringify(pipeline));
  return cwd;
}

async function run(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  input?: string,
  how: typeof runCli = runHere,
) {
  const all = { JOJKA_API_KEY: key, JOJKA_API_URL: sandbox.url, ...env };
  const result = await how(args, { cwd, env: all, ...(input !== undefined && { input }) });
  return { ...result, text: result.stdout + result.stderr };
}

describe('an API key in a pipeline', () => {
  test.each<[string, object, NodeJS.ProcessEnv]>([
    ['by its variable, in a path', { ...csv, path: 'x/${JOJKA_API_KEY}.csv' }, {}],
    [
      'by the variable of an account',
      { ...csv, path: '${JOJKA_NORD_API_KEY}' },
      { JOJKA_NORD_API_KEY: 'kort' },
    ],
    ['by another variable', { ...csv, label: '${MINE}' }, { MINE: `a${key}b` }],
    ['as it is', { ...csv, groups: [`Grupp ${key}`] }, {}],
    ['as a key of an object', { ...csv, where: { [key]: ['1'] } }, {}],
  ])('%s is refused, and shown nowhere', async (_, source, env) => {
    const cwd = place({}, source);
    for (const command of ['validate', 'sync']) {
      const { text, code } = await run(
        [command, 'p.json', ...(command === 'sync' ? ['--report', 'r.txt'] : [])],
        cwd,
        env,
      );
      expect(text).toContain('holds the API key');
      expect(text).not.toContain(key);
      expect(code).toBe(64);
      expect(existsSync(join(cwd, '.jojka-sync'))).toBe(false);
    }
    expect(readFileSync(join(cwd, 'r.txt'), 'utf8')).not.toContain(key);
  });

  test.each<[string, (cwd: string) => NodeJS.ProcessEnv]>([
    ['a variable', () => ({})],
    ['a file', () => ({ JOJKA_API_KEY: '', JOJKA_API_KEY_FILE: 'JOJKA_API_KEY' })],
    ["another account's file", () => ({ JOJKA_API_KEY: '', JOJKA_NORD_API_KEY_FILE: 'JOJKA_API_KEY' })],
    ['a credential of systemd', (cwd) => ({ JOJKA_API_KEY: '', CREDENTIALS_DIRECTORY: cwd })],
  ])('nor is it told where it stands in an argument: a key from %s', async (_, from) => {
    const cwd = place({}, { ...csv, groups: [`Grupp ${key}`] });
    writeFileSync(join(cwd, 'JOJKA_API_KEY'), `${key}\n`);
    for (const args of [
      ['validate', 'p.json'],
      ['runs', '--pipeline', key],
      ['sync', key],
      ['show', key],
      ['plan', 'p.json', `--${key}`],
      ['help', key],
    ]) {
      const how = args[0] === 'sync' ? runCli : runAtLength;
      const { text, code } = await run(args, cwd, from(cwd), undefined, how);
      expect(text).not.toContain(key);
      expect(code).toBe(64);
    }
  });
});

describe('an API key that is none', () => {
  test.each([
    ['two lines', 'nyckel-ett\nnyckel-tva', /JOJKA_API_KEY holds more than one line/],
    ['too long', 'k'.repeat(4097), /JOJKA_API_KEY is larger than 4096 bytes/],
    ['too long in bytes', 'å'.repeat(2049), /JOJKA_API_KEY is larger than 4096 bytes/],
  ])('%s', async (_, given, words) => {
    const { text, code } = await run(['plan', 'p.json'], place(), { JOJKA_API_KEY: given });
    expect(text).toMatch(words);
    expect(text).not.toContain(given.slice(0, 10));
    expect(code).toBe(64);
  });
});

describe('a database of another kind', () => {
  test.each([
    'mysql://u:hemligt@127.0.0.1:1/x',
    'http://u:hemligt@127.0.0.1:1/x',
    'sqlite:hemligt',
    'hemligt',
  ])('%s', async (url) => {
    for (const command of [['runs'], ['plan', 'p.json'], ['sync', 'p.json'], ['migrate']]) {
      const { text, code } = await run(command, place(), { DATABASE_URL: url });
      expect(text).toContain(
        'DATABASE_URL is not the URL of a Postgres database: it must begin with postgres:',
      );
      expect(text).not.toContain('hemligt');
      expect(code).toBe(64);
    }
    const source = { type: 'postgres', url: '${CRM}', query: 'select 1', phone: 'a' };
    const writeBack = { url: '${CRM}', statement: 'select :msisdn' };
    for (const cwd of [place({}, source), place({ blocklist: { writeBack } })]) {
      const { text, code } = await run(['validate', 'p.json'], cwd, { CRM: url });
      expect(text).toMatch(/url must be the URL of a Postgres database: it must begin with postgres:/);
      expect(text).not.toContain('hemligt');
      expect(code).toBe(64);
    }
  });
});

describe('what is typed', () => {
  const hostile = '\u001b[31m\u202e07\u009b\u200f';

  test.each([['text'], ['json']])('normalize shows what would act on a screen (%s)', async (format) => {
    for (const { text, code } of [
      await run(['normalize', hostile, '--format', format], place()),
      await run(['normalize', '--format', format], place(), {}, `${hostile}\n`),
      await run(['blocklist', 'check', hostile, '--format', format], place()),
    ]) {
      expect(text).not.toMatch(acting);
      expect(text).toContain(format === 'json' ? '\\u202e' : '⟨U+202E⟩');
      expect([0, 4]).toContain(code);
    }
  });

  test.each<[string, string[]]>([
    ['sync', ['sync']],
    ['show', ['show']],
    ['help', ['help']],
    ['explain', ['explain']],
    ['runs', ['runs']],
    ['runs --limit', ['runs', '--limit']],
    ['validate', ['validate']],
    ['a command', []],
    ['an option', ['plan', 'p.json', '--format']],
  ])('%s: neither raw nor whole', async (_, args) => {
    const cwd = place();
    for (const long of ['x'.repeat(5000), 'ett två '.repeat(700)]) {
      const { text, code } = await run([...args, `${hostile}${long}`], cwd);
      expect(text).not.toMatch(acting);
      expect(text.length).toBeLessThan(2000);
      expect(code).toBe(64);
    }
  });

  test('runs of a pipeline, and a path in a pipeline, are shortened', async () => {
    expect((await run(['runs', '--pipeline', 'x'.repeat(5000)], place())).text.length).toBeLessThan(600);
    const cwd = place({}, { ...csv, path: 'x'.repeat(5000) });
    for (const args of [
      ['validate', 'p.json'],
      ['validate', 'p.json', '--json'],
      ['plan', 'p.json'],
    ])
      expect((await run(args, cwd)).text.length).toBeLessThan(2000);
  });
});

describe('a disk without room', () => {
  /** Runs under a limit of so many blocks a file. */
  const limited = (args: readonly string[], cwd: string, blocks: number) =>
    new Promise<{ status: number | null; stderr: string }>((resolve) => {
      const child = spawn(
        'sh',
        ['-c', `ulimit -f ${blocks}; exec "$@"`, '-', process.execPath, bin, ...args],
        {
          cwd,
          env: { PATH: process.env.PATH, JOJKA_API_KEY: key, JOJKA_API_URL: sandbox.url },
        },
      );
      let stderr = '';
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      child.stdout.resume();
      child.on('close', (status) => resolve({ status, stderr }));
    });

  test.each([
    ['--report', 'night.html'],
    ['--out', 'plan.json'],
  ])('%s: exit 1, and no half of it', async (option, file) => {
    const cwd = place();
    writeFileSync(join(cwd, 'crm.csv'), `${crm}${'2;Bo Ek;12\n'.repeat(300)}`);
    const { status, stderr } = await limited(['plan', 'p.json', option, file], cwd, 1);
    expect(stderr).toContain(`${file} cannot be written: it would be larger than a file may be here`);
    expect(status).toBe(1);
    expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    if (option === '--out') expect(existsSync(join(cwd, file))).toBe(false);
  });
});

describe('small things', () => {
  test('a folder, or nothing, is no plan', async () => {
    for (const [given, words] of [
      ['.', '. cannot be read: it is a folder, not a file.'],
      ['', 'is empty'],
    ] as const) {
      const { text, code } = await run(['show', given], place());
      expect(text).toContain(words);
      expect(text).toContain('jojka-sync runs lists them');
      expect(code).toBe(64);
    }
  });

  test('a NUL in a path', async () => {
    const { text, code } = await run(['plan', 'p.json'], place({}, { ...csv, path: 'a\0b' }));
    expect(text).toContain('sources[0].path must not hold a NUL character');
    expect(code).toBe(64);
  });

  test('a limit below 1 says what to give', async () => {
    const { text } = await run(['runs', '--limit', '-5'], place());
    expect(text).toContain('such as --limit 20');
  });

  test.each(['add', 'remove', 'check'])('blocklist %s without a number begins no run', async (what) => {
    const cwd = place();
    for (const input of ['', '\n \n']) {
      const { text, code } = await run(['blocklist', what], cwd, {}, input);
      expect(text).toContain('No number was given, and standard input holds none.');
      expect(code).toBe(64);
    }
    expect(existsSync(join(cwd, '.jojka-sync'))).toBe(false);
  });

  test('a plan before which a byte order mark was put is the same plan', async () => {
    const cwd = place();
    expect((await run(['plan', 'p.json', '--out', 'plan.json'], cwd)).code).toBe(0);
    writeFileSync(join(cwd, 'plan.json'), `\ufeff${readFileSync(join(cwd, 'plan.json'), 'utf8')}`);
    expect((await run(['show', 'plan.json'], cwd)).code).toBe(0);
    expect((await run(['apply', 'plan.json'], cwd)).code).toBe(0);
  });
});
