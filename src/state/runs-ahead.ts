import type { Database } from './database.ts';

/** So far two clocks may differ; what is later than now by more is of the future. */
const clockToleranceMs = 3_600_000;

/** Whether a time is one that has not come yet, whatever machine's clock it is of. */
export function isOfFuture(time: Date, now: Date): boolean {
  return time.getTime() - now.getTime() > clockToleranceMs;
}

/** The runs that began at a time that has not come yet: a clock was ahead. In their order. */
export async function runsOfFuture(
  database: Database,
  now: Date,
): Promise<{ id: string; startedAt: Date }[]> {
  const rows = await database
    .knex('runs')
    .where('started_at', '>', new Date(now.getTime() + clockToleranceMs))
    .orderBy('seq')
    .select('id', 'started_at');
  return rows.map((row) => ({ id: String(row.id), startedAt: row.started_at }));
}

/** The latest run of an account, if it is one of the future. */
export async function lastIfOfFuture(
  database: Database,
  accountId: number,
  now: Date,
): Promise<{ id: string; startedAt: Date } | undefined> {
  const [row] = await database
    .knex('runs')
    .where({ account_id: accountId })
    .orderBy('seq', 'desc')
    .limit(1)
    .select('id', 'started_at');
  return row && isOfFuture(row.started_at, now)
    ? { id: String(row.id), startedAt: row.started_at }
    : undefined;
}
