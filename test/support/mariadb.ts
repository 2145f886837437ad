import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import mysql from 'mysql2/promise';

/** A real MariaDB for tests. */
export interface TestMariaDb {
  /** Of a database that is empty at first, as a user who may do everything in it. */
  readonly url: string;
  /** Where it listens, for other users than that one. */
  readonly port: number;
  /** Runs statements, one at a time, and gives the rows of the last. */
  run(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]>;
  /** Ends the server's process as a failing machine would (SIGKILL). */
  kill(): Promise<void>;
  /** Halts and wakes the server's process. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  remove(): Promise<void>;
}

/** Options of the server beyond those that every test has. */
type Options = readonly string[];

/**
 * No package of the registry carries MariaDB's binaries (those that there are fetch them from elsewhere when they run), so it is the
 * machine's: `.ci/run` installs Debian's.
 *
 * @returns why there is none, where there is none
 */
function whyNoMariaDb(): string | undefined {
  // mariadb-install-db runs my_print_defaults, which Debian has in the client's package.
  const missing = ['mariadbd', 'mariadb-install-db', 'my_print_defaults'].filter((name) => !binary(name));
  if (missing.length === 0) return undefined;
  return `no ${missing.join(', ')} on this machine: apt-get install mariadb-server-core mariadb-client-core`;
}

/** Says loudly that tests are left out, and for what. */
export function skipWithoutMariaDb(what: string): boolean {
  const why = whyNoMariaDb();
  if (why === undefined) return false;
  process.stderr.write(`\nLEFT OUT: ${what} is not tested: ${why}\n\n`);
  return true;
}

/** Starts a server of its own on a free port of this machine. */
export async function startMariaDb(options: Options = []): Promise<TestMariaDb> {
  const folder = mkdtempSync(join(tmpdir(), 'jsmy-'));
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const data = `--datadir=${join(folder, 'data')}`;
  const made = spawnSync(
    binary('mariadb-install-db') as string,
    [
      '--no-defaults',
      data,
      ...user,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
    ],
    { encoding: 'utf8' },
  );
  // What it fails of, it says on either of its outputs.
  if (made.status !== 0) throw new Error(`mariadb-install-db failed:\n${made.stdout}\n${made.stderr}`);
  const port = await freePort();
  const socket = join(folder, 's');
  const child = spawn(
    binary('mariadbd') as string,
    [
      ...['--no-defaults', data, ...user, `--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`],
      ...[
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--innodb-flush-log-at-trx-commit=0',
      ],
      ...['--innodb-buffer-pool-size=32M', '--performance-schema=off', '--character-set-server=utf8mb4'],
      ...options,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (text) => {
    said = `${said}${text}`.slice(-2000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const cleanUp = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  process.once('exit', cleanUp);
  const admin = await Promise.race([
    untilReady(socket),
    ended.then(() => Promise.reject(new Error(`MariaDB ended at once:\n${said}`))),
  ]);
  const database = `jojka_${randomBytes(4).toString('hex')}`;
  await admin.query(`create database ${database}`);
  await admin.query(`create user 'crm'@'%' identified by 'hemligt'`);
  await admin.query(`grant all on *.* to 'crm'@'%'`);
  await admin.changeUser({ database });
  return {
    url: `mysql://crm:hemligt@127.0.0.1:${port}/${database}`,
    port,
    run: async (...statements) => {
      let rows: unknown = [];
      for (const statement of statements) [rows] = await admin.query(statement);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    signal: (name) => void child.kill(name),
    remove: async () => {
      process.off('exit', cleanUp);
      admin.destroy();
      child.kill('SIGKILL');
      await ended;
      cleanUp();
    },
  };
}

function binary(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find(existsSync);
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilReady(socketPath: string): Promise<mysql.Connection> {
  for (let tries = 0; ; tries++) {
    try {
      return await mysql.createConnection({ socketPath, user: 'root', decimalNumbers: false });
    } catch (error) {
      if (tries > 300) throw error;
      await wait(100);
    }
  }
}
