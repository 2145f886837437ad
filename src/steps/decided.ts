import { localTime } from '../contact/local-time.ts';
import { RefusedError } from '../errors.ts';
import type { Session } from '../session/session.ts';
import { discardOf } from '../state/discarded-plans.ts';
import { planSpentBy } from '../state/runs.ts';

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
