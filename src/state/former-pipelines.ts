import type { Knex } from 'knex';
import type { Database } from './database.ts';
import { toJson } from './rows.ts';

/** That a pipeline was renamed or retired (P10). */
export interface PipelineEnd {
  readonly endedAt: Date;
  /** What it is called since; undefined where it was retired. */
  readonly renamedTo: string | undefined;
}

/** Records that a name is no pipeline's from now on; until it runs again. */
export async function recordEnd(
  trx: Knex,
  accountId: number,
  pipeline: string,
  { endedAt, renamedTo }: PipelineEnd,
): Promise<void> {
  await trx('former_pipelines')
    .insert({ account_id: accountId, pipeline, ended_at: endedAt, renamed_to: renamedTo ?? null })
    .onConflict(['account_id', 'pipeline'])
    .merge();
}

/** How a pipeline has ended since something was planned for it, if it has: it may have run again since. */
export async function endSince(
  { knex }: Database,
  accountId: number,
  pipeline: string,
  since: Date,
): Promise<PipelineEnd | undefined> {
  const row = await knex('former_pipelines')
    .where({ account_id: accountId, pipeline })
    .where('ended_at', '>=', since)
    .first('ended_at', 'renamed_to');
  return row && { endedAt: row.ended_at, renamedTo: row.renamed_to ?? undefined };
}

/** Whether a pipeline has ended, or got the name that it has, since a run of it planned: such a plan is of the name before. */
export async function hasOtherNameSince(
  { knex }: Database,
  accountId: number,
  pipeline: string,
  since: Date,
): Promise<boolean> {
  const row = await knex('former_pipelines')
    .where({ account_id: accountId })
    .where('ended_at', '>=', since)
    .where((either) => either.where({ pipeline }).orWhere({ renamed_to: pipeline }))
    .first('pipeline');
  return row !== undefined;
}

/** Of some pipelines those that were renamed or retired, and have not run since. */
export async function formerPipelines<T extends { readonly account: string; readonly pipeline: string }>(
  { knex }: Database,
  pipelines: readonly T[],
): Promise<T[]> {
  if (pipelines.length === 0) return [];
  const { rows } = await knex.raw(
    `select nth from jsonb_to_recordset(?::jsonb) as asked (nth int, account text, pipeline text)
     join accounts on accounts.name = asked.account
     join former_pipelines former on former.account_id = accounts.id and former.pipeline = asked.pipeline
     where not exists (select from runs r where r.account_id = accounts.id and r.pipeline = asked.pipeline
       and r.started_at > former.ended_at)`,
    [toJson(pipelines.map(({ account, pipeline }, nth) => ({ nth, account, pipeline })))],
  );
  return rows.flatMap(({ nth }: { nth: number }) => pipelines[nth] ?? []);
}
