import { localTime } from '../contact/local-time.ts';
import { RefusedError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import type { Session } from '../session/session.ts';
import { withStateIfAny } from '../session/state.ts';
import { discardOf } from '../state/discarded-plans.ts';
import { findRun, planSpentBy } from '../state/runs.ts';

/** Where a plan is, and who decides about it. */
type Account = Pick<Session, 'database' | 'accountId'>;

/**
 * A saved plan is spent once (G5). Only to be asked by whoever holds the account.
 *
 * @throws RefusedError when a run has applied it
 */
export async function refuseSpent({ database, accountId }: Account, planId: string): Promise<void> {
  const spentBy = await planSpentBy(database, accountId, planId);
  if (spentBy)
    throw new RefusedError(
      `The plan ${planId} is spent: run ${spentBy.id} applied it at ${localTime(spentBy.startedAt)}.`,
      { advice: `Nothing was sent. What became of it:\njojka-sync runs ${spentBy.id}` },
    );
}

/** @throws RefusedError when somebody has decided not to apply it */
export async function refuseDiscarded({ database, accountId }: Account, planId: string): Promise<void> {
  const discard = await discardOf(database, accountId, planId);
  if (discard)
    throw new RefusedError(
      `The plan ${planId} was discarded by ${discard.who} at ${localTime(discard.at)}: ${discard.reason}`,
      { advice: 'Nothing was sent. The next sync plans afresh.' },
    );
}

/** Why a plan that is nowhere any more is not: it is spent, or discarded. Undefined where that is not the reason. */
export function decidedAlready(environment: RunEnvironment, name: string): Promise<RefusedError | undefined> {
  return withStateIfAny<RefusedError | undefined>(
    'apply',
    environment,
    async (database) => {
      const run = await findRun(database, name);
      if (run?.summary?.heldBack !== true) return undefined;
      const account = await database.knex('accounts').where({ name: run.account }).first('id');
      try {
        await refuseSpent({ database, accountId: account.id }, run.id);
        await refuseDiscarded({ database, accountId: account.id }, run.id);
        return undefined;
      } catch (error) {
        if (error instanceof RefusedError) return error;
        throw error;
      }
    },
    undefined,
  );
}
