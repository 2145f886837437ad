import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultsInput } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** Runs that end before their end: the real process, real signals, a real Postgres. */
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

const rows = Array.from(
  { length: 12 },
  (_, index) => `${index};N${index};070-174 06 ${String(10 + index)};${index < 3 ? 'ja' : 'nej'}`,
);
const csv = `Kundnr;Namn;Mobil;Stopp\n${rows.map((row) => `${row}\n`).join('')}`;
const pipeline = {
  name: 'p',
  sources: [
    {
      type: 'csv',
      path: 'crm.csv',
      id: 'Kundnr',
      phone: 'Mobil',
      name: 'Namn',
      groups: ['Kunder'],
      optOut: { column: 'Stopp' },
    },
  ],
  contacts: { absent: 'remove-managed' },
  load: { requestsPerSecond: 1000, importRows: 3, concurrency: 1, retries: 0 },
};

/** An account, a state and a pipeline of its own. */
async function world(faults: FaultsInput = {}) {
  const cwd = temporaryFolder('deaths');
  writeFileSync(join(cwd, 'crm.csv'), csv);
  writeFileSync(join(cwd, 'p.json'), JSON.stringify(pipeline));
  mkdirSync(join(cwd, 'home'));
  const sandbox = await startSandbox({ faults });
  const env = {
    JOJKA_API_KEY: 'key',
    JOJKA_API_URL: sandbox.url,
    DATABASE_URL: await postgres.createDatabase(),
    JOJKA_SYNC_HOME: join(cwd, 'home'),
  };
  return { cwd, env, sandbox };
}

function expectDesired(sandbox: Sandbox): void {
  const state = sandbox.state();
  expect(state.contacts.map(({ msisdn }) => msisdn).sort()).toEqual(
    rows.map((_, index) => `467017406${10 + index}`),
  );
  expect(state.contacts.every(({ groups }) => groups.join() === 'Kunder')).toBe(true);
  expect([...state.blocklist].sort()).toEqual(['46701740610', '46701740611', '46701740612']);
}

/** Waits until the sandbox has had so many calls. */
async function untilCalls(sandbox: Sandbox, count: number): Promise<void> {
  const calls = () => Object.values(sandbox.requests()).reduce((sum, one) => sum + one, 0);
  while (calls() < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('L7 signals', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the run in good order with %i; resume finishes it', async (signal, code) => {
    const { cwd, env, sandbox } = await world({
      rules: [{ endpoint: 'add_to_blocklist', action: { delayMs: 300 } }],
    });
    const result = await runCli(['sync', 'p.json'], {
      cwd,
      env,
      onStart: (kill) => void untilCalls(sandbox, 3).then(() => kill(signal)),
    });
    expect(result.code).toBe(code);
    expect(sandbox.requests().import_contacts_list).toBeUndefined();
    const before = sandbox.requests().add_to_blocklist as number;
    const resumed = await runCli(['resume'], { cwd, env });
    expect(resumed.stdout).toContain('taken up again');
    expect(resumed.code).toBe(0);
    expectDesired(sandbox);
    expect(sandbox.requests().add_to_blocklist).toBe(3);
    expect(before).toBeLessThan(3);
    expect((await runCli(['resume'], { cwd, env })).stdout).toBe('There is nothing to resume.\n');
    await sandbox.close();
  });

  test('a second signal ends it at once', async () => {
    const { cwd, env, sandbox } = await world({
      rules: [{ endpoint: 'add_to_blocklist', action: { delayMs: 20_000 } }],
    });
    const started = performance.now();
    const result = await runCli(['sync', 'p.json'], {
      cwd,
      env,
      onStart: (kill) =>
        void untilCalls(sandbox, 2).then(() => {
          kill('SIGTERM');
          setTimeout(() => kill('SIGTERM'), 200);
        }),
    });
    expect(result.code).toBe(143);
    expect(performance.now() - started).toBeLessThan(15_000);
    await sandbox.close();
  });
});

describe('L8 resume', () => {
  test('with nothing to resume it says so and exits 0', async () => {
    const { cwd, env, sandbox } = await world();
    expect(await runCli(['resume'], { cwd, env })).toMatchObject({
      code: 0,
      stdout: 'There is nothing to resume.\n',
    });
    await sandbox.close();
  });

  /** A run that was killed after so many calls. */
  async function killedRun(after: number) {
    const world_ = await world({ rules: [{ action: { delayMs: 60 } }] });
    const { cwd, env, sandbox } = world_;
    const result = await runCli(['sync', 'p.json'], {
      cwd,
      env,
      onStart: (kill) => void untilCalls(sandbox, after).then(() => kill('SIGKILL')),
    });
    expect(result.code).toBeNull();
    // The call that was under way is carried out all the same.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return world_;
  }

  test('a plain sync settles the killed run, says so, and gets there too', async () => {
    const { cwd, env, sandbox } = await killedRun(6);
    const result = await runCli(['sync', 'p.json'], { cwd, env });
    expect(result.code).toBe(0);
    expect(result.stderr).toContain('did not end in good order');
    expectDesired(sandbox);
    const runs = await runCli(['runs', '--format', 'json'], { cwd, env });
    expect(JSON.parse(runs.stdout).map(({ state }: { state: string }) => state)).toEqual([
      'done',
      'interrupted',
    ]);
    // What the dead run created is managed: when it leaves the source it is removed.
    writeFileSync(join(cwd, 'crm.csv'), csv.replace(/^11;.*\n/m, ''));
    await runCli(['sync', 'p.json'], { cwd, env });
    expect(sandbox.state().contacts).toHaveLength(11);
    await sandbox.close();
  });

  test('a contact that changed since makes it stale: exit 3, nothing sent', async () => {
    const { cwd, env, sandbox } = await killedRun(6);
    const form = new URLSearchParams({
      API_key: 'key',
      msisdn: '46701740621',
      name: 'Somebody',
      group: 'Other',
    });
    await fetch(`${sandbox.url}/add_contact`, { method: 'POST', body: form });
    const before = sandbox.state();
    const result = await runCli(['resume'], { cwd, env });
    expect(result.code).toBe(3);
    expect(result.stdout).toContain('46701•••621 is there now');
    expect(sandbox.state()).toEqual(before);
    await sandbox.close();
  });

  test('--dismiss leaves it; then there is nothing to resume', async () => {
    const { cwd, env, sandbox } = await killedRun(6);
    const before = sandbox.state();
    expect((await runCli(['resume', '--dismiss'], { cwd, env })).stdout).toContain('is dismissed');
    expect(sandbox.state()).toEqual(before);
    expect((await runCli(['resume'], { cwd, env })).stdout).toContain('nothing to resume');
    await sandbox.close();
  });
});

describe('L9 one run at a time', () => {
  test('the second exits 5 and names the holder; after kill -9 of the holder the next begins at once', async () => {
    const { cwd, env, sandbox } = await world({
      rules: [{ endpoint: 'add_to_blocklist', action: { delayMs: 3000 } }],
    });
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    const first = runCli(['sync', 'p.json'], {
      cwd,
      env,
      onStart: (killer) => {
        kill = killer;
      },
    });
    await untilCalls(sandbox, 2);
    const second = await runCli(['sync', 'p.json'], { cwd, env });
    expect(second.code).toBe(5);
    expect(second.stderr).toMatch(/held by jojka-sync sync \d+@/);
    kill?.('SIGKILL');
    await first;
    const third = await runCli(['sync', 'p.json'], { cwd, env });
    expect(third.code).toBe(0);
    expectDesired(sandbox);
    await sandbox.close();
  });
});
