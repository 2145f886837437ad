import type { Knex } from 'knex';

/** An opt-out that was read in a source, and of which nothing was decided before its night ended (L1b, P11). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table ledger_blocks drop constraint if exists ledger_blocks_doubt_check;
    alter table ledger_blocks add constraint ledger_blocks_doubt_check
      check (doubt in ('noted', 'held', 'owed', 'sent', 'unsure'));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update ledger_blocks set doubt = 'held' where doubt = 'noted';
    alter table ledger_blocks drop constraint if exists ledger_blocks_doubt_check;
    alter table ledger_blocks add constraint ledger_blocks_doubt_check
      check (doubt in ('held', 'owed', 'sent', 'unsure'));
  `);
}
