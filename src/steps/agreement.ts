import { RefusedError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';

/** Asks whoever started a job whether what a plan takes away may go; left out where nobody can be asked. */
export type Agree = (plan: Plan) => Promise<boolean>;

/** How much a plan takes away that was there. */
function takenAway({ summary }: Pick<Plan, 'summary'>): number {
  return summary.changes.remove + summary.changes.removeMembership;
}

/**
 * Asks before contacts or memberships go. A plan that guards hold back takes nothing away yet, so nobody is asked.
 *
 * @param accepted somebody has accepted its guards
 * @throws RefusedError when the answer is no
 */
export async function mustBeAgreed(plan: Plan, agree: Agree | undefined, accepted = false): Promise<void> {
  if (!agree || takenAway(plan) === 0 || (plan.guards.length > 0 && !accepted)) return;
  if (await agree(plan)) return;
  throw new RefusedError('The question was answered by no: no contact and no membership was taken away.', {
    advice: 'Run the command again when it is meant; --yes answers the question beforehand.',
  });
}
