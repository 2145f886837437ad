import type { Knex } from 'knex';

/** Why a block cannot be relied on (P12), when it was last asked about, and by which words pipelines know a STOP (P11). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table ledger_blocks add column doubt text check (doubt in ('held', 'owed', 'sent', 'unsure'));
    alter table ledger_blocks add column asked_at timestamptz;
    update ledger_blocks set doubt = case when 'carried' = any (origins) then 'owed' else 'unsure' end where doubtful;
    alter table ledger_blocks drop column doubtful;

    -- Its answers come from a sandbox (K4).
    alter table accounts add column sandbox boolean;

    -- Wanted in a night that guards held back, and in no other yet.
    alter table ledger_wants add column held boolean not null default false;

    create table opt_out_words (
      account_id integer not null references accounts on delete cascade,
      pipeline text not null,
      -- Null: the default ones.
      words text[],
      primary key (account_id, pipeline)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table opt_out_words;
    alter table ledger_wants drop column held;
    alter table accounts drop column sandbox;
    alter table ledger_blocks add column doubtful boolean not null default false;
    update ledger_blocks set doubtful = true where doubt is not null;
    alter table ledger_blocks drop column doubt, drop column asked_at;
  `);
}
