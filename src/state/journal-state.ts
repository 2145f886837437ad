import type { Database } from './database.ts';

/** The number of a run's last journaled call; 0 when there is none. */
export async function lastCall(database: Database, runId: string): Promise<number> {
  const [row] = await database.knex('calls').where({ run_id: runId }).max('seq as last');
  return row?.last ?? 0;
}
