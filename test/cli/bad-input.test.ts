import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runCli, runHere, temporaryFolder } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** Bad input of every kind, each with the exit code and the words of the contract. */
const folder = temporaryFolder('bad');
const key = 'hemlig-nyckel-4711';
let sandbox: Sandbox;
let postgres: TestPostgres;

/** Bytes of every value, in no order. */
const noise = Buffer.from(
  Array.from({ length: 4096 }, (_, index) => (index * 7919 + (index >> 3) * 31) % 256),
);

const good = 'Kundnr;Namn;Mobil\n1;Anna Berg;070-174 06 05\n';

function pipeline(rest: object = {}, source: object = {}): object {
  return {
    name: 'p',
    sources: [{ type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn', ...source }],
    contacts: { absent: 'keep' },
    load: { requestsPerSecond: 1000, retries: 0 },
    ...rest,
  };
}

interface Given {
  readonly csv?: string | Buffer;
  /** What other.csv holds. */
  readonly other?: string | undefined;
  readonly pipeline?: object | string;
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  readonly input?: string;
}

let count = 0;

/** Plans with what is given, in a folder of its own. */
async function plan(given: Given, command = 'plan', run: typeof runCli = runHere) {
  const cwd = join(folder, String(++count));
  mkdirSync(cwd);
  if (given.csv !== undefined) writeFileSync(join(cwd, 'crm.csv'), given.csv);
  if (given.other !== undefined) writeFileSync(join(cwd, 'other.csv'), given.other);
  const text =
    typeof given.pipeline === 'string' ? given.pipeline : JSON.stringify(given.pipeline ?? pipeline());
  writeFileSync(join(cwd, 'p.json'), text);
  const env = { JOJKA_API_KEY: key, JOJKA_API_URL: sandbox.url, ...given.env };
  return run([command, 'p.json', ...(given.args ?? [])], {
    cwd,
    env,
    ...(given.input && { input: given.input }),
  });
}

beforeAll(async () => {
  sandbox = await startSandbox({ apiKey: key });
  postgres = await startPostgres();
});
afterAll(async () => {
  await sandbox.close();
  await postgres.remove();
});

/** A state that is empty, and quicker at hand than the embedded one. */
const newState = () => postgres.createState();

describe('sources', () => {
  test.each<[string, Given, number, RegExp]>([
    ['no such file', {}, 1, /crm\.csv/],
    ['an empty file', { csv: '' }, 3, /source crm\.csv is empty: it has no rows\./],
    ['a header alone', { csv: 'Kundnr;Namn;Mobil\n' }, 3, /is empty: it has no rows/],
    [
      'every row left out by where',
      { csv: good, pipeline: pipeline({}, { where: { Namn: 'Bo' } }) },
      3,
      /all of its 1 rows are left out by "where"/,
    ],
    [
      'a column that is not there',
      { csv: 'Kundnr;Namn;Mobli\n1;A;070\n' },
      64,
      /no column "Mobil"[\s\S]*Kundnr, Namn, Mobli[\s\S]*"Mobli"/,
    ],
    [
      'an encoding that is none',
      { csv: good, pipeline: pipeline({}, { encoding: 'klingon' }) },
      64,
      /klingon/,
    ],
    [
      'the wrong encoding named',
      {
        csv: Buffer.from('Kundnr;Namn;Mobil\n1;\xc5sa;0701740605\n', 'latin1'),
        pipeline: pipeline({}, { encoding: 'utf-8' }),
      },
      1,
      /UTF-8/i,
    ],
    ['a picture', { csv: Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), noise]) }, 1, /crm\.csv/],
    ['a binary file', { csv: noise }, 1, /crm\.csv/],
    ['an Excel workbook', { csv: Buffer.from('PK\x03\x04hello') }, 1, /Excel/],
    ['half a quoted field', { csv: `${good}2;"Bo Ek;0701740606\n` }, 1, /quote/i],
    ['half a gzip file', { csv: gzipSync(good.repeat(50)).subarray(0, 40) }, 1, /crm\.csv/],
    [
      'half a sentence of standard input',
      { pipeline: pipeline(), args: ['--input', '-'], input: 'Kundnr;Namn;Mobil\n1;"A' },
      1,
      /quote/i,
    ],
  ])('%s', async (_, given, code, words) => {
    const result = await plan(given);
    expect(result.stdout + result.stderr).toMatch(words);
    expect(result.code).toBe(code);
    expect(result.stdout + result.stderr).not.toMatch(/\n\s+at /);
  });

  test.each<[string, string | undefined, RegExp]>([
    ['a file that is not there', undefined, /^Error: other\.csv: /],
    ['an empty one', '', /The source other\.csv is empty/],
    [
      'a column that is not there',
      'Kundnr;Namn;Mobli\n1;A;070\n',
      /The source other\.csv has no column "Mobil"/,
    ],
    ['no header', '1;A;0701740605\n', /The source other\.csv has no header/],
    ['half a quoted field', `${good}2;"Bo Ek;0701740606\n`, /other\.csv/],
  ])('--input is what errors name: %s', async (_, csv, words) => {
    const result = await plan({ csv: good, args: ['--input', 'other.csv'], other: csv });
    const told = result.stdout + result.stderr;
    expect(told.replace('Refused', 'Error')).toMatch(words);
    expect(told).not.toContain('crm.csv');
    const piped = !csv ? undefined : await plan({ args: ['--input', '-'], input: csv });
    if (piped) expect(piped.stdout + piped.stderr).toMatch(/standard input/i);
  });

  test('--allow-empty takes an empty file for what it is', async () => {
    const result = await plan({ csv: '', args: ['--allow-empty'] });
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('Nothing to change');
  });

  test('--input - reads standard input', async () => {
    const result = await plan({ args: ['--input', '-'], input: good });
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('+ 46701740605  Anna Berg');
  });

  test('a refusal goes to standard output (contract)', async () => {
    const result = await plan({ csv: '' });
    expect(result.stdout).toContain('Refused:');
  });

  test('sync of a broken source changes nothing and is in the history', async () => {
    const before = sandbox.state();
    const env = { DATABASE_URL: await newState() };
    const result = await plan({ csv: `${good}2;"Bo Ek;0701740606\n`, env }, 'sync', runCli);
    expect(result.code).toBe(1);
    expect(sandbox.state()).toEqual(before);
    const cwd = join(folder, String(count));
    const runs = await runHere(['runs'], { cwd, env });
    expect(runs.stdout).toMatch(/p\s+sync\s+failed/);
  });
});

describe('pipelines and usage', () => {
  test.each<[string, Given, number, RegExp]>([
    [
      'an unknown key',
      { csv: good, pipeline: { ...pipeline(), sorces: [] } },
      64,
      /unknown key "sorces"; did you mean "sources"/,
    ],
    [
      'contacts.absent is not given',
      { csv: good, pipeline: pipeline({ contacts: {} }) },
      64,
      /contacts\.absent/,
    ],
    ['broken JSON', { csv: good, pipeline: '{' }, 64, /cannot be read/],
    ['an unknown option', { csv: good, args: ['--formt', 'json'] }, 64, /unknown option '--formt'/],
    [
      'a report in a format that there is none of',
      { csv: good, args: ['--report', 'x.pdf'] },
      64,
      /cannot be written as \.pdf/,
    ],
    ['an unknown format', { csv: good, args: ['--format', 'pdf'] }, 64, /Allowed choices/],
    [
      'a variable that is not set',
      { csv: good, pipeline: pipeline({}, { path: '${CRM}/crm.csv' }) },
      64,
      /CRM, which is not set/,
    ],
  ])('%s', async (_, given, code, words) => {
    const result = await plan(given);
    expect(result.stdout + result.stderr).toMatch(words);
    expect(result.code).toBe(code);
  });

  test('no such pipeline', async () => {
    const result = await runHere(['plan', 'nightly'], { cwd: folder, env: { JOJKA_API_KEY: key } });
    expect(result.stderr).toContain('There is no pipeline "nightly"');
    expect(result.code).toBe(64);
  });

  test('no such command', async () => {
    const result = await runCli(['snyc'], { cwd: folder });
    expect(result.stderr).toContain("unknown command 'snyc'");
    expect(result.code).toBe(64);
  });
});

describe('key and service', () => {
  test.each<[string, Given, number, RegExp]>([
    ['no key', { csv: good, env: { JOJKA_API_KEY: '' } }, 64, /JOJKA_API_KEY is not set/],
    [
      'a wrong key',
      { csv: good, env: { JOJKA_API_KEY: 'wrong-key-1234' } },
      1,
      /does not accept the API key/,
    ],
    ['plain http', { csv: good, env: { JOJKA_API_URL: 'http://jojka.example/api' } }, 64, /https/],
    ['no URL', { csv: good, env: { JOJKA_API_URL: 'jojka' } }, 64, /URL/],
    [
      'nobody listens',
      { csv: good, env: { JOJKA_API_URL: 'http://127.0.0.1:1/api' } },
      1,
      /nobody listens|127\.0\.0\.1:1/,
    ],
    [
      'no state there',
      { csv: good, env: { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x' } },
      1,
      /state database/,
    ],
  ])('%s', async (_, given, code, words) => {
    const result = await plan(given);
    const said = result.stdout + result.stderr;
    expect(said).toMatch(words);
    expect(result.code).toBe(code);
    expect(said).not.toMatch(/hemlig|wrong-key|secret/);
  });

  test('K4: a mistyped key does not become the one that the state knows', async () => {
    const cwd = join(folder, 'typo');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'crm.csv'), good);
    writeFileSync(join(cwd, 'p.json'), JSON.stringify(pipeline()));
    const DATABASE_URL = await newState();
    const sync = (JOJKA_API_KEY: string) =>
      runHere(['sync', 'p.json'], { cwd, env: { JOJKA_API_KEY, JOJKA_API_URL: sandbox.url, DATABASE_URL } });
    expect((await sync('mistyped-1234')).code).toBe(1);
    expect((await sync(key)).code).toBe(0);
  });

  test('K4: a state does not write to an account that it knows by another key or URL', async () => {
    const cwd = join(folder, 'k4');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'crm.csv'), good);
    writeFileSync(join(cwd, 'p.json'), JSON.stringify(pipeline()));
    const other = await startSandbox();
    const DATABASE_URL = await newState();
    const sync = (env: NodeJS.ProcessEnv, command = 'sync') =>
      runHere([command, 'p.json'], { cwd, env: { ...env, DATABASE_URL } });
    expect((await sync({ JOJKA_API_KEY: key, JOJKA_API_URL: sandbox.url })).code).toBe(0);
    const refused = await sync({ JOJKA_API_KEY: key, JOJKA_API_URL: other.url });
    expect(refused.code).toBe(3);
    expect(refused.stdout).toContain('knows account "default" ');
    expect(other.requests()).toEqual({});
    const otherKey = await sync({ JOJKA_API_KEY: 'another', JOJKA_API_URL: sandbox.url });
    expect(otherKey.code).toBe(3);
    const planned = await sync({ JOJKA_API_KEY: key, JOJKA_API_URL: other.url }, 'plan');
    expect(planned.code).toBe(3);
    expect(planned.stdout).toContain('knows account "default" ');
    expect(other.requests()).toEqual({});
    await other.close();
  });
});

describe('normalize', () => {
  const cwd = folder;
  test('from arguments', async () => {
    const { stdout, code } = await runHere(['normalize', '070-174 06 05', '08-465 004 00', ''], { cwd });
    expect(stdout).toBe('070-174 06 05\t46701740605\tok\n08-465 004 00\t\tnumber-type\n\t\tempty\n');
    expect(code).toBe(0);
  });
  test('from standard input, an empty line gives a line too', async () => {
    const { stdout } = await runHere(['normalize'], { cwd, input: '+46 70 174 06 05\r\n\nabc\n' });
    expect(stdout).toBe('+46 70 174 06 05\t46701740605\tok\n\t\tempty\nabc\t\tnot-a-number\n');
  });
  test('--json, --region, --types', async () => {
    const { stdout } = await runHere(
      ['normalize', '--json', '--region', 'no', '--types', 'landline', '22 22 55 55'],
      { cwd },
    );
    expect(JSON.parse(stdout)).toEqual({ input: '22 22 55 55', msisdn: '4722225555', code: 'ok' });
  });
  test.each([
    ['--region', 'XX'],
    ['--types', 'mobil'],
  ])('%s %s is a usage error', async (option, value) => {
    expect((await runHere(['normalize', option, value, '1'], { cwd })).code).toBe(64);
  });
});

describe('settings that are there and empty', () => {
  test.each(['DATABASE_URL', 'JOJKA_SYNC_HOME', 'JOJKA_API_URL'])(
    '%s is told, and nothing is done',
    async (name) => {
      const before = sandbox.requests();
      const { code, stderr } = await plan({ csv: good, env: { [name]: ' ' } }, 'sync');
      expect(code).toBe(64);
      expect(stderr).toContain(`${name} is set and empty`);
      expect(sandbox.requests()).toEqual(before);
    },
  );
});

test('the report of a night that fails says so, and not what an older one did', async () => {
  const cwd = join(folder, 'stale');
  mkdirSync(cwd);
  const env = { JOJKA_API_KEY: key, JOJKA_API_URL: sandbox.url, DATABASE_URL: await newState() };
  for (const name of ['r.txt', 'r.json', 'r.html']) {
    writeFileSync(join(cwd, name), 'Done.');
    writeFileSync(join(cwd, 'p.json'), JSON.stringify(pipeline()));
    const { code } = await runHere(['sync', 'p.json', '--report', name], { cwd, env });
    expect(code).toBe(1);
    const text = readFileSync(join(cwd, name), 'utf8');
    expect(text).toContain('The run failed. ');
    expect(text).toContain('crm.csv');
    expect(text).not.toContain('Done.');
  }
});

test('what is printed and cannot be written is told, and that the work was done', () => {
  const script = `exec "${process.execPath}" dist/src/cli/main.js normalize 0701740605 > /dev/full`;
  const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/cannot be written: .*ENOSPC/);
  expect(stderr).toContain('What it did up to now is done');
});
