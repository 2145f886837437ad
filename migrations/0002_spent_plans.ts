import type { Knex } from 'knex';

/** The saved plan that a run applied: each is spent once (G5). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table runs add column plan_id text;
    create unique index runs_plan_id on runs (account_id, plan_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table runs drop column plan_id');
}
