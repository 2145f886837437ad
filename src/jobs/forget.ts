import { RefusedError } from '../errors.ts';
import { note, type RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { asStateError } from '../state/database-errors.ts';
import { forgetFiles, forgetPerson, unfinishedOf } from '../state/forget.ts';
import { withAccountsLocked } from '../state/lock-accounts.ts';
import { publishRuns } from '../state/published-runs.ts';
import { finishRun, newRunId, startRun } from '../state/runs.ts';
import { type FilesOfPerson, removePlans } from '../steps/files-of-person.ts';
import type { Forgotten } from '../steps/forgotten.ts';
import {
  type Found,
  filesIfStateless,
  filesOf,
  findInAccounts,
  type KeptInAccount,
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
 * Takes everything out that is kept of a person, but for the block and the no that keep him from being reached (K3b). Under the locks
 * of all accounts that know him; all of it or nothing, and files after the rest. A run called `forget` tells of it in counts.
 *
 * @throws RefusedError before anything is changed, where a run that touches him is not finished, or a pipeline wants him beside others
 * @throws LockedError before anything is changed, where a run holds one of the accounts (L9)
 */
export async function forgetNumber(environment: RunEnvironment, request: PersonRequest): Promise<Forgotten> {
  const msisdn = readNumber(request.number);
  return withStateIfAny<Forgotten>(
    'forget',
    environment,
    async (database) => {
      const find = async () =>
        (await findInAccounts(database, msisdn, request)).map((one) => ({ ...one, name: one.kept.account }));
      return withAccountsLocked(database, 'forget', find, async (found) => {
        for (const { id } of found) await refuseUnfinished(database, id, msisdn);
        refuseWanted(found, request);
        const files = await filesOf(environment, found, msisdn, request);
        const accounts = await forgetIn(database, environment, found, files);
        // Also where nothing was found: an earlier try may have died before this.
        const isRewritten = await tryRewriting(database, environment);
        await publishRuns(database);
        await removePlans(environment, files.plans);
        return { msisdn, done: true, accounts, files, isRewritten, isEmbedded: database.kind === 'embedded' };
      });
    },
    await nothingKept(environment, msisdn, request),
    'write',
  );
}

/** In all accounts or in none; a run in each tells of it. */
async function forgetIn(
  database: Database,
  environment: RunEnvironment,
  found: readonly Found[],
  files: FilesOfPerson,
): Promise<Forgotten['accounts']> {
  const startedAt = environment.now();
  const plans = files.plans.map((plan) => plan.id);
  const begun: (Found & { readonly run: string })[] = [];
  const ends = (
    { run }: { readonly run: string },
    end: Pick<Parameters<typeof finishRun>[2], 'state' | 'exitCode' | 'summary' | 'error'>,
    within = database,
  ) => finishRun(within, run, { ...end, endedAt: environment.now(), settled: true });
  try {
    for (const one of found) {
      const of = { accountId: one.id, pipeline: '-', command: 'forget', startedAt };
      let run = newRunId(startedAt);
      while (!(await startRun(database, { id: run, ...of }))) run = newRunId(startedAt);
      begun.push({ ...one, run });
    }
    return await database.knex.transaction(async (knex) => {
      const within = { ...database, knex };
      const accounts = [];
      for (const one of begun) {
        const { id, person, kept, run } = one;
        await reconsiderOf({ database: within, accountId: id }, person.msisdn, startedAt);
        const taken = await forgetPerson(within, id, person, {
          discard: { ...discard, at: startedAt },
          plans,
        });
        const rows = Object.fromEntries(
          taken.rows.filter(({ erasure }) => erasure !== 'kept').map((place) => [place.table, place.rows]),
        );
        const plansWithout = [...new Set([...files.plansWithout, ...taken.plansWithout])];
        await ends(one, { state: 'done', exitCode: 0, summary: { forget: { rows, plansWithout } } }, within);
        accounts.push({ ...kept, run, discarded: taken.plans });
      }
      return accounts;
    });
  } catch (error) {
    for (const one of begun)
      await ends(one, { state: 'failed', exitCode: 1, error: 'Nobody was forgotten.' }).catch(() => {});
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

/**
 * What several pipelines keep for each other is kept by their wants (P10): without his, the next sync of one may take away whom another
 * one wants.
 *
 * @throws RefusedError unless it is said that he is to be forgotten all the same
 */
export function refuseWanted(
  found: readonly { readonly kept: Pick<KeptInAccount, 'account' | 'isShared' | 'wantedBy'> }[],
  { stillWanted }: PersonRequest,
): void {
  const shared = found.find(({ kept }) => kept.isShared);
  if (!shared || stillWanted) return;
  const { account, wantedBy } = shared.kept;
  throw new RefusedError(
    `Account "${account}" has several pipelines, and this number is still wanted by ${wantedBy.join(', ')}: once that is forgotten, the next sync of another one may remove the contact, or take it out of its groups.`,
    {
      advice: `Nothing was changed. Take the person out of the CRM and sync first:\n${wantedBy.map((name) => `jojka-sync sync ${name}`).join('\n')}\nOr forget all the same, by --still-wanted, and sync those before any other.`,
    },
  );
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
