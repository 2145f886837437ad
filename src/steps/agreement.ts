import { RefusedError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';

/** Asks whoever started a job whether what a plan takes away may go; left out where nobody can be asked. */
export type Agree = (plan: Plan) => Promise<boolean>;

/** How much a plan takes away that was there. */
function takenAway({ summary }: Pick<Plan, 'summary'>): number {
  return summary.changes.remove + summary.changes.removeMembership;
}

/** How long a question may stand while the run holds the account: others wait for it. */
const longestWait = 5 * 60_000;

/**
 * Asks before contacts or memberships go. A plan that guards hold back takes nothing away yet, so nobody is asked. What ends
 * the run ends the question, and so do five minutes.
 *
 * @param options.accepted somebody has accepted its guards
 * @returns whether somebody was asked: facts that were read before may be old by the time of the answer
 * @throws RefusedError when the answer is no, or none comes
 * @throws the signal's reason when the run is ended meanwhile
 */
export async function mustBeAgreed(
  plan: Plan,
  agree: Agree | undefined,
  { signal, accepted = false }: { readonly signal: AbortSignal; readonly accepted?: boolean },
): Promise<boolean> {
  if (!agree || takenAway(plan) === 0 || (plan.guards.length > 0 && !accepted)) return false;
  signal.throwIfAborted();
  const answered = agree(plan);
  // Whoever answers too late has not been waited for.
  answered.catch(() => {});
  const over = AbortSignal.any([signal, AbortSignal.timeout(longestWait)]);
  const answer = await Promise.race([answered, aborted(over)]);
  signal.throwIfAborted();
  if (answer === true) return true;
  const what = answer === false ? 'was answered by no' : 'was not answered within five minutes';
  throw new RefusedError(`The question ${what}: no contact and no membership was taken away.`, {
    advice: 'Run the command again when it is meant; --yes answers the question beforehand.',
  });
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
