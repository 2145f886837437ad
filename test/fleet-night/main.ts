import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { bin, runCli, temporaryFolder } from '../support/cli.ts';
import { startOwnPostgres } from '../support/postgres.ts';
import { startFront } from './front.ts';

/**
 * A night of many accounts, as `npm run fleet-night -- ACCOUNTS CONTACTS WORKERS JOBS` plays it: each account with a sandbox of its own in
 * this process, workers as processes, a Postgres of its own. Prints a table; the package is to be built before. On Linux alone: whose
 * call it was is asked of /proc.
 *
 * --bad: with a fifth of the accounts done one worker is killed with its syncs (-9, as a machine that loses power), with two fifths
 * another is frozen with its syncs for 60 s, with three fifths Postgres restarts; and one account answers slowly all night.
 * --sequence N: before that, N further accounts by `sync --tag`, one after the other.
 * --minutes N: gives up after so many.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bad: { type: 'boolean', default: false },
    sequence: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '120' },
  },
});
const [accounts = 20, contacts = 200, workers = 3, jobs = 2] = positionals.map(Number);
const [alone, minutes] = [Number(values.sequence), Number(values.minutes)];
const nameOf = (letter: string) => (_: unknown, at: number) => `${letter}${String(at).padStart(5, '0')}`;
const names = Array.from({ length: accounts }, nameOf('k'));
const singles = Array.from({ length: alone }, nameOf('s'));
const slow = values.bad ? names[0] : undefined;

const cwd = temporaryFolder('fleet-night');
mkdirSync(join(cwd, 'pipelines'));
const postgres = await startOwnPostgres();
const front = await startFront([...names, ...singles], { account: slow, ms: 5000 });
const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, DATABASE_URL: postgres.url };
for (const name of [...names, ...singles]) prepare(name);

const load: number[] = [];
const say = (what: string, value: string | number) => process.stdout.write(`${what.padEnd(34)}${value}\n`);
say('accounts, contacts each', `${accounts}, ${contacts}`);
say('workers, syncs at once', `${workers}, ${workers * jobs}`);
if (alone > 0) await inSequence();
const queued = await runCli(['fleet', 'run', '--tag', 'night', '--json'], { cwd, env });
if (queued.code !== 0) throw new Error(queued.stderr);
const begun = Date.now();
const children = Array.from({ length: workers }, startWorker);
const happened: string[] = [];
let connections = 0;
let killed: { readonly at: number; readonly left: readonly string[] } | undefined;
const isOver = await untilDone();
const seconds = (Date.now() - begun) / 1000;
await report();
for (const { pid } of children)
  try {
    process.kill(-(pid ?? 0), 'SIGTERM');
  } catch {}
await Promise.race([Promise.all(children.map(ended)), wait(60_000, undefined, { ref: false })]);
await front.close();
await postgres.remove();
rmSync(cwd, { recursive: true, force: true });
process.exit(isOver ? 0 : 1);

function prepare(name: string): void {
  env[`JOJKA_${name.toUpperCase()}_API_KEY`] = `key-of-${name}`;
  env[`JOJKA_${name.toUpperCase()}_API_URL`] = front.urlOf(name);
  const rows = Array.from({ length: contacts }, (_, row) => `${row};Kund ${row};0701${740000 + row}`);
  writeFileSync(join(cwd, `${name}.csv`), `Kundnr;Namn;Mobil\n${rows.join('\n')}\n`);
  const source = { type: 'csv', path: `${name}.csv`, id: 'Kundnr', phone: 'Mobil', name: 'Namn' };
  const pipeline = {
    name,
    account: name,
    sources: [{ ...source, groups: ['Kunder'] }],
    contacts: { absent: 'remove-managed' },
    tags: [name.startsWith('s') ? 'alone' : 'night'],
  };
  writeFileSync(join(cwd, 'pipelines', `${name}.json`), JSON.stringify(pipeline));
}

function startWorker(): ChildProcess {
  const args = [bin, 'work', '--jobs', String(jobs), '--quiet'];
  // A group of its own: what happens to it happens to its syncs.
  return spawn(process.execPath, args, { cwd, env, stdio: 'ignore', detached: true });
}

function ended(child: ChildProcess): Promise<unknown> | undefined {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  return new Promise((end) => child.once('close', end));
}

async function inSequence(): Promise<void> {
  const from = Date.now();
  const { code } = await runCli(['sync', '--tag', 'alone', '--quiet'], { cwd, env });
  const took = (Date.now() - from) / 1000;
  say(
    'one after the other, of these',
    `${alone}: ${took.toFixed(1)} s, ${(took / alone).toFixed(2)} s each (exit ${code})`,
  );
}

/** One row of the database; undefined while that is away. */
async function ask<T extends object>(sql: string): Promise<T[] | undefined> {
  const client = new pg.Client({ connectionString: postgres.url });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}

async function count(sql: string): Promise<number> {
  const rows = await ask<{ value: string }>(sql);
  return Number(rows?.[0]?.value ?? Number.NaN);
}

/** Waits for the night's end, and lets happen what is to. @returns false: it took too long */
async function untilDone(): Promise<boolean> {
  const bad = values.bad ? [kill, freeze, restart] : [];
  for (;;) {
    const left = await count(
      "select count(*) as value from jojka_sync_fleet.job where name = 'sync' and state <= 'active'",
    );
    if (left === 0) return true;
    const now = await count(
      'select count(*) as value from pg_stat_activity where datname = current_database()',
    );
    if (now > connections) connections = now - 1;
    load.push(loadavg()[0] ?? 0);
    const done = accounts - left;
    const next = bad[0];
    if (next && done >= ((4 - bad.length) * accounts) / 5) {
      bad.shift();
      happened.push(`${next.name} at ${at()} s with ${done} done`);
      await next();
    }
    if (Date.now() - begun > minutes * 60_000) return false;
    await wait(500);
  }
}

function at(): number {
  return Math.round((Date.now() - begun) / 1000);
}

async function kill(): Promise<void> {
  const group = children[0]?.pid ?? 0;
  killed = { at: Date.now(), left: pipelinesOf(group) };
  process.kill(-group, 'SIGKILL');
}

/** What the syncs of a worker are at: each has its pipeline as its last word. */
function pipelinesOf(group: number): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const [, , , , inGroup] =
        /^(\d+) (\(.*\)) (\S) (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.slice(1) ?? [];
      if (Number(inGroup) !== group) return [];
      return /\0(k\d+)\0$/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

async function freeze(): Promise<void> {
  const group = -(children[1]?.pid ?? 0);
  process.kill(group, 'SIGSTOP');
  setTimeout(() => process.kill(group, 'SIGCONT'), 60_000);
}

async function restart(): Promise<void> {
  await postgres.stop();
  await wait(3000);
  await postgres.start();
}

async function report(): Promise<void> {
  const equal = names.filter(
    (name) => (front.sandboxes.get(name)?.state().contacts.length ?? 0) === contacts,
  );
  const of = "pipeline like 'k%'";
  const runs = await count(`select count(*) as value from jojka_sync.runs where state = 'done' and ${of}`);
  const others = await ask<{ state: string; value: string }>(
    `select state, count(*) as value from jojka_sync.runs where state <> 'done' and ${of} group by state`,
  );
  const twice = await count(
    `select count(*) as value from (select from jojka_sync.runs where state = 'done' and ${of} group by pipeline having count(*) > 1) as twice`,
  );
  const atWork = await count(
    `select sum(extract(epoch from ended_at - started_at)) as value from jojka_sync.runs where ${of} and ended_at is not null`,
  );
  const dead = await count("select count(*) as value from jojka_sync_fleet.job where name = 'sync-dead'");
  say('the night', `${seconds.toFixed(1)} s${isOver ? '' : ', given up'}`);
  say('accounts that are equal', equal.length);
  say(
    'runs done, otherwise',
    `${runs}, ${others?.map(({ state, value }) => `${value} ${state}`).join(' ') || 0}`,
  );
  say('pipelines with two runs done', twice);
  say('dead letters', dead);
  say('writing calls', front.writes.length);
  say('of them of an unknown process', front.writes.filter(({ pid }) => pid === 0).length);
  say('two syncs writing at one account', front.overlapping().length);
  say('runs, one after the other', `${atWork.toFixed(1)} s, ${(atWork / runs).toFixed(2)} s each`);
  say(
    'besides the run, a job',
    `${((seconds * workers * jobs - atWork) / accounts).toFixed(2)} s of a place`,
  );
  say('connections at most', connections);
  say(
    'load of the machine, mean, at most',
    `${(load.reduce((sum, one) => sum + one, 0) / load.length).toFixed(1)}, ${Math.max(...load).toFixed(1)}`,
  );
  for (const line of happened) say('what happened', line);
  if (killed) {
    const ends = await ask<{ ended: Date }>(
      `select max(ended_at) as ended from jojka_sync.runs where state = 'done' and pipeline in (${killed.left.map((name) => `'${name}'`).join(', ') || "''"}) group by pipeline`,
    );
    const last = Math.max(0, ...(ends ?? []).map(({ ended }) => ended.getTime() - (killed?.at ?? 0)));
    say(
      'syncs that died with the worker',
      `${killed.left.length}; done again: ${ends?.length ?? 0}, the last one ${(last / 1000).toFixed(0)} s later`,
    );
  }
}
