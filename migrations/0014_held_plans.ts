import type { Knex } from 'knex';

/**
 * Plans that guards hold back, so that a machine that did not make one can show and apply it; and people who sign in to the console by
 * a proxy's word, without a token.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table held_plans (
      run_id text primary key references runs on delete cascade,
      saved_at timestamptz not null,
      -- The text of the plan's file, as gzip.
      packed bytea not null
    );
    alter table held_plans alter column packed set storage external;
    create index on held_plans (saved_at);

    alter table console_tokens alter column hash drop not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table held_plans;
    delete from console_tokens where hash is null;
    alter table console_tokens alter column hash set not null;
  `);
}
