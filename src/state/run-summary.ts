import type { Database } from './database.ts';
import { toJson } from './rows.ts';

/** Records what a run is about to do, before it does it. */
export async function saveRunSummary(database: Database, runId: string, summary: object): Promise<void> {
  await database
    .knex('runs')
    .where({ id: runId })
    .update({ summary: toJson(summary) });
}
