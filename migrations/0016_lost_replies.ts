import type { Knex } from 'knex';

/** Answers to an account that are gone unread (S2): whoever fetched next found it, and whoever goes by answers is to know. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The place in the order of runs of the one that found it.
    alter table accounts add column replies_lost_seq bigint;
    -- When answers had been fetched last by then; null where nobody knows, since a clock was wrong.
    alter table accounts add column replies_lost_since timestamptz;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table accounts drop column replies_lost_seq, drop column replies_lost_since;
  `);
}
