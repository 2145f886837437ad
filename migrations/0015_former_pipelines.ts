import type { Knex } from 'knex';

/**
 * Pipelines that were renamed or retired: what was planned under such a name before must not come back. Of those that ended
 * before this was written down, all that is known is that they have run, and want nothing any more.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table former_pipelines (
      account_id integer not null references accounts on delete cascade,
      pipeline text not null,
      ended_at timestamptz not null,
      -- What it is called since; null where it was retired.
      renamed_to text,
      primary key (account_id, pipeline)
    );
    insert into former_pipelines (account_id, pipeline, ended_at)
    select distinct r.account_id, r.pipeline, now() from runs r
    where r.command in ('sync', 'apply', 'adopt') and r.state in ('done', 'partial')
      and not exists (select from ledger_wants w where w.account_id = r.account_id and w.pipeline = r.pipeline);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table former_pipelines');
}
