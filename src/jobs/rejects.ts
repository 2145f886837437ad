import type { Rejection } from '../contact/rejection.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withState } from '../session/state.ts';
import { readRejections } from '../state/notes.ts';
import { namedRun } from './runs.ts';

/**
 * A run's rejections, and the columns of the sources that they stand in.
 *
 * @throws UsageError when there is no such run
 */
export function rejectionsOf(
  environment: RunEnvironment,
  name: string,
): Promise<{ rejections: Rejection[]; columns: Readonly<Record<string, readonly string[]>> }> {
  return withState('rejects', environment, async (database) => {
    const { id, summary } = await namedRun(database, name);
    const columns = summary?.columns ?? {};
    return { rejections: await readRejections(database, id), columns };
  });
}
