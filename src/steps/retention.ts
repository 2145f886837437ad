import { note } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import { pruneRuns } from '../state/prune.ts';
import { longestDays } from './freshness.ts';

/** So many days runs are kept with their personal data, and rejected rows (K3). */
const keptDays = { runs: 400, rejections: 30 };

/**
 * Takes personal data out of runs that are long past. That it cannot be done is no failure of the night. What time it is the
 * service says too, and the earlier of both counts: a clock that is ahead for a night takes out nothing.
 */
export async function pruneByItself({ session, environment, client }: Run): Promise<void> {
  const now = new Date(Math.min(environment.now().getTime(), client.answeredAt?.getTime() ?? Infinity));
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  try {
    await pruneRuns(session.database, {
      runs: daysAgo(keptDays.runs),
      rejections: daysAgo(keptDays.rejections),
      plans: daysAgo(longestDays),
      now,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    note(environment, 'warn', 'old runs could not be pruned', { reason });
  }
}
