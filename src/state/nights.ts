import type { Database } from './database.ts';
import { type RunRecord, toRun } from './runs.ts';

/** Commands whose runs are a pipeline's nights. */
const nightly = ['sync', 'apply', 'resume', 'undo'];

/** The latest runs of every pipeline, so many of each; by account and name, newest first. */
export async function latestNights({ knex }: Database, ofEach: number): Promise<RunRecord[]> {
  const { rows } = await knex.raw(
    `select nights.*, accounts.name as account
     from (select *, row_number() over (partition by account_id, pipeline order by seq desc) as nth
           from runs where pipeline <> '-' and command = any (?)) as nights
     join accounts on accounts.id = nights.account_id
     where nth <= ? order by accounts.name, pipeline, nights.seq desc`,
    [nightly, ofEach],
  );
  return rows.map(toRun);
}
