import { RefusedError } from '../errors.ts';
import { note, type RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { asStateError } from '../state/database-errors.ts';
import { forgetFiles, forgetPerson, unfinishedOf } from '../state/forget.ts';
import { type AccountLock, lockAccount } from '../state/lock.ts';
import { publishRuns } from '../state/published-runs.ts';
import { finishRun, newRunId, startRun } from '../state/runs.ts';
import { type FilesOfPerson, removePlans } from '../steps/files-of-person.ts';
import type { Forgotten } from '../steps/forgotten.ts';
import {
  type Found,
  filesIfStateless,
  filesOf,
  findInAccounts,
  type PersonRequest,
  readNumber,
} from '../steps/kept.ts';
import { reconsiderOf } from '../steps/replies.ts';

/** Who is said to have discarded a held plan that names somebody. */
const discard = { who: 'jojka-sync forget', reason: 'It names somebody who was forgotten since.' };

/** What there is of a person that `forget` would take out (K3b); changes nothing. */
export async function lookForForget(environment: RunEnvironment, request: PersonRequest): Promise<Forgotten> {
  const msisdn = readNumber(request.number);
  return withStateIfAny<Forgotten>(
    'forget',
    environment,
    async (database) => {
      const found = await findInAccounts(database, msisdn, request);
      return {
        msisdn,
        done: false,
        accounts: found.map(({ kept }) => ({ ...kept, run: undefined, discarded: [] })),
        files: await filesOf(environment, found, msisdn, request),
        isRewritten: false,
        isEmbedded: database.kind === 'embedded',
      };
    },
    await nothingKept(environment, msisdn, request),
  );
}

/**
 * Takes everything out that is kept of a person, but for the block that keeps him from being reached (K3b). Under the locks of all
 * accounts that know him; in each, all of it or nothing. A run called `forget` tells of it in counts.
 *
 * @throws RefusedError before anything is changed, where a run that touches him is not finished
 * @throws LockedError before anything is changed, where a run holds one of the accounts (L9)
 */
export async function forgetNumber(environment: RunEnvironment, request: PersonRequest): Promise<Forgotten> {
  const msisdn = readNumber(request.number);
  return withStateIfAny<Forgotten>(
    'forget',
    environment,
    async (database) => {
      const found = await findInAccounts(database, msisdn, request);
      const locks: AccountLock[] = [];
      try {
        for (const { id, kept } of found)
          locks.push(await lockAccount(database, { id, name: kept.account }, 'forget'));
        for (const { id } of found) await refuseUnfinished(database, id, msisdn);
        // What a run wrote before it let go of the account is his too.
        const locked = new Set(found.map(({ id }) => id));
        const now = (await findInAccounts(database, msisdn, request)).filter(({ id }) => locked.has(id));
        const files = await filesOf(environment, now, msisdn, request);
        await removePlans(environment, files.plans);
        const accounts = [];
        for (const one of now) accounts.push(await forgetIn(database, environment, one, files));
        // Also where nothing was found: an earlier try may have died before this.
        const isRewritten = await tryRewriting(database, environment);
        await publishRuns(database);
        return { msisdn, done: true, accounts, files, isRewritten, isEmbedded: database.kind === 'embedded' };
      } finally {
        for (const lock of locks) await lock.release();
      }
    },
    await nothingKept(environment, msisdn, request),
    'write',
  );
}

async function forgetIn(
  database: Database,
  environment: RunEnvironment,
  { id, person, kept }: Found,
  files: FilesOfPerson,
): Promise<Forgotten['accounts'][number]> {
  const startedAt = environment.now();
  const begun = { accountId: id, pipeline: '-', command: 'forget', startedAt };
  let run = newRunId(startedAt);
  while (!(await startRun(database, { id: run, ...begun }))) run = newRunId(startedAt);
  const plans = files.plans.map((plan) => plan.id);
  const ends = (end: Pick<Parameters<typeof finishRun>[2], 'state' | 'exitCode' | 'summary' | 'error'>) =>
    finishRun(database, run, { ...end, endedAt: environment.now(), settled: true });
  try {
    await reconsiderOf({ database, accountId: id }, person.msisdn, startedAt);
    const taken = await forgetPerson(database, id, person, { discard: { ...discard, at: startedAt }, plans });
    const rows = Object.fromEntries(
      taken.rows.filter(({ erasure }) => erasure !== 'kept').map((place) => [place.table, place.rows]),
    );
    const plansWithout = [...new Set([...files.plansWithout, ...taken.plansWithout])];
    const summary = { forget: { rows, plansWithout } };
    await ends({ state: 'done', exitCode: 0, summary });
    return { ...kept, run, discarded: taken.plans };
  } catch (error) {
    await ends({ state: 'failed', exitCode: 1, error: 'Nobody was forgotten.' }).catch(() => {});
    throw error;
  }
}

/** The rows are gone by now: that their files could not be written anew is told, and another try does that alone. */
async function tryRewriting(database: Database, environment: RunEnvironment): Promise<boolean> {
  try {
    await forgetFiles(database);
    return true;
  } catch (error) {
    note(environment, 'error', 'the files of the database could not be written anew', {
      reason: asStateError(error, database.place).message,
    });
    return false;
  }
}

/** Where there is no state, there may be files all the same. */
async function nothingKept(
  environment: RunEnvironment,
  msisdn: string,
  request: PersonRequest,
): Promise<Forgotten> {
  return {
    msisdn,
    done: false,
    accounts: [],
    files: await filesIfStateless(environment, msisdn, request),
    isRewritten: true,
    isEmbedded: true,
  };
}

async function refuseUnfinished(database: Database, accountId: number, msisdn: string): Promise<void> {
  const [first, ...more] = await unfinishedOf(database.knex, accountId, msisdn);
  if (!first) return;
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  throw new RefusedError(
    `Run ${first.run} (${first.command} of ${first.pipeline})${others} touches this number and is not finished: the ledger has yet to learn what it got done.`,
    {
      advice: `Nothing was changed. A sync of the pipeline sees to that, then forget again:\njojka-sync sync ${first.pipeline}\nOr leave the rest of it undone:\njojka-sync resume ${first.run} --dismiss`,
    },
  );
}
