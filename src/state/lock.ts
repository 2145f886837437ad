import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { localTime } from '../contact/local-time.ts';
import { LockedError, StateError } from '../errors.ts';
import type { Database } from './database.ts';
import { asStateError } from './database-errors.ts';

/** That this process alone writes to an account (L9). */
export interface AccountLock {
  /** Aborted when the lock is lost with its connection; its reason says so. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** The first key of the product's advisory locks; the second one is the account. */
const lockClass = 740_605;

/** The same of a run that sends messages and needs no account to itself: the second key is its place in the order of runs. */
const messageLockClass = 740_606;

/** Commands that send messages by hand: they change nothing that a sync goes by, and hold no account. */
export const messageCommands = ['send', 'campaign add'] as const;

/**
 * SQL: whether the process of a run in `runs` is at work: it holds the account (L9), or its own lock where it sends messages. Nobody
 * holds one of the embedded state that is open here: no run has it.
 */
export const isHeld = `exists (select 1 from pg_locks where locktype = 'advisory' and granted and objsubid = 2
  and database = (select oid from pg_database where datname = current_database())
  and case when runs.command in (${messageCommands.map((command) => `'${command}'`).join(', ')})
    then classid = ${messageLockClass} and objid = runs.seq
    else classid = ${lockClass} and objid = runs.account_id end)`;

/** That a run which sends messages is at work, for others to see. Who sends goes on without it. */
export interface MessageRunHold {
  /** Takes it, where it is not held: not yet, or not any more. */
  take(): Promise<void>;
  release(): Promise<void>;
}

/** @param onTrouble told why it cannot be held */
export function holdMessageRun(
  { url, knex, place }: Database,
  runId: string,
  command: string,
  onTrouble: (error: Error) => void,
): MessageRunHold {
  let held: pg.Client | undefined;
  const take = async (databaseUrl: string): Promise<void> => {
    const client = lockClient(databaseUrl, command);
    const lose = () => {
      if (held === client) held = undefined;
    };
    client.on('error', lose);
    client.on('end', lose);
    try {
      await client.connect();
      await client.query(keepAlive);
      const { seq } = await knex('runs').where({ id: runId }).first('seq');
      await client.query('select pg_advisory_lock_shared($1, $2)', [messageLockClass, seq]);
      held = client;
    } catch (error) {
      await client.end().catch(() => {});
      onTrouble(asStateError(error, place));
    }
  };
  return {
    take: async () => {
      if (url !== undefined && !held) await take(url);
    },
    release: async () => {
      await held?.end().catch(() => {});
    },
  };
}

/** The server learns within a minute that a machine is gone. */
const keepAlive =
  'set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 4';

/**
 * Takes an account for this process, over all machines that share the database. On Postgres an advisory lock on a
 * connection of its own: it is gone with the process, and with the machine once TCP keepalive tells the server
 * (some 60 s). The embedded database is open in this process alone, so there is nothing left to exclude.
 *
 * @throws LockedError that names the holder, when another run has it
 * @throws StateError when there is no connection
 */
export async function lockAccount(
  database: Database,
  account: { id: number; name: string },
  command: string,
): Promise<AccountLock> {
  const lost = new AbortController();
  if (database.url === undefined) return { lost: lost.signal, release: async () => {} };
  const client = lockClient(database.url, command);
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
    await client.query(keepAlive);
    await refuseBorrowed(client, database);
    for (let tries = 0; !(await takeLock(client, account.id)); tries++) {
      const holder = await findHolder(client, account.id);
      if (tries * tellingMs >= patienceMs || !(holder === undefined || isDeadHere(holder.who)))
        throw lockedError(account.name, holder);
      await wait(tellingMs);
    }
    await refuseUnheld(client, account.id);
  } catch (error) {
    released = true;
    await client.end().catch(() => {});
    throw asStateError(error, database.place);
  }
  return {
    lost: lost.signal,
    release: async () => {
      released = true;
      await client.end().catch(() => {});
    },
  };
}

function lockClient(url: string, command: string): pg.Client {
  return new pg.Client({
    connectionString: url,
    application_name: `jojka-sync ${command} ${process.pid}@${hostname()}`.slice(0, 63),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 10_000,
    query_timeout: 30_000,
  });
}

/** No account has this id: a lock on it excludes nobody, and a shared one not even another try. */
const nobody = 0;

/**
 * Tries whether a lock on an account would hold (L9), without taking one.
 *
 * @throws StateError when a pooler hands out the connection by transaction
 */
export async function tryLock(database: Database): Promise<void> {
  if (database.url === undefined) return;
  const client = lockClient(database.url, 'doctor');
  client.on('error', () => {});
  try {
    await client.connect();
    await refuseBorrowed(client, database);
    await client.query('select pg_try_advisory_lock_shared($1, $2)', [lockClass, nobody]);
    await refuseUnheld(client, nobody);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether the URL of a database looks like that of a pooler: its usual port, or its name. */
export function looksPooled({ url }: Database): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { port, hostname: host, searchParams } = new URL(url);
  return port === '6432' || /pooler|pgbouncer/.test(host) || searchParams.has('pgbouncer');
}

/**
 * A session of one's own has one process of the server, and nobody else has that one. A pooler that hands out sessions by
 * transaction gives us different ones in turn, or ours to the next who asks.
 */
async function refuseBorrowed(client: pg.Client, { knex }: Database): Promise<void> {
  const own = new Set<number>();
  const others = new Set<number>();
  for (let times = 0; times < 3; times++) {
    own.add((await client.query('select pg_backend_pid() as pid')).rows[0]?.pid);
    others.add((await knex.raw('select pg_backend_pid() as pid')).rows[0]?.pid);
  }
  if (own.size > 1 || [...own].some((pid) => others.has(pid))) throw pooled();
}

/** The lock must be held by the session that answers now, and not by one that a pooler has given to somebody else. */
async function refuseUnheld(client: pg.Client, accountId: number): Promise<void> {
  const { rows } = await client.query(
    `select exists (select from pg_locks where locktype = 'advisory' and granted and pid = pg_backend_pid()
       and classid = $1 and objid = $2) as held`,
    [lockClass, accountId],
  );
  if (rows[0]?.held !== true) throw pooled();
}

function pooled(): StateError {
  return new StateError(
    'DATABASE_URL goes through a pooler that hands out connections by transaction (pgbouncer): two runs could hold one account at once through it.',
    {
      advice:
        'Nothing was sent to Jojka. Name the Postgres server itself in DATABASE_URL, or set pool_mode = session for this database.',
    },
  );
}

interface Holder {
  /** `jojka-sync COMMAND PID@HOST`. */
  readonly who: string;
  /** Undefined where the rights of the database's user do not show it. */
  readonly since: Date | undefined;
}

/** The server takes a moment to see that a process died and to let go of its locks: so often it is asked, so long. */
const tellingMs = 100;
const patienceMs = 5000;

async function takeLock(client: pg.Client, accountId: number): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_lock($1, $2) as taken', [lockClass, accountId]);
  return rows[0]?.taken === true;
}

async function findHolder(client: pg.Client, accountId: number): Promise<Holder | undefined> {
  const { rows } = await client.query(
    `select a.application_name as who, a.backend_start as since from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.classid = $1 and l.objid = $2
       and l.database = (select oid from pg_database where datname = current_database())`,
    [lockClass, accountId],
  );
  return rows[0] && { who: rows[0].who, since: rows[0].since ?? undefined };
}

/** Whether a holder is a process of this machine that is no more. */
function isDeadHere(who: string): boolean {
  const [, pid, host] = /(\d+)@(.+)$/.exec(who) ?? [];
  if (pid === undefined || host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function lockedError(account: string, holder: Holder | undefined): LockedError {
  const since = holder?.since ? ` (since ${localTime(holder.since)})` : '';
  return new LockedError(
    `Account "${account}" is held by ${holder?.who ?? 'another run that is just ending'}${since}.`,
    {
      advice: 'Nothing was changed. Wait until that run has ended, then run the command again.',
    },
  );
}
