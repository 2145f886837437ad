import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type CliResult, runAtLength, runCli, runHere, temporaryFolder } from '../support/cli.ts';

/** The job end to end: a CSV goes in, the sandbox holds what it says; the real program, real HTTP, real files. */
const folder = temporaryFolder('nightly');
const key = 'hemlig-nyckel-4711';
let sandbox: Sandbox;

const pipeline = {
  name: 'nightly',
  sources: [
    {
      type: 'csv',
      path: 'crm.csv',
      id: 'Kundnr',
      phone: 'Mobil',
      name: ['Förnamn', 'Efternamn'],
      groups: ['Kunder', 'Ort {Ort}'],
      optOut: { column: 'SMS-stopp' },
    },
  ],
  contacts: { absent: 'remove-managed' },
  load: { requestsPerSecond: 1000 },
};

const header = 'Kundnr;Förnamn;Efternamn;Mobil;Ort;SMS-stopp\r\n';
const rows = [
  '1001;Anna;Berg;070-174 06 05;Umeå;nej',
  '1002;Bo;Ek;+46 70 174 06 06;Kalmar;nej',
  '1003;Cilla;Dahl;0046701740607;;ja',
  '1004;Dan;Fors;08-465 004 00;Umeå;nej',
];

function writeCrm(lines: readonly string[]): void {
  writeFileSync(join(folder, 'crm.csv'), `${header}${lines.map((line) => `${line}\r\n`).join('')}`);
}

const environment = () => ({ cwd: folder, env: { JOJKA_API_KEY: key, JOJKA_API_URL: sandbox.url } });
/** By the real command: a night. */
const cli = (...args: string[]): Promise<CliResult> => runCli(args, environment());
/** The nights after it, and a look at what a person looks at. */
const next = (...args: string[]): Promise<CliResult> => runAtLength(args, environment());
/** What else these commands do. */
const here = (...args: string[]): Promise<CliResult> => runHere(args, environment());

beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    semantics: 'replace',
    apiKey: key,
    data: {
      version: 1,
      contacts: [
        { msisdn: '46701740605', name: 'Anna B', groups: ['Personal'] },
        { msisdn: '46701740690', name: 'Zeta', groups: ['Personal'] },
      ],
    },
  });
  mkdirSync(join(folder, 'pipelines'));
  writeFileSync(join(folder, 'pipelines', 'nightly.json'), JSON.stringify(pipeline));
  writeCrm(rows);
});
afterAll(() => sandbox.close());

function held(): Record<string, [string, string[]]> {
  return Object.fromEntries(
    sandbox.state().contacts.map(({ msisdn, name, groups }) => [msisdn, [name, [...groups].sort()]]),
  );
}

function writes(): number {
  return Object.entries(sandbox.requests())
    .filter(([endpoint]) => !['export_contacts_list', 'check_if_in_blocklist'].includes(endpoint))
    .reduce((sum, [, count]) => sum + count, 0);
}

describe('a few nights', () => {
  test('plan shows what would change, and changes nothing', async () => {
    const before = held();
    const { code, stdout } = await cli('plan', 'nightly', '--detailed-exitcode');
    expect(code).toBe(2);
    expect(stdout).toContain('+ 46701740606  Bo Ek  [Kunder | Ort Kalmar]');
    expect(stdout).toContain('~ 46701740605  Anna B → Anna Berg');
    expect(stdout).toContain('- 46701740607  no more SMS');
    expect(stdout).toMatch(/number-type \(1\) .*\n +crm\.csv:5/);
    expect(held()).toEqual(before);
    expect(writes()).toBe(0);
    expect(() => statSync(join(folder, '.jojka-sync'))).toThrow();
  });

  test('plan --format json is one document', async () => {
    const { code, stdout } = await here('plan', 'nightly', '--format', 'json');
    expect(code).toBe(0);
    const plan = JSON.parse(stdout);
    expect(plan).toMatchObject({ version: 1, account: 'default', pipeline: 'nightly' });
    expect(plan.changes.map(({ kind }: { kind: string }) => kind)).toEqual([
      'block',
      'create',
      'create',
      'rename',
      'addMembership',
      'addMembership',
    ]);
  });

  test('plan --redact masks numbers and leaves names out', async () => {
    const { stdout } = await here('plan', 'nightly', '--redact');
    expect(stdout).toContain('46701•••606');
    expect(stdout).not.toMatch(/46701740\d\d\d|Anna|Bo Ek/);
  });

  test('plan --out writes a private file without the key', async () => {
    await here('plan', 'nightly', '--out', 'plan.json');
    expect(statSync(join(folder, 'plan.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'plan.json'), 'utf8')).not.toContain(key);
  });

  test('sync does it', async () => {
    const { code, stdout, stderr } = await cli('sync', 'nightly', '--verbose');
    expect(stdout).toContain('Verified: 3 confirmed');
    expect(code).toBe(0);
    expect(held()).toEqual({
      46701740605: ['Anna Berg', ['Kunder', 'Ort Umeå', 'Personal']],
      46701740606: ['Bo Ek', ['Kunder', 'Ort Kalmar']],
      46701740607: ['Cilla Dahl', ['Kunder']],
      46701740690: ['Zeta', ['Personal']],
    });
    expect(sandbox.state().blocklist).toEqual(['46701740607']);
    expect(stdout + stderr).not.toContain(key);
    expect(stderr).not.toMatch(/467017406\d\d|Berg|Anna/);
  });

  test('V3: the second sync makes no writing call', async () => {
    const before = writes();
    const { code, stdout } = await next('sync', 'nightly');
    expect(stdout).toContain('Nothing to change');
    expect(code).toBe(0);
    expect(writes()).toBe(before);
  });

  test('the next night: a move and somebody who left; what is somebody else’s stays', async () => {
    writeCrm(['1001;Anna;Berg;070-174 06 05;Kalmar;nej', ...rows.slice(2)]);
    const { code } = await next('sync', 'nightly');
    expect(code).toBe(0);
    expect(held()).toEqual({
      46701740605: ['Anna Berg', ['Kunder', 'Ort Kalmar', 'Personal']],
      46701740607: ['Cilla Dahl', ['Kunder']],
      46701740690: ['Zeta', ['Personal']],
    });
  });

  test('T7: a number that became unreadable removes nobody', async () => {
    writeCrm(['1001;Anna;Berg;070-174;Kalmar;nej', ...rows.slice(2)]);
    const { code } = await here('sync', 'nightly');
    expect(code).toBe(0);
    expect(held()['46701740605']).toEqual(['Anna Berg', ['Kunder', 'Ort Kalmar', 'Personal']]);
  });

  test('runs and rejects tell what happened', async () => {
    const list = await next('runs');
    expect(list.code).toBe(0);
    expect(list.stdout.match(/^\d{8}-\d{6}-\w+ +\d{4}-\d\d-\d\d \d\d:\d\d \S+ +nightly/gm)?.length).toBe(4);
    const latest = /\d{8}-\d{6}-\w+/.exec(list.stdout)?.[0] as string;
    const detail = await here('runs', latest);
    expect(detail.stdout).toContain('rejections');
    const rejects = await here('rejects', latest, '--format', 'json');
    expect(JSON.parse(rejects.stdout).map(({ code }: { code: string }) => code)).toEqual([
      'too-short',
      'number-type',
    ]);
    const csv = await next('rejects', latest);
    expect(csv.stdout).toContain('\ufeffKundnr;Förnamn;Efternamn;Mobil;Ort;SMS-stopp;source;line;');
    expect(csv.stdout).toContain('too-short');
    expect(list.stdout).toContain('TREND');
  });

  test('the state is private', () => {
    expect(statSync(join(folder, '.jojka-sync')).mode & 0o777).toBe(0o700);
  });
});
