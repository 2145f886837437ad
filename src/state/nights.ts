import type { Database } from './database.ts';
import { type RunRecord, toRun } from './runs.ts';

/** Commands whose runs are a pipeline's nights. */
const nightly = ['sync', 'apply', 'resume', 'undo'];

/**
 * The latest runs of every pipeline, so many of each, parts of a night left out; by account and name, newest first. Of their summaries only what was planned
 * and rejected, and what guards held back: there may be thousands of pipelines.
 */
export async function latestNights({ knex }: Database, ofEach: number): Promise<RunRecord[]> {
  const { rows } = await knex.raw(
    `select nights.*, accounts.name as account
     from (select id, account_id, pipeline, command, state, exit_code, started_at, ended_at, error, host, pid, seq,
             jsonb_strip_nulls(jsonb_build_object(
               'plan', jsonb_build_object('changes', summary->'plan'->'changes'),
               'heldBack', summary->'heldBack',
               'heldBlocks', summary->'heldBlocks',
               'rejections', summary->'rejections')) as summary,
             row_number() over (partition by account_id, pipeline order by seq desc) as nth
           from runs where pipeline <> '-' and command = any (?) and summary->'part' is null) as nights
     join accounts on accounts.id = nights.account_id
     where nth <= ? order by accounts.name, pipeline, nights.seq desc`,
    [nightly, ofEach],
  );
  return rows.map(toRun);
}
