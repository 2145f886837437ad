import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import { pruneRuns } from '../state/prune.ts';
import { removeSavedPlans } from '../steps/saved-plans.ts';

/** Takes personal data out of runs that are older than so many days (K3); gives the number of runs. */
export async function pruneHistory(environment: RunEnvironment, days: number): Promise<number> {
  await removeSavedPlans(environment, days);
  const now = environment.now();
  const before = new Date(now.getTime() - days * 86_400_000);
  return withStateIfAny(
    'prune',
    environment,
    (database) => pruneRuns(database, { runs: before, rejections: before, now }),
    0,
    'write',
  );
}
