import { StateError, UsageError } from '../errors.ts';
import { type Database, openDatabase } from '../state/database.ts';
import { asStateError, isDatabaseError } from '../state/database-errors.ts';
import { hasEmbedded } from '../state/embedded.ts';
import { createHome, findHome } from '../state/home.ts';
import { type SchemaState, schemaState } from '../state/migrations.ts';
import type { ConnectedAccount } from './connect.ts';
import { note, type RunEnvironment } from './environment.ts';
import { recogniseAccount } from './known-account.ts';

/**
 * The state, opened and closed: the one place that does. Whatever the database throws meanwhile is told in a sentence
 * of its own, and never as a stack with SQL.
 */

/**
 * Does something with the state; makes one where there is none yet, and says where.
 *
 * @throws StateError when the database cannot be used
 * @throws LockedError when another process has the embedded one open
 */
export async function withNewState<T>(
  command: string,
  environment: RunEnvironment,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const url = stateUrl(environment);
  const home = findHome(environment);
  if (!url && !home.exists) {
    await createHome(home.path);
    note(environment, 'info', `The ledger and the history of runs are kept in ${home.path}`);
  }
  environment.emit({ kind: 'progress', step: 'state' });
  return use(await nothingSent(openDatabase({ url, home: home.path, command })), work);
}

/** Whoever makes a state opens it before the first call. */
async function nothingSent(opening: Promise<Database>): Promise<Database> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof StateError && !/nothing was (?:sent|changed)/i.test(error.advice ?? ''))
      error.adds('Nothing was sent to Jojka.');
    throw error;
  }
}

/** Who only reads leaves the schema as it is. */
export type Access = 'read' | 'write';

/**
 * Does something with the state, if there is one.
 *
 * @param without what there is where there is no state
 * @throws StateError when the database cannot be used, or it is to be read and is of an earlier version
 */
export async function withStateIfAny<T>(
  command: string,
  environment: Pick<RunEnvironment, 'cwd' | 'env'>,
  work: (database: Database) => Promise<T>,
  without: T,
  access: Access = 'read',
): Promise<T> {
  const url = stateUrl(environment);
  const home = findHome(environment);
  if (!url && !home.exists) return without;
  const isRead = access === 'read';
  return use(await openDatabase({ url, home: home.path, command, migrate: !isRead }), async (database) => {
    const schema = isRead ? await schemaState(database.knex) : 'current';
    if (schema === 'none') return without;
    if (schema === 'older') throw olderSchema(database.place);
    return work(database);
  });
}

/**
 * Looks at the state as it is, whatever its schema, and makes nothing of it that is not there.
 *
 * @returns undefined where there is none
 * @throws StateError when the database cannot be opened, or is of a newer version
 */
export async function lookAtState<T>(
  command: string,
  environment: Pick<RunEnvironment, 'cwd' | 'env'>,
  work: (database: Database, schema: SchemaState) => Promise<T>,
): Promise<T | undefined> {
  const url = stateUrl(environment);
  const home = findHome(environment).path;
  if (!url && !hasEmbedded(home)) return undefined;
  return use(await openDatabase({ url, home, command, migrate: false }), async (database) =>
    work(database, await schemaState(database.knex)),
  );
}

function olderSchema(place: string): StateError {
  return new StateError(
    `The state in ${place} is of an earlier version of jojka-sync, and this command only reads it.`,
    {
      advice: 'Nothing was changed. The next sync brings it up to date; to do so now:\njojka-sync migrate',
    },
  );
}

/**
 * Does something with the state.
 *
 * @throws UsageError when there is none
 */
export async function withState<T>(
  command: string,
  environment: Pick<RunEnvironment, 'cwd' | 'env'>,
  work: (database: Database) => Promise<T>,
  access: Access = 'read',
): Promise<T> {
  const outcome = await withStateIfAny(
    command,
    environment,
    async (database) => ({ found: await work(database) }),
    undefined,
    access,
  );
  if (outcome) return outcome.found;
  throw new UsageError(
    'There is no state yet: no DATABASE_URL is set, and no folder .jojka-sync is here or above.',
    { advice: 'The first sync makes one. Run the command where it was made, or set JOJKA_SYNC_HOME.' },
  );
}

/**
 * Before something is written to Jojka outside a run: checks that the account is the one that the state knows (K4),
 * if there is a state and it knows the account at all, and reads from it. Makes no state.
 *
 * @param work reads what is needed of an account that is known
 * @returns undefined where there is no state, or it does not know the account
 * @throws RefusedError when the state knows the account by another key or URL
 */
export function withKnownAccount<T>(
  command: string,
  account: ConnectedAccount,
  environment: RunEnvironment,
  work: (database: Database, accountId: number) => Promise<T>,
  access: Access = 'read',
): Promise<T | undefined> {
  return withStateIfAny<T | undefined>(
    command,
    environment,
    async (database) => {
      const id = await recogniseAccount(database, account, undefined);
      return id === undefined ? undefined : await work(database, id);
    },
    undefined,
    access,
  );
}

/**
 * The state's database; undefined: the embedded one.
 *
 * @throws UsageError when the variable is there and empty, since a job that lost its setting must not begin a new ledger; or
 *   is the URL of something else
 */
export function stateUrl({ env }: Pick<RunEnvironment, 'env'>): string | undefined {
  for (const name of ['DATABASE_URL', 'JOJKA_SYNC_HOME'])
    if (env[name] !== undefined && env[name].trim() === '')
      throw new UsageError(`${name} is set and empty: the state would be another one than before.`, {
        advice: `Nothing was sent. Give ${name} its value, or take it out of the environment and .env.`,
      });
  const url = env.DATABASE_URL?.trim();
  // The value is in no message: it holds a password.
  if (url !== undefined && !/^(?:postgres(?:ql)?|socket):|^\//i.test(url))
    throw new UsageError('DATABASE_URL is not the URL of a Postgres database: it must begin with postgres:', {
      advice:
        'Nothing was connected to or sent. It looks like postgres://USER:PASSWORD@HOST:PORT/DATABASE; without it the state is embedded.',
    });
  return url;
}

async function use<T>(database: Database, work: (database: Database) => Promise<T>): Promise<T> {
  try {
    return await work(database);
  } catch (error) {
    throw isDatabaseError(error) ? asStateError(error, database.place) : error;
  } finally {
    await database.close().catch(() => {});
  }
}
