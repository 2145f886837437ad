import { join } from 'node:path';
import { filesOfName } from '../config/same-name.ts';
import { RefusedError, UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withState, withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { lockAccount } from '../state/lock.ts';
import {
  accountsOf,
  countUndecided,
  type KnownPipeline,
  listPipelines,
  retirePipeline,
} from '../state/pipelines.ts';
import { areTwo, type Renamed, renamePipeline } from '../state/rename-pipeline.ts';

/** Every pipeline that the ledger knows; none where there is no state. */
export function knownPipelines(environment: RunEnvironment): Promise<KnownPipeline[]> {
  return withStateIfAny('pipelines', environment, listPipelines, []);
}

/**
 * Moves a pipeline's wants to another name, in every account that has some (P10); also when it has run under that name already.
 *
 * @throws UsageError when the ledger knows no such pipeline, or the two are two indeed
 */
export function movePipeline(environment: RunEnvironment, from: string, to: string): Promise<Renamed> {
  if (from === to) throw new UsageError(`"${from}" is called so already.`);
  return withState(
    'pipelines',
    environment,
    async (database) => {
      const shared = (await accountsOf(database, to)).map(({ id }) => id);
      if (shared.length > 0) await refuseFiled(from, to, environment);
      const all = await forAccounts(database, from, 'pipelines rename', async (id) => {
        if (shared.includes(id) && (await areTwo(database, id, from, to, environment.now())))
          throw twoPipelines(`"${from}" has run since "${to}" first did`, from, to);
        return renamePipeline(database, id, from, to);
      });
      return {
        wants: sum(all.map(({ wants }) => wants)),
        shared: sum(all.map((one) => one.shared)),
        unfollowed: all.flatMap(({ unfollowed }) => unfollowed),
      };
    },
    'write',
  );
}

/** What has a file of its own is called so still. */
async function refuseFiled(from: string, to: string, { cwd, env }: RunEnvironment): Promise<void> {
  const [file] = await filesOfName(join(cwd, 'pipelines'), from, env);
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
 * @throws RefusedError while opt-outs of its source wait for a night of it: none would ever send or release them (P11)
 */
export function endPipeline(environment: RunEnvironment, name: string): Promise<number> {
  return withState(
    'pipelines',
    environment,
    async (database) => {
      await mustBeDecided(database, name);
      return sum(
        await forAccounts(database, name, 'pipelines retire', (id) => retirePipeline(database, id, name)),
      );
    },
    'write',
  );
}

async function mustBeDecided(database: Database, name: string): Promise<void> {
  const accounts = await accountsOf(database, name);
  const waiting = await countUndecided(
    database,
    accounts.map(({ id }) => id),
    name,
  );
  if (waiting === 0) return;
  throw new RefusedError(
    `Opt-outs of "${name}" that no run has blocked yet: ${waiting}. Guards held them back, or its run ended before; without it nobody would see to them.`,
    {
      advice: `Nothing was changed. Which they are: jojka-sync blocklist list
To block them: jojka-sync apply RUN of the plan that was held back, or jojka-sync blocklist add NUMBER
Was it a mistake: correct the source or the pipeline, and run jojka-sync sync ${name} once more.`,
    },
  );
}

async function forAccounts<T>(
  database: Database,
  pipeline: string,
  command: string,
  change: (accountId: number) => Promise<T>,
): Promise<T[]> {
  const accounts = await accountsOf(database, pipeline);
  if (accounts.length === 0) {
    const known = [...new Set((await listPipelines(database)).map((one) => one.pipeline))];
    throw new UsageError(`The ledger knows no pipeline "${pipeline}".`, {
      advice: known.length > 0 ? `It knows: ${known.join(', ')}.` : 'It knows none yet.',
    });
  }
  const changed: T[] = [];
  for (const account of accounts) {
    const lock = await lockAccount(database, account, command);
    try {
      changed.push(await change(account.id));
    } finally {
      await lock.release();
    }
  }
  return changed;
}
