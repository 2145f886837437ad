import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type CliResult, runCli, runHere, temporaryFolder } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** Guards, saved plans and `apply`, a held night and its plan by the real command; what was sent is counted at the sandbox. */
const header = 'Kundnr;Namn;Mobil;Ort;Stopp';
let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

const running: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

interface World {
  readonly cwd: string;
  readonly sandbox: Sandbox;
  readonly cli: (...args: string[]) => Promise<CliResult>;
  /** In a process of its own, as a user runs it. */
  readonly real: (...args: string[]) => Promise<CliResult>;
  readonly crm: (lines: readonly string[]) => void;
  /** Writing calls since it was last asked. */
  readonly sent: () => Record<string, number>;
}

async function world(guards: object = {}): Promise<World> {
  const cwd = temporaryFolder('guards');
  const sandbox = await startSandbox({ port: 0 });
  running.push(sandbox);
  mkdirSync(join(cwd, 'pipelines'));
  writeFileSync(
    join(cwd, 'pipelines', 'crm.json'),
    JSON.stringify({
      name: 'crm',
      sources: [
        {
          type: 'csv',
          path: 'crm.csv',
          id: 'Kundnr',
          phone: 'Mobil',
          name: 'Namn',
          groups: ['Ort {Ort}'],
          optOut: { column: 'Stopp' },
        },
      ],
      contacts: { absent: 'remove-managed' },
      guards,
      load: { requestsPerSecond: 1000 },
    }),
  );
  const env = {
    JOJKA_API_KEY: 'key',
    JOJKA_API_URL: sandbox.url,
    DATABASE_URL: await postgres.createState(),
  };
  let before: Record<string, number> = {};
  return {
    cwd,
    sandbox,
    cli: (...args) => runHere(args, { cwd, env }),
    real: (...args) => runCli(args, { cwd, env }),
    crm: (lines) => writeFileSync(join(cwd, 'crm.csv'), `${[header, ...lines].join('\n')}\n`),
    sent: () => {
      const now = sandbox.requests();
      const difference = Object.entries(now).flatMap(([endpoint, count]) =>
        !['export_contacts_list', 'check_if_in_blocklist'].includes(endpoint) &&
        count > (before[endpoint] ?? 0)
          ? [[endpoint, count - (before[endpoint] ?? 0)] as const]
          : [],
      );
      before = { ...now };
      return Object.fromEntries(difference);
    },
  };
}

const row = (index: number, town = 'Lund', name = `Namn ${index}`, stop = '') =>
  `${index};${name};070-174 ${1000 + index};${town};${stop}`;
const rows = (count: number, from = 0) => Array.from({ length: count }, (_, index) => row(from + index));

/** The command that a refusal prints, alone on its line. */
function printedCommand({ stdout }: CliResult): string[] {
  const line = /^jojka-sync (apply .*)$/m.exec(stdout);
  return (line?.[1] ?? '').split(' ');
}

describe('a night that guards hold back', () => {
  test('blocks go out, nothing else; the printed command applies exactly that plan, and only once', async () => {
    const w = await world();
    w.crm(rows(40));
    expect((await w.cli('sync', 'crm')).code).toBe(0);
    w.sent();

    // 30 are gone, 1 opted out, 1 is new.
    w.crm([...rows(9), row(9, 'Lund', 'Namn 9', 'ja'), row(90)]);
    const night = await w.real('sync', 'crm', '--report', 'night.txt');
    expect(night.code).toBe(3);
    expect(night.stdout).toContain('Refused: guards hold this plan back; nothing but 1 block was sent.');
    expect(night.stdout).toContain(
      '30 contacts would be removed (75 % of 40 managed); guards.removals allows 5 %, and up to 10 in any case.',
    );
    expect(w.sent()).toEqual({ add_to_blocklist: 1 });
    expect(w.sandbox.state().contacts).toHaveLength(40);
    expect(w.sandbox.state().blocklist).toEqual(['46701741009']);
    expect(readFileSync(join(w.cwd, 'night.txt'), 'utf8')).toContain('Refused: guards hold');

    const command = printedCommand(night);
    expect(command).toMatchObject({ 0: 'apply', 2: '--accept' });
    const file = join(w.cwd, '.jojka-sync', 'plans', `${command[1]}.json`);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const detail = await w.cli('runs', command[1] as string);
    expect(detail.stdout).toContain('Guards held it back, all but 1 block:');
    expect(printedCommand(detail)).toEqual(command);

    const bare = await w.cli('apply', command[1] as string);
    expect(bare.code).toBe(3);
    expect(bare.stdout).toContain('30 contacts would be removed');
    expect(printedCommand(bare)).toEqual(command);
    const wrong = await w.cli('apply', command[1] as string, '--accept', '0000');
    expect(wrong.code).toBe(3);
    expect(wrong.stdout).toContain('and not 0000');
    expect(w.sent()).toEqual({});

    const applied = await w.real(...command);
    expect(applied.code).toBe(0);
    expect(w.sent()).toEqual({ rm_contact: 30, import_contacts_list: 1 });
    expect(w.sandbox.state().contacts).toHaveLength(11);

    const again = await w.cli(...command);
    expect(again.code).toBe(3);
    expect(again.stdout).toMatch(/is spent: run \S+ applied it/);
    const next = await w.cli('sync', 'crm');
    expect(next.stdout).toContain('Nothing to change.');
    expect(w.sent()).toEqual({});
    const { stdout } = await w.cli('runs');
    expect(stdout).toMatch(/apply\s+done[\s\S]*sync\s+refused[\s\S]*sync\s+done/);
  });

  test('G3 holds its own blocks back too', async () => {
    const w = await world();
    w.crm(rows(40));
    await w.cli('sync', 'crm');
    w.sent();
    w.crm(rows(40).map((line) => `${line}ja`));
    const night = await w.cli('sync', 'crm');
    expect(night.code).toBe(3);
    expect(night.stdout).toContain('Refused: guards hold this plan back; nothing was sent.');
    expect(night.stdout).toContain('40 numbers would be blocked (100 % of 40 contacts in Jojka)');
    expect(w.sent()).toEqual({});
    expect((await w.cli(...printedCommand(night))).code).toBe(0);
    expect(w.sent()).toEqual({ add_to_blocklist: 40 });
  });

  test.each([
    ['renames', { renames: 0 }, rows(20).map((line) => line.replace('Namn', 'Nytt')), /20 contacts would/],
    [
      'memberships',
      { memberships: 2 },
      rows(20).map((line) => line.replace('Lund', 'Umeå')),
      /group Ort Lund/,
    ],
    [
      'rejections',
      { rejections: '10%' },
      [...rows(20), ...rows(11, 60).map((one) => one.replace('070-174', '12'))],
      /11 records have/,
    ],
  ])('nothing is written when %s trip', async (_, guards, lines, message) => {
    const w = await world(guards);
    w.crm(rows(20));
    await w.cli('sync', 'crm');
    w.sent();
    w.crm(lines);
    const plan = await w.cli('plan', 'crm');
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain('A sync would hold this plan back');
    expect(plan.stdout).toMatch(message);
    const night = await w.cli('sync', 'crm', '--json');
    expect(night.code).toBe(3);
    expect(JSON.parse(night.stdout)).toMatchObject({ heldBack: true, exitCode: 3 });
    expect(w.sent()).toEqual({});
  });

  test('what is no longer wanted stays wanted until the plan is applied: no other pipeline removes it (P10)', async () => {
    const w = await world();
    w.crm(rows(40));
    await w.cli('sync', 'crm');
    w.crm(rows(10));
    expect((await w.cli('sync', 'crm')).code).toBe(3);
    expect((await w.cli('pipelines')).stdout).toMatch(/crm\s+default\s+40/);
  });
});

describe('a saved plan', () => {
  async function planned(): Promise<World & { read: () => string; write: (text: string) => void }> {
    const w = await world();
    w.crm(rows(3));
    expect((await w.cli('plan', 'crm', '--out', 'tonight.json')).code).toBe(0);
    const path = join(w.cwd, 'tonight.json');
    return { ...w, read: () => readFileSync(path, 'utf8'), write: (text) => writeFileSync(path, text) };
  }

  test('is applied as it is, though the source says something else by then, and once', async () => {
    const w = await planned();
    w.crm(rows(30));
    const { code, stdout } = await w.cli('apply', 'tonight.json');
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(w.sandbox.state().contacts).toHaveLength(3);
    const again = await w.cli('apply', 'tonight.json');
    expect(again).toMatchObject({ code: 3 });
    expect(again.stdout).toContain('is spent');
    w.crm(rows(3));
    expect((await w.cli('plan', 'crm')).stdout).toContain('Nothing to change.');
  });

  test.each<[string, (w: Awaited<ReturnType<typeof planned>>) => Promise<unknown> | unknown, RegExp]>([
    [
      'a touched contact that is there by now',
      (w) =>
        fetch(`${w.sandbox.url}/import_contacts_list`, {
          method: 'POST',
          body: new URLSearchParams({ API_key: 'key', contacts_list: '46701741001,Egon' }),
        }),
      /is stale: 1 of the 3 contacts that it touches changed since it was made: 46701•••001 is there now/,
    ],
    ['a cut-off file', (w) => w.write(w.read().slice(0, 200)), /tonight\.json is cut off or damaged/],
    [
      'an edited file',
      (w) => w.write(w.read().replace('Namn 1', 'Namn 7')),
      /has been changed since it was written/,
    ],
    [
      'a newer version',
      (w) => w.write(w.read().replace('"version":1', '"version":9')),
      /written by a newer jojka-sync/,
    ],
  ])('is refused: %s', async (_, spoil, message) => {
    const w = await planned();
    await spoil(w);
    w.sent();
    const { code, stdout } = await w.cli('apply', 'tonight.json');
    expect(stdout).toMatch(message);
    expect(code).toBe(3);
    expect(w.sent()).toEqual({});
  });

  test('others may change meanwhile', async () => {
    const w = await planned();
    await fetch(`${w.sandbox.url}/import_contacts_list`, {
      method: 'POST',
      body: new URLSearchParams({ API_key: 'key', contacts_list: '46701749999,Egon' }),
    });
    expect((await w.cli('apply', 'tonight.json')).code).toBe(0);
  });

  test('of another account is refused', async () => {
    const w = await planned();
    const other = await startSandbox({ port: 0 });
    running.push(other);
    const { code, stdout } = await runHere(['apply', 'tonight.json'], {
      cwd: w.cwd,
      env: { JOJKA_API_KEY: 'key', JOJKA_API_URL: other.url },
    });
    expect(code).toBe(3);
    expect(stdout).toContain(`was made for account "default" at ${w.sandbox.url}, and this is ${other.url}`);
  });

  test('made with another key is refused, also where no state knows the account', async () => {
    const w = await planned();
    const { code, stdout } = await runHere(['apply', 'tonight.json'], {
      cwd: w.cwd,
      env: { JOJKA_API_KEY: 'another', JOJKA_API_URL: w.sandbox.url },
    });
    expect(code).toBe(3);
    expect(stdout).toContain('with another API key: it is a plan of another account');
    expect(w.read()).not.toContain('"key"');
  });

  test('that is a day old is refused', async () => {
    const w = await planned();
    const { createHash } = await import('node:crypto');
    const { checksum: _, seal, ...plan } = JSON.parse(w.read());
    const old = { ...plan, createdAt: new Date(Date.now() - 25 * 3_600_000).toISOString() };
    const checksum = createHash('sha256').update(JSON.stringify(old)).digest('hex');
    w.write(JSON.stringify({ ...old, checksum, seal }));
    const { code, stdout } = await w.cli('apply', 'tonight.json');
    expect(code).toBe(3);
    expect(stdout).toContain('is 25 hours old; after 24 a plan is stale');
  });

  test('that is not there is a usage error, with what there is', async () => {
    const w = await planned();
    expect((await w.cli('apply', 'nope.json')).stderr).toContain('There is no file nope.json');
    await w.cli('sync', 'crm');
    const [run] = JSON.parse((await w.cli('runs', '--format', 'json')).stdout);
    const { code, stderr } = await w.cli('apply', run.id);
    expect(code).toBe(64);
    expect(stderr).toContain(`Run ${run.id} has no saved plan: guards did not hold it back`);
  });
});

test('a report that cannot be written is found out before anything is sent', async () => {
  const w = await world();
  w.crm(rows(1));
  const { code, stderr } = await w.cli('sync', 'crm', '--report', 'nowhere/night.txt');
  expect(code).toBe(64);
  expect(stderr).toContain('nowhere/night.txt cannot be written');
  expect(w.sent()).toEqual({});
  expect(readdirSync(w.cwd)).not.toContain('.jojka-sync');
});

test('verify tells drift, and on which side it came about; it changes nothing', async () => {
  const w = await world();
  w.crm(rows(3));
  await w.cli('sync', 'crm');
  expect(await w.cli('verify', 'crm')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No drift'),
  });
  await fetch(`${w.sandbox.url}/rm_contact`, {
    method: 'POST',
    body: new URLSearchParams({ API_key: 'key', msisdn: '46701741000' }),
  });
  w.crm([...rows(2), row(2, 'Lund', 'Nytt namn')]);
  w.sent();
  const { code, stdout } = await w.cli('verify', 'crm', '--format', 'json');
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    inJojka: [{ kind: 'create', msisdn: '46701741000' }],
    atSource: [{ kind: 'rename', msisdn: '46701741002', to: 'Nytt namn' }],
  });
  expect(w.sent()).toEqual({});
});
