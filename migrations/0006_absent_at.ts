import type { Knex } from 'knex';

/** When an absent contact was last counted as absent: extracts count that are some hours apart (P3). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table ledger_wants add column absent_at timestamptz');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table ledger_wants drop column absent_at');
}
