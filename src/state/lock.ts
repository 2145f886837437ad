import { hostname } from 'node:os';
import pg from 'pg';
import { LockedError, StateError } from '../errors.ts';
import type { Database } from './database.ts';

/** That this process alone writes to an account (L9). */
export interface AccountLock {
  /** Aborted when the lock is lost with its connection; its reason says so. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** The first key of the product's advisory locks; the second one is the account. */
const lockClass = 740_605;

/**
 * Takes an account for this process, over all machines that share the database. On Postgres an advisory lock on a
 * connection of its own: it is gone with the process, and with the machine once TCP keepalive tells the server
 * (some 60 s). The embedded database is open in this process alone, so there is nothing left to exclude.
 *
 * @throws LockedError that names the holder, when another run has it
 */
export async function lockAccount(
  database: Database,
  account: { id: number; name: string },
  command: string,
): Promise<AccountLock> {
  const lost = new AbortController();
  if (database.url === undefined) return { lost: lost.signal, release: async () => {} };
  const client = new pg.Client({
    connectionString: database.url,
    application_name: `jojka-sync ${command} ${process.pid}@${hostname()}`.slice(0, 63),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 10_000,
  });
  let released = false;
  const lose = () => {
    if (!released && !lost.signal.aborted)
      lost.abort(
        new StateError(
          `The connection that holds account "${account.name}" was lost: another run could begin now, so this one stops.`,
          {
            advice: 'What was sent is in the journal. When the database is back, run the command again.',
          },
        ),
      );
  };
  client.on('error', lose);
  client.on('end', lose);
  try {
    await client.connect();
    await client.query(
      'set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 4',
    );
    const { rows } = await client.query('select pg_try_advisory_lock($1, $2) as taken', [
      lockClass,
      account.id,
    ]);
    if (!rows[0]?.taken) throw await lockedError(client, account);
  } catch (error) {
    released = true;
    await client.end().catch(() => {});
    throw error;
  }
  return {
    lost: lost.signal,
    release: async () => {
      released = true;
      await client.end().catch(() => {});
    },
  };
}

async function lockedError(client: pg.Client, account: { id: number; name: string }): Promise<LockedError> {
  const { rows } = await client.query(
    `select a.application_name as who, a.backend_start as since from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.classid = $1 and l.objid = $2
       and l.database = (select oid from pg_database where datname = current_database())`,
    [lockClass, account.id],
  );
  const holder = rows[0]
    ? `${rows[0].who} (since ${new Date(rows[0].since).toISOString()})`
    : 'another run that is just ending';
  return new LockedError(`Account "${account.name}" is held by ${holder}.`, {
    advice: 'Nothing was changed. Wait until that run has ended, then run the command again.',
  });
}
