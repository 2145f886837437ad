import { join } from 'node:path';
import createKnex, { type Knex } from 'knex';
import { quietTls } from '../url-certificates.ts';
import { refuseUnreadableCertificate } from './certificates.ts';
import { asStateError } from './database-errors.ts';
import { startEmbedded } from './embedded.ts';
import { migrate, schema } from './migrations.ts';

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

/**
 * A locked table or a server that has frozen must not hold a run for ever (L3): the server ends what takes too long, and
 * where it does not even do that, the client gives up.
 */
const timeouts = { statement_timeout: 300_000, lock_timeout: 30_000, query_timeout: 330_000 };

/** knex would print every failed connection to stdout; it is thrown anyhow. */
const silent = { debug() {}, warn() {}, error() {}, deprecate() {} };

function openPostgres(given: string, command: string): Database {
  const place = placeOf(given);
  refuseUnreadableCertificate(given, place);
  const url = quietTls(given);
  const knex = createKnex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: `jojka-sync ${command}`,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      ...timeouts,
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

/** The embedded database as knex's `connection`, for whoever configures knex himself; open until the process ends. */
export async function embeddedConnection(home: string, command: string): Promise<Knex.PgConnectionConfig> {
  return (await startEmbedded(join(home, 'state'), command)).connection;
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
