import { join } from 'node:path';
import { filesOfName } from '../config/same-name.ts';
import { printedFor } from '../contact/printed-commands.ts';
import { RefusedError, UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withState, withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { withAccountsLocked } from '../state/lock-accounts.ts';
import {
  accountsOf,
  countNotBlocked,
  type KnownPipeline,
  listPipelines,
  retirePipeline,
} from '../state/pipelines.ts';
import { publishRuns } from '../state/published-runs.ts';
import { areTwo, type Renamed, renamePipeline } from '../state/rename-pipeline.ts';

type Account = Awaited<ReturnType<typeof accountsOf>>[number];

/** Every pipeline that the ledger knows; none where there is no state. */
export function knownPipelines(environment: RunEnvironment): Promise<KnownPipeline[]> {
  return withStateIfAny('pipelines', environment, listPipelines, []);
}

/** Wants under another name, in all accounts. */
export interface Moved extends Renamed {
  /** Where somebody's block did not follow. */
  readonly account: string | undefined;
}

/**
 * Moves a pipeline's wants to another name, in every account that has some (P10); also when it has run under that name already.
 *
 * @throws UsageError when the ledger knows no such pipeline, or the two are two indeed
 */
export function movePipeline(environment: RunEnvironment, from: string, to: string): Promise<Moved> {
  if (from === to) throw new UsageError(`"${from}" is called so already.`);
  return withState(
    'pipelines',
    environment,
    async (database) => {
      const all = await inAccountsOf(database, from, 'pipelines rename', async (accounts) => {
        const shared = (await accountsOf(database, to)).map(({ id }) => id);
        if (shared.length > 0) await refuseFiled(from, to, environment);
        for (const { id } of accounts)
          if (shared.includes(id) && (await areTwo(database, id, from, to, environment.now())))
            throw twoPipelines(`"${from}" has run since "${to}" first did`, from, to);
        return eachOf(accounts, async ({ id, name }) => ({
          ...(await renamePipeline(database, id, from, to, environment.now())),
          account: name,
        }));
      });
      await publishRuns(database);
      return {
        wants: sum(all.map(({ wants }) => wants)),
        shared: sum(all.map((one) => one.shared)),
        unfollowed: all.flatMap(({ unfollowed }) => unfollowed),
        account: all.find(({ unfollowed }) => unfollowed.length > 0)?.account,
      };
    },
    'write',
  );
}

/** What has a file of its own is called so still. */
async function refuseFiled(from: string, to: string, environment: RunEnvironment): Promise<void> {
  const [file] = await filesOfName(join(environment.cwd, 'pipelines'), from, environment);
  if (file !== undefined) throw twoPipelines(`"${from}" still has the file ${file}`, from, to);
}

function twoPipelines(why: string, from: string, to: string): UsageError {
  return new UsageError(
    `The ledger has a pipeline "${to}" already, and ${why}: the wants of two cannot be told apart again.`,
    {
      advice: `Nothing was changed. To end what one of them wants: jojka-sync pipelines retire ${from} (or ${to})`,
    },
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, one) => all + one, 0);
}

/**
 * Ends a pipeline's wants (P10). What nobody else wants, and is managed, goes with the next sync of another pipeline of
 * the account that removes. Gives the number of wants.
 *
 * @throws RefusedError while opt-outs of its source are not blocked: no night would ever send or release them (P11)
 */
export function endPipeline(environment: RunEnvironment, name: string): Promise<number> {
  return withState(
    'pipelines',
    environment,
    async (database) => {
      const ended = await inAccountsOf(database, name, 'pipelines retire', async (accounts) => {
        await mustBeDecided(database, accounts, name);
        return eachOf(accounts, ({ id }) => retirePipeline(database, id, name, environment.now()));
      });
      return sum(ended);
    },
    'write',
  );
}

async function mustBeDecided(database: Database, accounts: readonly Account[], name: string): Promise<void> {
  const counted = await Promise.all(accounts.map(({ id }) => countNotBlocked(database, id, name)));
  const waiting = sum(counted);
  if (waiting === 0) return;
  const account = accounts[counted.findIndex((count) => count > 0)]?.name;
  throw new RefusedError(
    `Opt-outs of "${name}" that no run has blocked yet: ${waiting}. Guards held them back, their calls failed, or its run ended before; without it nobody would see to them.`,
    {
      advice: printedFor(
        `Nothing was changed. Which they are: jojka-sync blocklist list
What failed is sent again by: jojka-sync sync ${name}
What guards held back by: jojka-sync apply RUN of that plan, or jojka-sync blocklist add NUMBER
Was it a mistake: correct the source or the pipeline, and run jojka-sync sync ${name} once more.`,
        { account },
      ),
    },
  );
}

/** Does something with every account that has wants of a pipeline: asked and decided under the locks of all of them, it is all or nothing. */
function inAccountsOf<T>(
  database: Database,
  pipeline: string,
  command: string,
  change: (accounts: readonly Account[]) => Promise<T>,
): Promise<T> {
  const find = () => accountsOf(database, pipeline);
  return withAccountsLocked(database, command, find, async (accounts) => {
    if (accounts.length > 0) return change(accounts);
    const known = [...new Set((await listPipelines(database)).map((one) => one.pipeline))];
    throw new UsageError(`The ledger knows no pipeline "${pipeline}".`, {
      advice: known.length > 0 ? `It knows: ${known.join(', ')}.` : 'It knows none yet.',
    });
  });
}

async function eachOf<T>(
  accounts: readonly Account[],
  change: (account: Account) => Promise<T>,
): Promise<T[]> {
  const changed: T[] = [];
  for (const account of accounts) changed.push(await change(account));
  return changed;
}
