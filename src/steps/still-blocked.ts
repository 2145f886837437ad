import type { Pipeline } from '../config/schema.ts';
import type { Desired } from '../contact/desired.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import { isOnlyOf } from '../plan/blocks.ts';
import type { Plan } from '../plan/plan.ts';
import type { Database } from '../state/database.ts';
import { blockingRuns } from '../state/run-plan.ts';

/** How many runs the warning names. */
const most = 3;

/**
 * People whose records opt out no more, and who stay blocked because their source once said so (P7): a misreading that was
 * mended, or somebody who has come back. By which runs, so that they can be released.
 */
export async function stillBlockedWarnings(
  database: Database,
  accountId: number,
  { policy, plan, desired, ledger }: { policy: Pipeline; plan: Plan; desired: Desired; ledger: Ledger },
): Promise<Warning[]> {
  const changing = new Set(
    plan.changes.flatMap(({ kind, msisdn }) => (kind === 'block' || kind === 'unblock' ? [msisdn] : [])),
  );
  const blocked = [...ledger.blocks.keys()].filter(
    (msisdn) =>
      desired.contacts.has(msisdn) &&
      !desired.optOuts.has(msisdn) &&
      !changing.has(msisdn) &&
      !ledger.doubts.has(msisdn) &&
      isOnlyOf(ledger, msisdn, policy.name),
  );
  if (blocked.length === 0) return [];
  const runs = await blockingRuns(database, accountId, policy.name, blocked, most);
  return [{ code: 'still-blocked', figures: { numbers: blocked.length, runs } }];
}
