import type { RunEnvironment } from '../session/environment.ts';
import { withNewState } from '../session/state.ts';

/** Brings the schema of the state up to date, and makes an embedded one where there is none. Gives where it is. */
export function migrateState(environment: RunEnvironment): Promise<string> {
  return withNewState('migrate', environment, async ({ place }) => place);
}
