import type { ConnectionOptions, JobWithMetadata, PgBoss } from 'pg-boss';
import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { stateUrl, withStateIfAny } from '../session/state.ts';
import { refuseUnreadableCertificate } from '../state/certificates.ts';
import { asStateError, isDatabaseError } from '../state/database-errors.ts';

/**
 * The queue of the fleet: pg-boss in the Postgres that has the state, in a schema of its own.
 *
 * A job says which pipeline, and by the hash which text of its file; never what to send. There is one job of a pipeline at most that
 * waits or is at work, and one of an account at work. That is a courtesy of the engine and no fence: a worker that was frozen wakes
 * and goes on. What keeps two syncs of an account apart is its lock (L9).
 */
export const queueSchema = 'jojka_sync_fleet';

/** Queues: jobs to be done, such as nobody could do, and those of schedules that are paused, which nobody takes. */
export const queues = { sync: 'sync', dead: 'sync-dead', paused: 'sync-paused' } as const;

/** What a job carries. */
export interface SyncJob {
  readonly pipeline: string;
  /** Of the pipeline's file. */
  readonly hash: string;
}

/** How quickly things go; shorter in tests. */
export interface Timings {
  /** A job whose worker is not heard of for so long is taken up again. */
  readonly heartbeatSeconds: number;
  /** How often that is looked at. */
  readonly superviseSeconds: number;
  readonly pollSeconds: number;
  /** The first wait of a job that failed; each is about twice the one before. */
  readonly firstRetrySeconds: number;
  /** The first wait of a job that is given back. */
  readonly firstAgainSeconds: number;
  /** The same of a job that another machine can do at once; and how long at first a worker asks for nothing that gave such a one back. */
  readonly firstElsewhereSeconds: number;
  readonly retries: number;
}

export const usualTimings: Timings = {
  heartbeatSeconds: 30,
  superviseSeconds: 15,
  pollSeconds: 2,
  firstRetrySeconds: 60,
  firstAgainSeconds: 60,
  firstElsewhereSeconds: 5,
  retries: 6,
};

/** A connection of the queue's in a transaction. */
export type Db = NonNullable<ConnectionOptions['db']>;

/** The queue, open. */
export interface Fleet {
  readonly boss: PgBoss;
}

/** Who opens it: a command that looks or orders, or a worker that does jobs and watches over the others. */
export interface Role {
  readonly command: string;
  /** Of a worker: how many jobs at once. */
  readonly jobs?: number;
  readonly timings?: Timings;
  /** Gets what goes wrong beside the jobs. */
  readonly onTrouble?: (message: string) => void;
}

/**
 * Does something with the queue; makes it where it is not there yet.
 *
 * @throws UsageError when there is no DATABASE_URL, or pg-boss is not installed
 * @throws StateError when the database cannot be used
 */
export async function withFleet<T>(
  environment: Pick<RunEnvironment, 'cwd' | 'env'>,
  role: Role,
  work: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const url = stateUrl(environment);
  if (url === undefined)
    throw new UsageError(
      `DATABASE_URL is not set, and ${role.command} needs a Postgres that all machines share.`,
      {
        advice:
          'Nothing was changed. Set DATABASE_URL in the environment or in .env. Without one, several pipelines are synced by: jojka-sync sync --all',
      },
    );
  try {
    const boss = await start(url, role);
    try {
      return await work({ boss });
    } finally {
      await boss.stop({ graceful: false }).catch(() => {});
    }
  } catch (error) {
    throw isDatabaseError(error) ? asStateError(error, 'DATABASE_URL') : error;
  }
}

/**
 * Does something with the queue, where there is one; makes none.
 *
 * @param without what there is where the state has no queue
 */
export async function withFleetIfAny<T>(
  environment: Pick<RunEnvironment, 'cwd' | 'env'>,
  role: Role,
  work: (fleet: Fleet) => Promise<T>,
  without: T,
): Promise<T> {
  if (stateUrl(environment) === undefined) return without;
  const isThere = await withStateIfAny(
    role.command,
    environment,
    async ({ knex }) => {
      const { rows } = await knex.raw('select to_regclass(?) is not null as there', [`${queueSchema}.job`]);
      return rows[0]?.there === true;
    },
    false,
  );
  return isThere ? withFleet(environment, role, work) : without;
}

async function start(url: string, role: Role): Promise<PgBoss> {
  const { command, jobs, timings = usualTimings } = role;
  const isWorker = jobs !== undefined;
  refuseUnreadableCertificate(url, 'DATABASE_URL');
  const boss = new (await load())({
    connectionString: url,
    schema: queueSchema,
    application_name: `jojka-sync ${command}`,
    max: isWorker ? jobs + 3 : 2,
    supervise: isWorker,
    schedule: isWorker,
    registerInstance: isWorker,
    superviseIntervalSeconds: timings.superviseSeconds,
    monitorIntervalSeconds: timings.superviseSeconds,
    cronWorkerIntervalSeconds: 2,
    warningQueueSize: 1_000_000,
  });
  boss.on('error', (error) => role.onTrouble?.(error.message));
  try {
    await boss.start();
    await makeQueues(boss, timings);
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
}

async function makeQueues(boss: PgBoss, timings: Timings): Promise<void> {
  const days = 24 * 3600;
  const known = new Set((await boss.getQueues()).map(({ name }) => name));
  if (!known.has(queues.dead)) await boss.createQueue(queues.dead, { retentionSeconds: 90 * days });
  if (!known.has(queues.paused))
    await boss.createQueue(queues.paused, { policy: 'exclusive', retentionSeconds: 60 });
  if (!known.has(queues.sync))
    await boss.createQueue(queues.sync, {
      policy: 'exclusive',
      deadLetter: queues.dead,
      heartbeatSeconds: timings.heartbeatSeconds,
      expireInSeconds: days,
      retentionSeconds: 14 * days,
      deleteAfterSeconds: 2 * days,
      retryLimit: timings.retries,
      retryDelay: timings.firstRetrySeconds,
      retryBackoff: true,
      retryDelayMax: 30 * 60,
    });
}

async function load(): Promise<typeof PgBoss> {
  try {
    return (await import('pg-boss')).PgBoss;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new UsageError('This command needs the package pg-boss, which is not installed.', {
      advice: 'Nothing was changed. Install it beside jojka-sync:\nnpm install pg-boss@12',
      cause: error,
    });
  }
}

/** Of which account a job's pipeline is, and what it waits behind. */
export interface Order extends SyncJob {
  readonly account: string;
}

/** The options by which there is one job of a pipeline, and one of an account at work. */
export function keysOf({ pipeline, account }: Pick<Order, 'pipeline' | 'account'>) {
  return { singletonKey: `${account}/${pipeline}`, group: { id: account } };
}

/** What is put into the job itself. */
export function dataOf({ pipeline, hash }: SyncJob): SyncJob {
  return { pipeline, hash };
}

/** The account of a job that somebody has put there. */
export function accountOf({ groupId }: Pick<JobWithMetadata, 'groupId'>): string {
  return groupId ?? 'default';
}

/**
 * Queues an order; a job of the pipeline that was to wait waits no longer.
 *
 * @returns `sooner` where there was such a one; `already` where one waits for a worker alone, or is at work
 */
export async function queueJob({ boss }: Fleet, order: Order): Promise<'queued' | 'sooner' | 'already'> {
  if ((await boss.send(queues.sync, dataOf(order), keysOf(order))) !== null) return 'queued';
  const { rows } = await boss.getDb().executeSql(
    `update ${queueSchema}.job set start_after = now()
     where name = $1 and singleton_key = $2 and state < 'active' and start_after > now() returning id`,
    [queues.sync, keysOf(order).singletonKey],
  );
  return rows.length > 0 ? 'sooner' : 'already';
}

/**
 * Whether another job of the account is at work. Two that are taken in one moment do not see each other while they are taken;
 * whoever asks afterwards sees the other, or both do.
 */
export async function isAccountBusy({ boss }: Fleet, job: JobWithMetadata): Promise<boolean> {
  const { rows } = await boss.getDb().executeSql(
    `select 1 from ${queueSchema}.job
     where name = $1 and state = 'active' and group_id = $2 and id <> $3 limit 1`,
    [queues.sync, accountOf(job), job.id],
  );
  return rows.length > 0;
}

/** Why a job was given back, and by whom. */
export interface GivenBack {
  readonly code:
    | 'no-file'
    | 'other-text'
    | 'lacking'
    | 'account-busy'
    | 'account-locked'
    | 'stopped'
    | 'worker-ends';
  /** The file, or what is lacking. */
  readonly what?: string;
  readonly host: string;
}

/**
 * Puts a job that is at work back into the queue: what it was is complete, and one like it waits, both or neither.
 *
 * @param options.times how often it was given back already; it waits behind others by that
 * @returns false when it is not this worker's any more
 */
export async function giveBack(
  { boss }: Fleet,
  job: JobWithMetadata<SyncJob>,
  options: { readonly inSeconds: number; readonly times: number; readonly why: GivenBack },
): Promise<boolean> {
  const { inSeconds, times, why } = options;
  return inTransaction({ boss }, async (db) => {
    const attempt = { id: job.id, retryCount: job.retryCount };
    const done = (await boss.complete(queues.sync, attempt, { why }, { db })) as { affected?: number };
    const isOurs = done.affected === 1;
    if (isOurs) {
      const order = { ...job.data, account: accountOf(job) };
      const id = await boss.send(queues.sync, dataOf(order), {
        ...keysOf(order),
        db,
        startAfter: Math.ceil(inSeconds),
        priority: -times,
      });
      // Whoever asks why it waits asks the job that waits.
      await db.executeSql(`update ${queueSchema}.job set output = $3::jsonb where name = $1 and id = $2`, [
        queues.sync,
        id,
        JSON.stringify({ why }),
      ]);
    }
    return isOurs;
  });
}

/** Does something of which everything stays, or nothing. */
export async function inTransaction<T>({ boss }: Fleet, work: (db: Db) => Promise<T>): Promise<T> {
  const transaction = await boss.getDb().beginTransaction?.();
  if (!transaction) throw new Error('the queue has no transactions');
  try {
    const done = await work(transaction.db);
    await transaction.commit();
    return done;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}
