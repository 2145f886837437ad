import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { bin, runCli, temporaryFolder } from '../support/cli.ts';
import { startOwnPostgres } from '../support/postgres.ts';

/**
 * `npm run demo:fleet`: twenty accounts, two workers and the console, over a Postgres of the tests' own and a local Jojka of each
 * account, all on this machine and all gone after Ctrl-C. Two nights are played first: in the second one guards hold an account back.
 * The package is to be built before.
 */
const towns =
  'arvika boden eksjo falun gavle habo kalmar kiruna lund malmo mora motala nybro orebro pitea sala skara umea visby ystad';
const accounts = towns.split(' ');
/** Its CRM loses most of its people between the nights. */
const held = 'falun';
/** Its Jojka answers slowly, so that a run can be watched. */
const slow = 'umea';
const port = process.env.DEMO_PORT ?? '8178';

const first = ['Anna', 'Bo', 'Cia', 'Dag', 'Eva', 'Finn', 'Greta', 'Hans', 'Ida', 'Jens'];
const last = ['Berg', 'Ek', 'Alm', 'Lind', 'Dahl', 'Holm', 'Strand', 'Falk', 'Sjö'];

const say = (line: string) => process.stdout.write(`${line}\n`);
const cwd = temporaryFolder('demo-fleet');
const children: ChildProcess[] = [];
const sandboxes: Sandbox[] = [];
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);

mkdirSync(join(cwd, 'pipelines'));
say('A Postgres and twenty local Jojkas start; nothing leaves this machine.');
const postgres = await startOwnPostgres({ isApart: true });
const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: postgres.url };
let code = 0;
try {
  for (const account of accounts) await prepare(account);
  await play();
} catch (error) {
  if (!stopping.signal.aborted) {
    process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
    code = 1;
  }
} finally {
  await end();
}
process.exit(code);

/** Once: everything ends in its order. Twice: at once. */
function stop(): void {
  const isFirst = !stopping.signal.aborted;
  stopping.abort();
  if (isFirst) return;
  for (const child of children) child.kill('SIGKILL');
  process.exit(130);
}

async function play(): Promise<void> {
  await jojka('schedule', 'apply', '--quiet');
  start('work', '--jobs', '2', '--quiet');
  start('work', '--jobs', '2', '--quiet');
  say('The first night: twenty accounts, two workers.');
  await jojka('fleet', 'run', '--tag', 'night', '--quiet');
  await untilIdle();
  say(`The second one: the CRM of ${held} has lost most of its people.`);
  crm(held, 8);
  crm('lund', 44);
  await jojka('fleet', 'run', held, 'lund', '--quiet');
  await untilIdle();
  crm(slow, 80);
  const { token } = JSON.parse(
    await jojka('console', 'token', 'add', 'demo', '--role', 'operate', '--json'),
  ) as {
    token: string;
  };
  const url = await serve();
  say(`
The console is at  ${url}
Sign in with       ${token}

${held} waits for somebody to decide. A run that can be watched: Schedules, ${slow}, Run now.
By command, in the folder ${cwd}:
DATABASE_URL='${postgres.url}' node ${bin} fleet

Ctrl-C ends everything and takes it away.`);
  await aborted();
}

/** A local Jojka, a CRM's export and a pipeline of an account. */
async function prepare(account: string): Promise<void> {
  const rules = account === slow ? [{ endpoint: 'import_contacts_list', action: { delayMs: 2000 } }] : [];
  const sandbox = await startSandbox({ port: 0, faults: { rules } });
  sandboxes.push(sandbox);
  env[`JOJKA_${account.toUpperCase()}_API_KEY`] = `key-of-${account}`;
  env[`JOJKA_${account.toUpperCase()}_API_URL`] = sandbox.url;
  crm(account, 40);
  const source = { type: 'csv', path: `${account}.csv`, id: 'Kundnr', phone: 'Mobil', name: 'Namn' };
  const pipeline = {
    name: account,
    account,
    sources: [{ ...source, groups: ['Kunder'] }],
    contacts: { absent: 'remove-managed' },
    guards: { creates: 'off', joins: 'off' },
    load: { requestsPerSecond: 100, ...(account === slow && { importRows: 5, concurrency: 1 }) },
    schedule: { cron: '0 3 * * *', timeZone: 'Europe/Stockholm', jitter: '30m' },
    tags: ['night'],
  };
  writeFileSync(join(cwd, 'pipelines', `${account}.json`), JSON.stringify(pipeline));
}

/** What the CRM of an account exports: so many people, from 070-174 06 05 on. */
function crm(account: string, people: number): void {
  const rows = Array.from({ length: people }, (_, at) => {
    const name = `${first[at % first.length]} ${last[(at + account.length) % last.length]}`;
    return `K${at};${name};070-174 06 ${String(at + 5).padStart(2, '0')}`;
  });
  writeFileSync(join(cwd, `${account}.csv`), `Kundnr;Namn;Mobil\n${rows.join('\n')}\n`);
}

async function jojka(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, { cwd, env });
  if (code !== 0) throw new Error(`jojka-sync ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

/** A process of its own group: Ctrl-C of the terminal is for this one, which ends the others in their order. */
function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  children.push(child);
  return child;
}

/** Starts the console. @returns its address */
function serve(): Promise<string> {
  const child = start('console', '--port', port);
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('exit', (code) => reject(new Error(`the console ended with ${code}`)));
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const [url] = /http:\/\/[\w.]+:\d+/.exec(text) ?? [];
      if (url) resolve(url);
    });
  });
}

/** Waits until no job waits or is at work. */
async function untilIdle(): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    for (;;) {
      stopping.signal.throwIfAborted();
      const { rows } = await client.query(
        "select count(*)::int as jobs from jojka_sync_fleet.job where name = 'sync' and state <= 'active'",
      );
      if (rows[0]?.jobs === 0) return;
      await wait(500, undefined, { signal: stopping.signal });
    }
  } finally {
    await client.end();
  }
}

function aborted(): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.signal.aborted) resolve();
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Workers and the console first, each in good order; then what they rest on, and what is left behind. */
async function end(): Promise<void> {
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.removeAllListeners('error');
      child.kill('SIGTERM');
      await Promise.race([ended, wait(45_000, undefined, { ref: false })]);
      child.kill('SIGKILL');
    }),
  );
  for (const sandbox of sandboxes) await sandbox.close();
  await postgres.remove();
  rmSync(cwd, { recursive: true, force: true });
}
