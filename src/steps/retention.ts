import { note } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import { pruneRuns } from '../state/prune.ts';

/** So many days runs are kept with their personal data, and rejected rows (K3). */
const keptDays = { runs: 400, rejections: 30 };

/** Takes personal data out of runs that are long past. That it cannot be done is no failure of the night. */
export async function pruneByItself({ session, environment }: Run): Promise<void> {
  const daysAgo = (days: number) => new Date(environment.now().getTime() - days * 86_400_000);
  try {
    await pruneRuns(session.database, {
      runs: daysAgo(keptDays.runs),
      rejections: daysAgo(keptDays.rejections),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    note(environment, 'warn', 'old runs could not be pruned', { reason });
  }
}
