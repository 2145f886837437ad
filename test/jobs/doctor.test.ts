import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Check, CheckName } from '../../src/doctor/check.ts';
import { bounded, fail, ok } from '../../src/doctor/check.ts';
import { checkDisk } from '../../src/doctor/disk.ts';
import { checkSender } from '../../src/doctor/sender.ts';
import { clockCheck } from '../../src/doctor/service.ts';
import { checkNetwork, checkNode, checkSettings } from '../../src/doctor/surroundings.ts';
import { examine } from '../../src/jobs/doctor.ts';
import { doctorJson, doctorText } from '../../src/report/doctor.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import { lockDirectory } from '../../src/state/directory-lock.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { migrationNames } from '../../src/state/migrations.ts';
import { startPooler } from '../state/pooler.ts';
import { temporaryFolder } from '../support/cli.ts';
import { useWorlds, type World } from '../support/in-process.ts';

/** `doctor`: what a run needs, each thing with a verdict and what to do, and nothing changed. */
const worlds = useWorlds();

const verdicts = (checks: readonly Check[]) => checks.map(({ name, verdict }) => `${name} ${verdict}`);
const of = (checks: readonly Check[], name: CheckName) => checks.filter((check) => check.name === name);
const failing = (checks: readonly Check[]) => checks.filter(({ verdict }) => verdict === 'fail');

/** A world whose clock is that of the machine, as the service's is. */
async function here(more: NodeJS.ProcessEnv = {}): Promise<{ w: World; environment: RunEnvironment }> {
  const w = await worlds.world({ empty: true });
  w.clock.now = new Date();
  w.crm('K1;Anna;46701740605;Lund;nej');
  const environment = { ...w.environment, now: () => new Date(), env: { ...w.environment.env, ...more } };
  return { w, environment };
}

const look = (environment: RunEnvironment, pipeline?: string) =>
  examine({ account: 'default', pipeline }, environment);

test('all is well, before the first run and after it; nothing is changed', async () => {
  const { w, environment } = await here();
  const all = [
    'node ok',
    'settings ok',
    'network ok',
    'key ok',
    'clock ok',
    'state ok',
    'lock ok',
    'disk ok',
    'disk ok',
    'sender ok',
    'pipeline ok',
    'source ok',
  ];
  expect(verdicts(await look(environment, 'crm'))).toEqual(all);
  await w.sync();
  const before = await w.withState((database) => readLedger(database, 1));
  const held = JSON.stringify(w.sandbox.state());
  w.sent();
  const again = await look(environment, 'crm');
  expect(verdicts(again)).toEqual(all.toSpliced(6, 0, 'account ok'));
  expect(of(again, 'source')[0]?.said).toContain('5 columns');
  expect(w.sent()).toEqual({});
  expect(JSON.stringify(w.sandbox.state())).toBe(held);
  expect(await w.withState((database) => readLedger(database, 1))).toEqual(before);
});

describe('what fails is told beside the rest', () => {
  test.each<[string, NodeJS.ProcessEnv, CheckName, number, RegExp]>([
    ['no key', { JOJKA_API_KEY: '' }, 'key', 64, /no API key/],
    ['a plain URL', { JOJKA_API_URL: 'http://jojka.example/api' }, 'key', 64, /https/],
    ['a service that is not there', { JOJKA_API_URL: 'http://127.0.0.1:1/api' }, 'key', 1, /127\.0\.0\.1:1/],
    [
      'a database that is not there',
      { DATABASE_URL: 'postgres://127.0.0.1:1/x' },
      'state',
      1,
      /cannot be used/,
    ],
    ['a database that is no URL', { DATABASE_URL: 'postgres://u:a/b@h/x' }, 'state', 1, /cannot be used/],
    ['a setting that is empty', { DATABASE_URL: '' }, 'state', 64, /is set and empty/],
    [
      'certificates that are not looked at',
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      'network',
      64,
      /certificates/,
    ],
  ])('%s', async (_, env, name, exitCode, said) => {
    const { environment } = await here(env);
    const checks = await look(environment, 'crm');
    expect(failing(checks)).toMatchObject([{ name, exitCode, said: expect.stringMatching(said) }]);
    expect(failing(checks)[0]?.advice).toBeTruthy();
    expect(of(checks, 'pipeline')).toHaveLength(1);
    expect(of(checks, 'source')).toMatchObject([{ verdict: 'ok' }]);
    expect(of(checks, 'disk').length).toBeGreaterThan(1);
  });

  test('a wrong key; the clock is looked at all the same', async () => {
    const { environment } = await here();
    const strict: Sandbox = await startSandbox({ port: 0, apiKey: 'right' });
    onTestFinished(() => strict.close());
    const env = { ...environment.env, JOJKA_API_URL: strict.url, JOJKA_API_KEY: 'wrong' };
    const checks = await look({ ...environment, env });
    expect(failing(checks)).toMatchObject([{ name: 'key', exitCode: 1 }]);
    expect(of(checks, 'clock')).toMatchObject([{ verdict: 'ok' }]);
    expect(JSON.stringify(checks)).not.toContain('"wrong"');
  });

  test('an account that the state knows by another key (K4)', async () => {
    const { w, environment } = await here();
    await w.sync();
    const checks = await look({ ...environment, env: { ...environment.env, JOJKA_API_KEY: 'another' } });
    expect(failing(checks)).toMatchObject([
      { name: 'account', exitCode: 3, advice: expect.stringContaining('doctor --accept-key') },
    ]);
  });

  test('no such pipeline, with the nearest', async () => {
    const { environment } = await here();
    const checks = await look(environment, 'crn');
    expect(failing(checks)).toMatchObject([
      { name: 'pipeline', exitCode: 64, advice: 'Did you mean "crm"?' },
    ]);
    expect(of(checks, 'source')).toEqual([]);
  });
});

describe('the state', () => {
  test('a pooler that hands out connections by transaction (L9)', async () => {
    const { environment } = await here();
    const pooler = await startPooler(await worlds.createDatabase());
    onTestFinished(() => pooler.close());
    const checks = await look({ ...environment, env: { ...environment.env, DATABASE_URL: pooler.url } });
    expect(failing(checks)).toMatchObject([
      {
        name: 'lock',
        said: expect.stringContaining('goes through a pooler'),
        advice: expect.stringContaining('session'),
      },
    ]);
  });

  test('a schema of an earlier version is a warning, and stays as it is', async () => {
    const { w, environment } = await here();
    await w.sync();
    await sql(w, `delete from jojka_sync.knex_migrations where name = '0008_unsaid'`);
    const checks = await look(environment);
    expect(of(checks, 'state')).toMatchObject([
      { verdict: 'warn', advice: expect.stringContaining('jojka-sync migrate') },
    ]);
    const left = await sql(w, 'select count(*)::int as n from jojka_sync.knex_migrations');
    expect(left[0].n).toBe(migrationNames().length - 1);
  });

  test('one of a newer version fails', async () => {
    const { w, environment } = await here();
    await w.sync();
    await sql(w, `insert into jojka_sync.knex_migrations (name, batch) values ('0999_later', 9)`);
    expect(failing(await look(environment))).toMatchObject([
      { name: 'state', said: expect.stringContaining('newer jojka-sync') },
    ]);
  });

  const role = `doctor_${process.pid}`;
  test('a user who may not write, and one who may not make it, with the grant', async () => {
    const { w, environment } = await here();
    const url = new URL(w.databaseUrl);
    url.username = role;
    url.password = 'hemligt';
    const asRole = { ...environment, env: { ...environment.env, DATABASE_URL: url.href } };
    await sql(w, `create role ${role} login password 'hemligt'`);
    onTestFinished(() => sql(w, `drop owned by ${role}; drop role ${role}`).then(() => {}));
    expect(failing(await look(asRole))).toMatchObject([
      { name: 'state', advice: expect.stringContaining(`authorization ${role}`) },
    ]);
    await w.sync();
    await sql(w, `grant usage on schema jojka_sync to ${role}`);
    await sql(w, `grant select on all tables in schema jojka_sync to ${role}`);
    const [check] = failing(await look(asRole));
    expect(check).toMatchObject({
      name: 'state',
      said: expect.stringMatching(/may not read and write .*runs/),
    });
    expect(check?.advice).toContain(`on all tables in schema jojka_sync to ${role}`);
  });

  test('a standby or one that was made read-only', async () => {
    const { w, environment } = await here();
    await w.sync();
    const name = new URL(w.databaseUrl).pathname.slice(1);
    await sql(w, `alter database "${name}" set default_transaction_read_only = on`);
    expect(failing(await look(environment))).toMatchObject([
      { name: 'state', said: expect.stringContaining('takes no writes') },
    ]);
  });

  test('the embedded one, held by another process, is a warning; none is made', async () => {
    const { environment } = await here();
    const { DATABASE_URL: _, ...env } = environment.env;
    const state = join(env.JOJKA_SYNC_HOME as string, 'state');
    const stateChecks = async () => of(await look({ ...environment, env }), 'state');
    expect(await stateChecks()).toEqual([ok('state', 'none yet: the first sync makes it')]);
    expect(existsSync(state)).toBe(false);
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, 'PG_VERSION'), '18');
    const release = await lockDirectory(state, 'sync');
    expect(await stateChecks()).toMatchObject([
      { verdict: 'warn', said: expect.stringContaining(`is held by process ${process.pid} (sync`) },
    ]);
    await release();
  });
});

describe('sources', () => {
  const source = (more: object) => ({ type: 'csv', path: 'crm.csv', phone: 'Mobil', ...more });

  test('each by itself, with what is wrong', async () => {
    const folder = temporaryFolder('doctor-sources');
    const [good, empty] = [join(folder, 'good.csv'), join(folder, 'empty.csv')];
    writeFileSync(good, 'Kundnr;Mobil\n1;0701740605\n');
    writeFileSync(empty, 'Kundnr;Mobil\n');
    const w = await worlds.world({
      pipeline: {
        sources: [
          source({ path: good, groups: ['Mobil'] }),
          source({ path: join(folder, 'gone.csv') }),
          source({ path: good, phone: 'Mobill', label: 'mistyped' }),
          source({ path: empty }),
          source({ path: '-' }),
          { type: 'postgres', url: 'postgres://127.0.0.1:1/crm', query: 'select 1', phone: 'x' },
        ],
        optOuts: [source({ path: empty })],
      },
    });
    const checks = await look({ ...w.environment, now: () => new Date() }, 'crm');
    expect(of(checks, 'source')).toMatchObject([
      { verdict: 'ok', said: expect.stringContaining('2 columns') },
      { verdict: 'warn', warning: { code: 'group-is-column' } },
      { verdict: 'fail', exitCode: 1, said: expect.stringContaining('there is no file') },
      { verdict: 'fail', exitCode: 64, advice: expect.stringContaining('Did you mean "Mobil"?') },
      { verdict: 'fail', exitCode: 3, advice: expect.stringContaining('--allow-empty') },
      { verdict: 'ok', said: expect.stringContaining('read only once') },
      { verdict: 'fail', exitCode: 1, said: expect.stringContaining('nobody listens there') },
      { verdict: 'warn', said: expect.stringContaining('it has no rows') },
    ]);
    expect(doctorText(checks, { color: false })).toContain('called like a column');
  });

  test('an export that is no longer made', async () => {
    const { environment } = await here();
    const later = { ...environment, now: () => new Date(Date.now() + 8 * 86_400_000) };
    const [check] = of(await look(later, 'crm'), 'source');
    expect(check).toMatchObject({ verdict: 'warn', said: expect.stringContaining('8 days ago') });
  });
});

describe('what surrounds it', () => {
  test.each([
    ['v18.20.0', 'fail'],
    ['v20.18.0', 'fail'],
    ['v20.18.1', 'ok'],
    ['v21.1.0', 'warn'],
    ['v22.0.0', 'ok'],
    ['v24.9.3', 'ok'],
    ['v27.0.0', 'warn'],
  ])('Node %s: %s', (version, verdict) => expect(checkNode(version).verdict).toBe(verdict));

  test.each([
    [0, 'ok'],
    [59, 'ok'],
    [-59, 'ok'],
    [90, 'warn'],
    [-90, 'warn'],
    [1800, 'warn'],
    [1801, 'fail'],
    [-90_000, 'fail'],
  ])('a clock that is %i s ahead: %s', (seconds, verdict) => {
    const theirs = new Date('2026-11-23T03:00:00Z');
    expect(clockCheck(new Date(theirs.getTime() + seconds * 1000), theirs).verdict).toBe(verdict);
  });

  test('a service that gives no time is told', () =>
    expect(clockCheck(new Date(), undefined)).toMatchObject({ verdict: 'warn' }));

  const folder = temporaryFolder('doctor');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each<[NodeJS.ProcessEnv, string[], RegExp]>([
    [{}, ['ok'], /no proxy/],
    [{ HTTPS_PROXY: 'http://anna:hemligt@proxy.example:3128' }, ['ok'], /proxy\.example:3128/],
    [{ https_proxy: 'proxy' }, ['warn'], /is no URL/],
    [{ NODE_EXTRA_CA_CERTS: join(folder, 'none.pem') }, ['warn'], /which is not there/],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: '0', HTTP_PROXY: 'http://p:1' }, ['ok', 'fail'], /not looked at/],
  ])('%j', (env, expected, said) => {
    const checks = checkNetwork(env);
    expect(checks.map(({ verdict }) => verdict)).toEqual(expected);
    expect(JSON.stringify(checks)).toMatch(said);
    expect(JSON.stringify(checks)).not.toContain('hemligt');
  });

  test('a .env that others can read', () => {
    expect(checkSettings(folder).verdict).toBe('ok');
    writeFileSync(join(folder, '.env'), 'JOJKA_API_KEY=k', { mode: 0o644 });
    expect(checkSettings(folder)).toMatchObject({
      verdict: 'warn',
      advice: `chmod 600 ${join(folder, '.env')}`,
    });
    chmodSync(join(folder, '.env'), 0o600);
    expect(checkSettings(folder).verdict).toBe('ok');
  });

  test('a home that others can read, and one that cannot be there', async () => {
    const home = join(folder, 'home');
    mkdirSync(home, { mode: 0o755 });
    const at = (JOJKA_SYNC_HOME: string) => checkDisk({ cwd: folder, env: { JOJKA_SYNC_HOME } });
    expect(await at(home)).toContainEqual(
      expect.objectContaining({ verdict: 'warn', advice: `chmod 700 ${home}` }),
    );
    chmodSync(home, 0o700);
    expect((await at(home)).map(({ verdict }) => verdict)).toEqual(['ok', 'ok']);
    expect((await at('/proc/nope/home')).map(({ verdict }) => verdict)).toEqual(['fail', 'ok']);
  });

  test.each([
    [undefined, 'ok'],
    ['Butiken', 'ok'],
    ['EnAlldelesForLang', 'fail'],
    ['åäö', 'fail'],
  ])('the sender %s: %s', (from, verdict) => expect(checkSender(from).verdict).toBe(verdict));
});

describe('each check is bounded', () => {
  const never = new AbortController().signal;

  test('one that hangs fails, with its signal aborted', async () => {
    let given: AbortSignal | undefined;
    const found = await bounded('state', { within: 0.05, stop: never }, (signal) => {
      given = signal;
      return new Promise(() => {});
    });
    expect(found).toMatchObject([{ name: 'state', verdict: 'fail', said: 'no answer within 0.05 s' }]);
    expect(given?.aborted).toBe(true);
  });

  test('one that throws fails; an error that is none of ours too', async () => {
    const thrown = () => Promise.reject(new Error('046-70 174 06 05 is odd'));
    expect(await bounded('disk', { within: 1, stop: never }, thrown)).toMatchObject([{ verdict: 'fail' }]);
  });

  test('whoever ends the command ends it', async () => {
    const stop = AbortSignal.abort(new Error('stopped'));
    await expect(bounded('disk', { within: 1, stop }, async () => [])).rejects.toThrow('stopped');
    const later = new AbortController();
    const running = bounded('disk', { within: 9, stop: later.signal }, () => new Promise(() => {}));
    later.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
  });
});

test('as text and as JSON', () => {
  const checks = [ok('node', 'v22.1.0'), fail('key', 'it is wrong', 'Mend it.\njojka-sync api')];
  expect(doctorText(checks, { color: false })).toBe(
    'ok    node  v22.1.0\nfail  key   it is wrong\n            Mend it.\n            jojka-sync api\n\n1 check fails. Nothing was changed.\n',
  );
  expect(JSON.parse(doctorJson(checks, 1))).toEqual({
    version: 1,
    exitCode: 1,
    checks: [
      { name: 'node', verdict: 'ok', said: 'v22.1.0' },
      { name: 'key', verdict: 'fail', said: 'it is wrong', advice: 'Mend it.\njojka-sync api' },
    ],
  });
});

async function sql(w: World, statement: string): Promise<Record<string, unknown>[] & { 0: { n: number } }> {
  const client = new pg.Client(w.databaseUrl);
  await client.connect();
  try {
    return (await client.query(statement)).rows as never;
  } finally {
    await client.end();
  }
}
