import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import createKnex, { type Knex } from 'knex';
import { JojkaSyncError, StateError } from '../errors.ts';
import { lockDirectory } from './directory-lock.ts';
import { migrate, schema } from './migrations.ts';
import { PGliteSocket } from './pglite-socket.ts';

/** The state database, open. */
export interface Database {
  readonly knex: Knex;
  /** `embedded`: PGlite in this process, which alone has it open; it is not safe from power loss. */
  readonly kind: 'postgres' | 'embedded';
  /** Where it is, without a password. */
  readonly place: string;
  /** For a connection of its own, beside knex's pool; undefined for the embedded one. */
  readonly url: string | undefined;
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** `DATABASE_URL`; without it the embedded database in `home`. */
  readonly url?: string | undefined;
  /** The folder that {@link findHome} names. */
  readonly home: string;
  /** Who opens it, for others to read. */
  readonly command: string;
  /** False: the schema is left as it is. */
  readonly migrate?: boolean;
}

/** What the embedded database is made with; another major version cannot open its files. */
const embeddedMajor = '18';

/**
 * Opens the state database and brings its schema up to date. Both kinds go through knex's pg client; the embedded one
 * by a stream in place of the socket.
 *
 * @throws StateError when it cannot be opened
 * @throws LockedError when another process has the embedded database open
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const database = options.url
    ? openPostgres(options.url, options.command)
    : await openEmbedded(options.home, options.command);
  try {
    if (options.migrate !== false) await migrate(database.knex);
    return database;
  } catch (error) {
    await database.close();
    throw asStateError(error, database.place);
  }
}

/** knex would print every failed connection to stdout; it is thrown anyhow. */
const silent = { debug() {}, warn() {}, error() {}, deprecate() {} };

function openPostgres(url: string, command: string): Database {
  const place = placeOf(url);
  const knex = createKnex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: `jojka-sync ${command}`,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    },
    searchPath: [schema],
    log: silent,
    pool: { min: 0, max: 4 },
    acquireConnectionTimeout: 15_000,
  });
  return { knex, kind: 'postgres', place, url, close: () => knex.destroy() };
}

async function openEmbedded(home: string, command: string): Promise<Database> {
  const folder = join(home, 'state');
  const { connection, close } = await startEmbedded(folder, command);
  const knex = createKnex({
    client: 'pg',
    connection,
    searchPath: [schema],
    log: silent,
    pool: { min: 0, max: 1 },
  });
  return {
    knex,
    kind: 'embedded',
    place: folder,
    url: undefined,
    close: async () => {
      await knex.destroy();
      await close();
    },
  };
}

/** The embedded database as knex's `connection`, for whoever configures knex himself; held until the process ends. */
export async function embeddedConnection(home: string, command: string): Promise<Knex.PgConnectionConfig> {
  return (await startEmbedded(join(home, 'state'), command)).connection;
}

async function startEmbedded(
  folder: string,
  command: string,
): Promise<{ connection: Knex.PgConnectionConfig; close: () => Promise<void> }> {
  let release: (() => Promise<void>) | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    release = await lockDirectory(folder, command);
    checkVersion(folder);
    await checkSpace(folder);
    const db = await PGlite.create({
      dataDir: folder,
      startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'],
    });
    const unlock = release;
    const connection = { user: 'postgres', database: 'postgres', stream: () => new PGliteSocket(db) };
    return {
      connection: connection as unknown as Knex.PgConnectionConfig,
      close: async () => {
        await db.close();
        await unlock();
      },
    };
  } catch (error) {
    await release?.();
    throw asStateError(error, folder);
  }
}

/** PGlite needs room for its log before it opens; on a full disk it says nothing that could be acted on. */
const leastFreeBytes = 16 * 1024 * 1024;

async function checkSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < leastFreeBytes)
    throw new StateError(
      `The disk of ${folder} is full: ${Math.floor((bavail * bsize) / 1024 / 1024)} MB are free, and the embedded database needs ${leastFreeBytes / 1024 / 1024}.`,
      {
        advice: 'Nothing was sent to Jojka. Free some space, or name a folder elsewhere in JOJKA_SYNC_HOME.',
      },
    );
}

function checkVersion(folder: string): void {
  const file = join(folder, 'PG_VERSION');
  if (!existsSync(file)) return;
  const major = readFileSync(file, 'utf8').trim();
  if (major !== embeddedMajor)
    throw new StateError(
      `The embedded database in ${folder} was made by Postgres ${major}; this program has ${embeddedMajor}.`,
      {
        advice:
          'Run the version of jojka-sync that made it, or move that folder away to begin a new one (the ledger is then empty).',
      },
    );
}

/** What PGlite's files fail with is an object with a number of WebAssembly's system interface. */
const wasmErrors: Readonly<Record<number, string>> = { 2: 'EACCES', 51: 'ENOSPC', 63: 'EPERM', 69: 'EROFS' };

/** An error of the database in words for the person who has to act. */
export function asStateError(error: unknown, place: string): JojkaSyncError {
  if (error instanceof JojkaSyncError) return error;
  const { code: given, syscall, errno } = (error ?? {}) as NodeJS.ErrnoException;
  const code = given ?? wasmErrors[errno ?? 0] ?? '';
  const what =
    error instanceof Error && error.message !== '' ? withoutSql(error) : code || JSON.stringify(error);
  return new StateError(`The state database at ${place} cannot be used: ${what}`, {
    advice: adviceFor(code, syscall, what),
    cause: error,
  });
}

/** Whether an error is one that knex, pg or PGlite throws, which {@link asStateError} is for. */
export function isDatabaseError(error: unknown): boolean {
  if (error instanceof JojkaSyncError || !(error instanceof Error)) return false;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  return (
    'severity' in error ||
    syscall === 'connect' ||
    /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/.test(code) ||
    /connection (?:terminated|ended)|timeout (?:expired|exceeded|acquiring)|not queryable|embedded database|knex/i.test(
      `${error.name} ${error.message}`,
    )
  );
}

/** knex puts the whole statement before what the database says. */
function withoutSql({ message }: Error): string {
  return /^\s*(?:select|insert|update|delete|create|drop|alter|with|begin)\b/i.test(message)
    ? message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '')
    : message;
}

function adviceFor(code: string, syscall: string | undefined, what: string): string {
  if (syscall === 'connect' || /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)$/.test(code))
    return 'Check that the server runs and that DATABASE_URL names it.';
  if (/timeout (?:expired|exceeded)/i.test(what))
    return 'The server does not answer. Check that it runs and that DATABASE_URL names it.';
  if (code === '28P01' || code === '28000' || what.startsWith('SASL'))
    return 'Check user name and password in DATABASE_URL.';
  if (code === 'ERR_INVALID_URL')
    return 'Check DATABASE_URL: postgres://USER:PASSWORD@HOST:PORT/DATABASE, with / ? # @ % in the password written as %2F %3F %23 %40 %25.';
  if (code === '3D000') return 'Make the database that DATABASE_URL names, or name another one.';
  if (code === '42501') return 'The user of DATABASE_URL needs the right to create a schema in the database.';
  if (code === 'ENOSPC' || code === '53100')
    return 'The disk is full. Free some space and run the command again.';
  if (/^(EACCES|EROFS|EPERM|ENOTDIR|EEXIST|ENOENT)$/.test(code))
    return 'The folder cannot be written to; JOJKA_SYNC_HOME names another one.';
  return 'Run the command again when the database is well; what was sent to Jojka is in the journal as far as it was written.';
}

function placeOf(url: string): string {
  try {
    const { host, pathname, search, hash } = new URL(url);
    // A password with / ? or # that is not written as %2F, %3F or %23 is not where a password belongs.
    if (`${pathname}${search}${hash}`.includes('@')) return 'DATABASE_URL';
    return `${host || 'local socket'}${pathname}`;
  } catch {
    return 'DATABASE_URL';
  }
}
