import type { RunEnvironment } from '../session/environment.ts';
import { openState } from '../session/session.ts';

/** Brings the schema of the state up to date, and makes an embedded one where there is none. Gives where it is. */
export async function migrateState(environment: RunEnvironment): Promise<string> {
  const database = await openState('migrate', environment);
  await database.close();
  return database.place;
}
