import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withState, withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { lockAccount } from '../state/lock.ts';
import {
  accountsOf,
  type KnownPipeline,
  listPipelines,
  renamePipeline,
  retirePipeline,
} from '../state/pipelines.ts';

/** Every pipeline that the ledger knows; none where there is no state. */
export function knownPipelines(environment: RunEnvironment): Promise<KnownPipeline[]> {
  return withStateIfAny('pipelines', environment, listPipelines, []);
}

/** Moves a pipeline's wants to another name, in every account that has some (P10). Gives their number. */
export function movePipeline(environment: RunEnvironment, from: string, to: string): Promise<number> {
  return withState(
    'pipelines',
    environment,
    async (database) => {
      if ((await accountsOf(database, to)).length > 0)
        throw new UsageError(
          `The ledger has a pipeline "${to}" already: the wants of two cannot be told apart again.`,
          {
            advice: `Retire one of them first: jojka-sync pipelines retire ${to}`,
          },
        );
      return forAccounts(database, from, 'pipelines rename', (id) => renamePipeline(database, id, from, to));
    },
    'write',
  );
}

/**
 * Ends a pipeline's wants (P10). What nobody else wants, and is managed, goes with the next sync of another pipeline of
 * the account that removes. Gives the number of wants.
 */
export function endPipeline(environment: RunEnvironment, name: string): Promise<number> {
  return withState(
    'pipelines',
    environment,
    (database) => forAccounts(database, name, 'pipelines retire', (id) => retirePipeline(database, id, name)),
    'write',
  );
}

async function forAccounts(
  database: Database,
  pipeline: string,
  command: string,
  change: (accountId: number) => Promise<number>,
): Promise<number> {
  const accounts = await accountsOf(database, pipeline);
  if (accounts.length === 0) {
    const known = [...new Set((await listPipelines(database)).map((one) => one.pipeline))];
    throw new UsageError(`The ledger knows no pipeline "${pipeline}".`, {
      advice: known.length > 0 ? `It knows: ${known.join(', ')}.` : 'It knows none yet.',
    });
  }
  let wants = 0;
  for (const account of accounts) {
    const lock = await lockAccount(database, account, command);
    try {
      wants += await change(account.id);
    } finally {
      await lock.release();
    }
  }
  return wants;
}
