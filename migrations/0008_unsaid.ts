import type { Knex } from 'knex';

/** Blocks that rest on one pipeline's source alone, and that its last extract said no more: what a release may lift (P7). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table ledger_blocks add column unsaid boolean not null default false');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table ledger_blocks drop column unsaid');
}
