import type { Pipeline } from '../config/schema.ts';
import type { Desired } from '../contact/desired.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import { isOfSourceOf, isOnlyOf } from '../plan/blocks.ts';
import { hasLostOptOuts, keyOptOuts } from '../plan/key-opt-outs.ts';
import type { Plan } from '../plan/plan.ts';
import type { Database } from '../state/database.ts';
import { markUnsaid } from '../state/ledger-blocks.ts';
import { blockingRuns } from '../state/run-plan.ts';

/** How many runs the warning names. */
const most = 3;

interface Night {
  readonly policy: Pipeline;
  readonly plan: Plan;
  readonly desired: Desired;
  readonly ledger: Ledger;
}

/**
 * People whose records opt out no more, and who stay blocked because their source once said so (P7): a misreading that was
 * mended, or somebody who has come back. They are told by the runs that blocked them, and marked, as are those who are blocked for
 * another reason besides; what nothing but the source has blocked can be released. Where an opt-out is lost, nobody is told or marked:
 * it may be theirs (T8). Nor of a night that a guard holds back, which may be a broken extract: none of its blocks could be lifted.
 */
export async function stillBlocked(database: Database, accountId: number, night: Night): Promise<Warning[]> {
  const { policy, plan, desired, ledger } = night;
  const isUncertain = plan.guards.length > 0 || hasLostOptOuts(desired, ledger.wants.get(policy.name));
  const unsaidNow = isUncertain ? [] : unsaid(night);
  // Who has written STOP, or was blocked by hand besides, stays blocked for that.
  const blocked = unsaidNow.filter((msisdn) => isOnlyOf(ledger, msisdn, policy.name));
  await markUnsaid(database, accountId, policy.name, isUncertain ? [] : [...unsaidNow, ...unsaidHeld(night)]);
  if (blocked.length === 0) return [];
  const runs = await blockingRuns(database, accountId, policy.name, blocked, most);
  const silent = blocked.filter((msisdn) => !desired.optedIn.has(msisdn)).length;
  return [
    { code: 'still-blocked', figures: { numbers: blocked.length, ...(silent > 0 && { silent }), runs } },
  ];
}

function unsaid(night: Night): string[] {
  const { desired, ledger } = night;
  return notSaid(night).filter((msisdn) => desired.contacts.has(msisdn) && !ledger.doubts.has(msisdn));
}

/** Whose block a guard held back, and who is opted out no more or absent: somebody may decide that it was a mistake. */
function unsaidHeld(night: Night): string[] {
  const { ledger, policy } = night;
  return notSaid(night).filter(
    (msisdn) => ledger.doubts.get(msisdn) === 'held' && isOnlyOf(ledger, msisdn, policy.name),
  );
}

/** Numbers that this pipeline's source, and no other one's, has blocked, and does not opt out tonight. */
function notSaid({ policy, plan, desired, ledger }: Night): string[] {
  const byKey = keyOptOuts(desired, ledger.wants.get(policy.name));
  const changing = new Set(
    plan.changes.flatMap(({ kind, msisdn }) => (kind === 'block' || kind === 'unblock' ? [msisdn] : [])),
  );
  return [...ledger.blocks.keys()].filter(
    (msisdn) =>
      !desired.optOuts.has(msisdn) &&
      !byKey.clear.has(msisdn) &&
      !byKey.odd.has(msisdn) &&
      !changing.has(msisdn) &&
      (isOfSourceOf(ledger, msisdn, policy.name) || isOnlyOf(ledger, msisdn, policy.name)),
  );
}
