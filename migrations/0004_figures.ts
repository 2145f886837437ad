import type { Knex } from 'knex';

/** Warnings and rejections are kept as codes and figures; sentences that earlier versions kept stay. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table rejections add column figures jsonb, alter column message drop not null;
    alter table warnings add column figures jsonb, alter column message drop not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update rejections set message = code where message is null;
    update warnings set message = code where message is null;
    alter table rejections drop column figures, alter column message set not null;
    alter table warnings drop column figures, alter column message set not null;
  `);
}
