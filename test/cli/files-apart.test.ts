import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runCli, runHere, temporaryFolder } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** What a command writes is none of what it reads, whatever it is called by. */
const folder = temporaryFolder('apart');
const key = 'hemlig-nyckel-4711';
let sandbox: Sandbox;
let postgres: TestPostgres;
let count = 0;

beforeAll(async () => {
  postgres = await startPostgres();
  sandbox = await startSandbox({ apiKey: key });
});
afterAll(async () => {
  await sandbox.close();
  await postgres.remove();
});

const crm = 'Kundnr;Namn;Mobil\n1;Anna Berg;070-174 06 05\n';

function place(): string {
  const cwd = join(folder, String(++count));
  mkdirSync(join(cwd, 'pipelines'), { recursive: true });
  writeFileSync(join(cwd, 'crm.csv'), crm);
  writeFileSync(join(cwd, 'stop.txt'), 'Mobil\n070-174 06 06\n');
  writeFileSync(join(cwd, 'key.txt'), `${key}\n`, { mode: 0o600 });
  writeFileSync(join(cwd, '.env'), `JOJKA_API_KEY_FILE=key.txt\nJOJKA_API_URL=${sandbox.url}\n`);
  const source = { type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' };
  const pipeline = {
    name: 'p',
    sources: [source],
    optOuts: [{ type: 'csv', path: 'stop.txt', phone: 'Mobil' }],
    contacts: { absent: 'keep' },
    load: { requestsPerSecond: 1000, retries: 0 },
  };
  writeFileSync(join(cwd, 'p.json'), JSON.stringify(pipeline));
  writeFileSync(join(cwd, 'pipelines', 'other.json'), JSON.stringify({ ...pipeline, name: 'other' }));
  writeFileSync(join(cwd, 'broken.json'), '{"name": "p", ');
  linkSync(join(cwd, 'crm.csv'), join(cwd, 'hard.csv'));
  symlinkSync('crm.csv', join(cwd, 'soft.csv'));
  symlinkSync('new.json', join(cwd, 'ahead.json'));
  symlinkSync(cwd, join(cwd, 'here'));
  symlinkSync('crm.csv', join(cwd, 'soft.prom'));
  return cwd;
}

/** Every file with what is in it. */
function held(cwd: string): Record<string, string> {
  const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path, readFileSync(path, 'utf8')];
    }),
  );
}

describe('an output that is an input', () => {
  const theFirst = 'the source, by the real command';
  test.each<[string, string[], RegExp]>([
    [theFirst, ['sync', 'p.json', '--report', 'crm.csv'], /--report crm\.csv is the source crm\.csv/],
    ['the source of a plan', ['plan', 'p.json', '--report', 'crm.csv'], /is the source/],
    ['the source of a dry run', ['sync', 'p.json', '--dry-run', '--report', 'crm.csv'], /is the source/],
    ['the source in another spelling', ['sync', 'p.json', '--report', './here/crm.csv'], /is the source crm/],
    ['the source by a hard link', ['sync', 'p.json', '--report', 'hard.csv'], /is the source crm/],
    ['the source by a link', ['sync', 'p.json', '--report', 'soft.csv'], /is the source crm/],
    ['the source as a plan', ['plan', 'p.json', '--out', 'crm.csv'], /--out crm\.csv is the source/],
    [
      'the source as metrics',
      ['sync', 'p.json', '--metrics-file', 'soft.prom'],
      /--metrics-file soft\.prom is/,
    ],
    ['the list of opt-outs', ['sync', 'p.json', '--report', 'stop.txt'], /is the list of opt-outs stop\.txt/],
    ['the pipeline', ['sync', 'p.json', '--report', 'p.json'], /is the pipeline p\.json/],
    ['another pipeline', ['plan', 'p.json', '--out', 'pipelines/other.json'], /is the pipeline other\.json/],
    ['.env', ['plan', 'p.json', '--out', '.env'], /is the file \.env/],
    ['the file of the key', ['sync', 'p.json', '--report', 'key.txt'], /is the file of JOJKA_API_KEY_FILE/],
    ['--input', ['sync', 'p.json', '--input', 'hard.csv', '--report', 'soft.csv'], /is --input hard\.csv/],
    [
      'the source that --input stands in for',
      ['sync', 'p.json', '--input', 'stop.txt', '--report', 'crm.csv'],
      /is the source crm/,
    ],
    [
      'the report as the plan',
      ['plan', 'p.json', '--out', 'new.json', '--report', './here/new.json'],
      /--out new\.json is the same file as --report/,
    ],
    [
      'the report as the plan, by a link to what is not there yet',
      ['plan', 'p.json', '--out', 'ahead.json', '--report', 'new.json'],
      /the same file/,
    ],
    ['the plan that is shown', ['show', 'p.json', '--report', 'p.json'], /is the plan p\.json/],
    ['the plan that is applied', ['apply', 'p.json', '--report', 'p.json'], /is the plan p\.json/],
    ['the metrics of resume', ['resume', '--metrics-file', 'key.prom'], /is the file of JOJKA_API_KEY_FILE/],
    ['errors of a campaign', ['campaign', 'status', '1', '--errors', 'key.txt'], /is the file of JOJKA_API/],
    [
      'numbers that did not get it',
      ['send', 'Hej', '--to', '0701740605', '--failed', '.env', '--yes'],
      /is the file \.env/,
    ],
    ['faults of a sandbox', ['sandbox', '--data', 'p.json', '--faults', 'p.json'], /is --faults p\.json/],
  ])('%s', async (name, args, words) => {
    const cwd = place();
    symlinkSync('key.txt', join(cwd, 'key.prom'));
    const before = held(cwd);
    const requests = { ...sandbox.requests() };
    const result = await (name === theFirst ? runCli : runHere)(args, { cwd });
    expect(result.stderr).toMatch(words);
    expect(result.stderr).toContain('Nothing was read or written.');
    expect(result.code).toBe(64);
    expect(held(cwd)).toEqual(before);
    expect(sandbox.requests()).toEqual(requests);
  });

  test('of a pipeline that cannot be read, nothing is written over but a report', async () => {
    const cwd = place();
    const before = held(cwd);
    expect((await runHere(['sync', 'broken.json', '--report', 'crm.csv'], { cwd })).code).toBe(64);
    expect(held(cwd)).toEqual(before);
    expect((await runHere(['plan', 'p.json', '--report', 'night.md'], { cwd })).code).toBe(0);
    expect((await runHere(['sync', 'broken.json', '--report', 'night.md'], { cwd })).code).toBe(64);
    expect(readFileSync(join(cwd, 'night.md'), 'utf8')).toContain('The run failed.');
  });

  test.each(['txt', 'md', 'html', 'csv', 'json'])(
    'a report of before is written over (%s)',
    async (ending) => {
      const cwd = place();
      const env = { DATABASE_URL: await postgres.createState() };
      const report = `night.${ending}`;
      expect((await runHere(['plan', 'p.json', '--report', report], { cwd, env })).code).toBe(0);
      for (const _ of [1, 2]) {
        const failed = await runHere(['sync', 'broken.json', '--report', report], { cwd, env });
        expect(failed.code).toBe(64);
        expect(readFileSync(join(cwd, report), 'utf8')).toContain('The run failed.');
      }
      expect((await runHere(['sync', 'p.json', '--report', report], { cwd, env })).code).toBe(0);
      expect(readFileSync(join(cwd, report), 'utf8')).not.toContain('The run failed.');
      expect(existsSync(join(cwd, 'crm.csv'))).toBe(true);
    },
  );
});

describe('standard input can be read once', () => {
  const named = (source: string, list: string) => {
    const cwd = place();
    const pipeline = JSON.parse(readFileSync(join(cwd, 'p.json'), 'utf8'));
    pipeline.sources[0].path = source;
    pipeline.optOuts[0].path = list;
    writeFileSync(join(cwd, 'p.json'), JSON.stringify(pipeline));
    return cwd;
  };
  const commands = [['validate'], ['plan'], ['sync'], ['verify'], ['adopt']];

  test.each(commands)('%s refuses it for a source and for opt-outs', async (command) => {
    for (const other of ['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0', '/dev/../dev/stdin']) {
      const cwd = named('-', other);
      const result = await runHere([command, 'p.json'], { cwd, input: crm });
      expect(result.stderr).toContain('Standard input can be read once');
      expect(result.code).toBe(64);
      expect(existsSync(join(cwd, '.jojka-sync'))).toBe(false);
    }
  });

  test('doctor says so', async () => {
    const result = await runHere(['doctor', 'p.json'], { cwd: named('-', '/dev/stdin'), input: crm });
    expect(result.stdout).toContain('Standard input can be read once');
  });

  test('two sources, and --input', async () => {
    const cwd = named('crm.csv', '-');
    const result = await runHere(['plan', 'p.json', '--input', '/dev/stdin'], { cwd, input: crm });
    expect(result.stderr).toContain('Standard input can be read once');
    expect(result.code).toBe(64);
  });

  test('a link to it', async () => {
    const cwd = named('-', 'in.csv');
    symlinkSync('/dev/stdin', join(cwd, 'in.csv'));
    expect((await runHere(['plan', 'p.json'], { cwd, input: crm })).code).toBe(64);
  });

  test('once, it is read', async () => {
    for (const path of ['-', '/dev/stdin']) {
      const result = await runCli(['plan', 'p.json'], { cwd: named(path, 'stop.txt'), input: crm });
      expect(result.code).toBe(0);
      expect(result.stdout).toContain('1 record read');
    }
  });

  test('parameters of a call by hand', async () => {
    const args = ['api', 'send_sms', 'to=@-', 'msg=@/dev/stdin', '--yes'];
    const result = await runHere(args, { cwd: place(), input: '46701740605' });
    expect(result.stderr).toContain('Standard input can be read once');
    expect(result.code).toBe(64);
  });
});
