import type { Rejection } from '../contact/rejection.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withState } from '../session/state.ts';
import { readRejections } from '../state/notes.ts';
import { findRun } from './runs.ts';

/**
 * A run's rejections, and the columns of the sources that they stand in.
 *
 * @throws UsageError when there is no such run
 */
export function rejectionsOf(
  environment: RunEnvironment,
  id: string,
): Promise<{ rejections: Rejection[]; columns: Readonly<Record<string, readonly string[]>> }> {
  return withState('rejects', environment, async (database) => {
    const { summary } = await findRun(database, id);
    const columns = summary?.columns ?? {};
    return { rejections: await readRejections(database, id), columns };
  });
}
