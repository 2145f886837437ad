import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type Sandbox, startSandbox } from '../src/sandbox/server.ts';
import { bin, runCli, temporaryFolder } from './support/cli.ts';
import { startPostgres } from './support/postgres.ts';

/**
 * A night of many accounts, as `npm run fleet-night -- ACCOUNTS CONTACTS WORKERS JOBS` plays it: each account with a sandbox of its own in this
 * process, workers as processes, Postgres of the tests. Prints a table; the package is to be built before.
 */
const [accounts = 20, contacts = 200, workers = 2, jobs = 2] = process.argv.slice(2).map(Number);
const names = Array.from({ length: accounts }, (_, index) => `k${String(index).padStart(5, '0')}`);
const cwd = temporaryFolder('fleet-night');
mkdirSync(join(cwd, 'pipelines'));
const postgres = await startPostgres();
const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, DATABASE_URL: postgres.url };
const sandboxes = new Map<string, Sandbox>();
for (const name of names) {
  const sandbox = await startSandbox({ port: 0 });
  sandboxes.set(name, sandbox);
  env[`JOJKA_${name.toUpperCase()}_API_KEY`] = `key-of-${name}`;
  env[`JOJKA_${name.toUpperCase()}_API_URL`] = sandbox.url;
  const rows = Array.from({ length: contacts }, (_, row) => `${row};Kund ${row};0701${740000 + row}`);
  writeFileSync(join(cwd, `${name}.csv`), `Kundnr;Namn;Mobil\n${rows.join('\n')}\n`);
  const source = {
    type: 'csv',
    path: `${name}.csv`,
    id: 'Kundnr',
    phone: 'Mobil',
    name: 'Namn',
    groups: ['Kunder'],
  };
  const pipeline = {
    name,
    account: name,
    sources: [source],
    contacts: { absent: 'remove-managed' },
    tags: ['night'],
  };
  writeFileSync(join(cwd, 'pipelines', `${name}.json`), JSON.stringify(pipeline));
}
const done = () =>
  names.filter((name) => (sandboxes.get(name)?.state().contacts.length ?? 0) >= contacts).length;

const queued = await runCli(['fleet', 'run', '--tag', 'night', '--json'], { cwd, env });
if (queued.code !== 0) throw new Error(queued.stderr);
const begun = performance.now();
const children = Array.from({ length: workers }, () =>
  spawn(process.execPath, [bin, 'work', '--jobs', String(jobs), '--quiet'], { cwd, env, stdio: 'ignore' }),
);
const client = new pg.Client({ connectionString: postgres.url });
await client.connect();
let connections = 0;
const count = async (sql: string) => Number((await client.query(sql)).rows[0]?.value ?? 0);
while (
  (await count(
    "select count(*) as value from jojka_sync_fleet.job where name = 'sync' and state <= 'active'",
  )) > 0
) {
  const now = await count(
    'select count(*) as value from pg_stat_activity where datname = current_database()',
  );
  connections = Math.max(connections, now - 1);
  await wait(500);
}
const seconds = (performance.now() - begun) / 1000;
const runs = await count("select count(*) as value from jojka_sync.runs where state = 'done'");
const others = await count("select count(*) as value from jojka_sync.runs where state <> 'done'");
const dead = await count("select count(*) as value from jojka_sync_fleet.job where name = 'sync-dead'");
const together = await count(`select count(*) as value from jojka_sync.runs one join jojka_sync.runs other
  on one.account_id = other.account_id and one.id < other.id
  and one.started_at < other.ended_at and other.started_at < one.ended_at`);
const atWork = await count(
  'select sum(extract(epoch from ended_at - started_at)) as value from jojka_sync.runs',
);
process.stdout.write(`accounts, contacts each    ${accounts}, ${contacts}
workers, syncs at once     ${workers}, ${workers * jobs}
accounts that are equal    ${done()}
runs done, otherwise       ${runs}, ${others}
dead letters               ${dead}
two runs of one account    ${together}
the night                  ${seconds.toFixed(1)} s
runs, one after the other  ${atWork.toFixed(1)} s
besides the run, a job     ${((seconds * workers * jobs - atWork) / accounts).toFixed(2)} s
connections at most        ${connections}
`);
for (const child of children) child.kill('SIGTERM');
await Promise.all(children.map((child) => new Promise((resolve) => child.once('close', resolve))));
await client.end();
for (const sandbox of sandboxes.values()) await sandbox.close();
await postgres.remove();
