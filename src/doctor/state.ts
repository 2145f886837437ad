import { checkUrl, jojkaUrl } from '../jojka/url.ts';
import { type AccountSettings, accountSettings } from '../session/account.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { accountChanged, originChanged } from '../session/known-account.ts';
import { lookAtState } from '../session/state.ts';
import { identifyAccount } from '../state/accounts.ts';
import type { Database } from '../state/database.ts';
import { asStateError } from '../state/database-errors.ts';
import { looksPooled, tryLock } from '../state/lock.ts';
import type { SchemaState } from '../state/migrations.ts';
import { lackingRights } from '../state/rights.ts';
import { allGoneRuns } from '../state/run-progress.ts';
import { runsOfFuture } from '../state/runs-ahead.ts';
import { diedText } from '../steps/died.ts';
import { type Check, fail, failure, ok, warn } from './check.ts';

/** The account, and what the service has said of itself. */
export interface Asked {
  readonly account: string;
  readonly isSandbox: boolean | undefined;
}

/**
 * The state: whether it can be opened, its schema, what its user may do, whether it knows the account (K4), and whether a lock
 * on an account would hold (L9). Nothing is made or changed.
 */
export async function checkState(asked: Asked, environment: RunEnvironment): Promise<readonly Check[]> {
  const checks = await lookAtState('doctor', environment, async (database, schema) => [
    ...(await schemaChecks(database, schema)),
    ...(schema === 'current'
      ? [
          ...(await accountCheck(database, asked, environment)),
          ...(await futureCheck(database, environment.now())),
          ...(await diedCheck(database)),
        ]
      : []),
    await lockCheck(database),
  ]);
  return checks ?? [ok('state', 'none yet: the first sync makes it')];
}

async function schemaChecks(database: Database, schema: SchemaState): Promise<Check[]> {
  const { place, kind } = database;
  const where =
    kind === 'embedded' ? `${place} (embedded: not safe from power loss)` : `Postgres at ${place}`;
  const lacking = kind === 'postgres' ? await lackingRights(database, schema) : undefined;
  if (lacking) return [fail('state', `${where}: ${lacking.said}`, lacking.advice)];
  if (schema === 'older')
    return [
      warn(
        'state',
        `${where}: its schema is of an earlier version`,
        'The next sync brings it up to date; to do so now: jojka-sync migrate',
      ),
    ];
  return [ok('state', schema === 'none' ? `${where}: empty, the first sync fills it` : where)];
}

async function accountCheck(
  database: Database,
  { account: name, isSandbox }: Asked,
  { env }: RunEnvironment,
): Promise<Check[]> {
  let settings: AccountSettings;
  try {
    settings = accountSettings(name, env);
  } catch {
    // The check of the key has said so.
    return [];
  }
  try {
    const account = { ...settings, url: checkUrl(settings.url ?? jojkaUrl) };
    const known = await identifyAccount(database, account);
    if (known.status === 'changed') throw accountChanged(known, account, database.place);
    if (known.status === 'new') return [ok('account', `"${name}" is not known to the state yet`)];
    if (isSandbox !== undefined && known.isSandbox !== undefined && known.isSandbox !== isSandbox)
      throw originChanged(known.isSandbox, account, database.place);
    return [ok('account', `"${name}" is the one that the state knows`)];
  } catch (error) {
    return [failure('account', error)];
  }
}

/** Runs that died, and that no later one has settled. */
async function diedCheck(database: Database): Promise<Check[]> {
  const died = await allGoneRuns(database, mostDied);
  return died.map((run) => {
    const { id, command, pipeline } = run;
    const what = pipeline === '-' ? command : `${command} ${pipeline}`;
    return warn('state', `run ${id} (${what}) is not finished`, diedText(run).join('\n'));
  });
}

/** So many are told. */
const mostDied = 5;

/** Runs that began when a clock was ahead. */
async function futureCheck(database: Database, now: Date): Promise<Check[]> {
  const runs = await runsOfFuture(database, now);
  const [first] = runs;
  if (!first) return [];
  return [
    warn(
      'state',
      runs.length === 1
        ? `it holds a run of a time that has not come yet: ${first.id}`
        : `it holds ${runs.length} runs of a time that has not come yet, the first of them ${first.id}`,
      "The clock of the machine that ran then was ahead, or this one's is behind: set it by NTP. Runs go by their order, so nothing else is to be done.",
    ),
  ];
}

async function lockCheck(database: Database): Promise<Check> {
  if (database.kind === 'embedded') return ok('lock', 'one process at a time has the embedded state open');
  try {
    await tryLock(database);
  } catch (error) {
    return failure('lock', asStateError(error, database.place));
  }
  return looksPooled(database)
    ? warn(
        'lock',
        'held in a try, though DATABASE_URL looks like a pooler',
        'One that hands out connections by transaction breaks the lock as soon as others use it too: name the server itself, or set pool_mode = session.',
      )
    : ok('lock', 'a lock on an account holds: no pooler takes it away');
}
