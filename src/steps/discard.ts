import { RefusedError, UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withState } from '../session/state.ts';
import { type Discard, saveDiscard } from '../state/discarded-plans.ts';
import { dropHeldPlan } from '../state/held-plans.ts';
import { lockAccount } from '../state/lock.ts';
import { findRun } from '../state/runs.ts';
import { refuseDiscarded, refuseSpent } from './decided.ts';

/**
 * Records that the plan of a run that was held back is not to be applied: from then on `apply` refuses it. Under the account's
 * lock, so that nobody applies it meanwhile. Nothing is sent; the next sync plans afresh.
 *
 * @throws UsageError when there is no such run, or guards did not hold it back
 * @throws RefusedError when its plan is spent, or discarded already
 * @throws LockedError when a run holds the account (L9)
 */
export function discardHeld(
  environment: RunEnvironment,
  runId: string,
  discard: Omit<Discard, 'at'>,
): Promise<void> {
  return withState(
    'discard',
    environment,
    async (database) => {
      const run = await findRun(database, runId);
      if (run?.summary?.heldBack !== true)
        throw new UsageError(`There is no run ${runId} that guards held back.`, {
          advice: 'Nothing was changed.',
        });
      const account = await database.knex('accounts').where({ name: run.account }).first('id');
      if (!account) throw new RefusedError(`The state knows no account "${run.account}" any more.`);
      const lock = await lockAccount(database, { id: account.id, name: run.account }, 'discard');
      try {
        const where = { database, accountId: account.id };
        await refuseSpent(where, run.id);
        await refuseDiscarded(where, run.id);
        await saveDiscard(database, account.id, run.id, { ...discard, at: environment.now() });
        await dropHeldPlan(database, run.id);
      } finally {
        await lock.release();
      }
    },
    'write',
  );
}
