import type { Rejection } from '../contact/rejection.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withState } from '../session/state.ts';
import { readRejections } from '../state/notes.ts';
import { listRuns } from '../state/runs.ts';
import { namedRun } from './runs.ts';

/** Commands that read sources: by `latest` the latest of theirs is meant, whatever came after it. */
const readers = ['sync', 'adopt'];

/**
 * A run's rejections, and the columns of the sources that they stand in.
 *
 * @throws UsageError when there is no such run
 */
export function rejectionsOf(
  environment: RunEnvironment,
  name: string,
): Promise<{
  readonly rejections: Rejection[];
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly account: string;
}> {
  return withState('rejects', environment, async (database) => {
    const [latest] = name === 'latest' ? await listRuns(database, { limit: 1, commands: readers }) : [];
    const { id, summary, account } = latest ?? (await namedRun(database, name));
    const columns = summary?.columns ?? {};
    return { rejections: await readRejections(database, id), columns, account };
  });
}
