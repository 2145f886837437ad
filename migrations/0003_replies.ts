import type { Knex } from 'knex';

/** Answers to the account (S1), who asked for a block, and which numbers the service was asked about. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Pipelines whose sources opted the number out.
    alter table ledger_blocks add column pipelines text[] not null default '{}';
    -- An unblock was sent, and whether it was carried out is not known.
    alter table ledger_blocks add column doubtful boolean not null default false;
    update ledger_blocks set pipelines = array(
      select distinct pipeline from ledger_wants
      where ledger_wants.account_id = ledger_blocks.account_id order by pipeline)
    where 'source' = any (origins);

    -- Kept for the keys of somebody who opted out alone: nothing is wanted.
    alter table ledger_wants add column opted_out boolean not null default false;

    alter table accounts add column replies_fetched_at timestamptz;

    create table replies (
      id bigint generated always as identity primary key,
      account_id integer not null references accounts on delete cascade,
      sender text not null,
      inserted timestamptz not null,
      -- Taken away by prune; the hash tells whether the answer is known.
      message text,
      message_hash text not null,
      -- The word by which it opts out; null when it does not.
      word text,
      seen_at timestamptz not null default now(),
      -- The sender's block was confirmed, or none was needed.
      handled_at timestamptz,
      -- Pipelines that have written it back to their CRM.
      written_back_to text[] not null default '{}',
      unique (account_id, sender, inserted, message_hash)
    );
    create index on replies (account_id) where handled_at is null;

    create table block_checks (
      account_id integer not null references accounts on delete cascade,
      msisdn text not null,
      checked_at timestamptz not null default now(),
      primary key (account_id, msisdn)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table block_checks, replies;
    alter table accounts drop column replies_fetched_at;
    delete from ledger_wants where opted_out;
    alter table ledger_wants drop column opted_out;
    alter table ledger_blocks drop column pipelines, drop column doubtful;
  `);
}
