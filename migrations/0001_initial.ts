import type { Knex } from 'knex';

/** Accounts, runs with their journal, and the ledger. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table accounts (
      id integer generated always as identity primary key,
      name text not null unique,
      url text not null,
      key_salt text not null,
      key_hash text not null,
      created_at timestamptz not null default now()
    );

    create table runs (
      id text primary key,
      account_id integer not null references accounts on delete cascade,
      pipeline text not null,
      command text not null,
      state text not null check (state in ('running', 'done', 'partial', 'failed', 'interrupted', 'refused')),
      exit_code integer,
      host text not null,
      pid integer not null,
      started_at timestamptz not null,
      ended_at timestamptz,
      summary jsonb,
      error text,
      -- What the run got done is in the ledger.
      settled boolean not null default false
    );
    create index on runs (account_id, started_at desc);
    create index on runs (account_id) where not settled;

    create table run_changes (
      run_id text not null references runs on delete cascade,
      seq integer not null,
      kind text not null,
      msisdn text not null,
      detail jsonb,
      primary key (run_id, seq)
    );
    create index on run_changes (msisdn);

    create table run_contacts (
      run_id text not null references runs on delete cascade,
      msisdn text not null,
      before jsonb,
      after jsonb,
      by_import boolean not null,
      verdict text,
      primary key (run_id, msisdn)
    );

    create table calls (
      run_id text not null references runs on delete cascade,
      seq integer not null,
      parent_seq integer,
      endpoint text not null,
      change_seqs integer[] not null,
      state text not null default 'pending' check (state in ('pending', 'sent', 'done', 'failed', 'unknown')),
      attempts integer not null default 0,
      error jsonb,
      sent_at timestamptz,
      ended_at timestamptz,
      ms integer,
      primary key (run_id, seq)
    );

    create table rejections (
      run_id text not null references runs on delete cascade,
      seq integer not null,
      source text not null,
      line integer not null,
      record_key text,
      field text not null,
      code text not null,
      value text not null,
      message text not null,
      "row" jsonb not null,
      primary key (run_id, seq)
    );

    create table warnings (
      run_id text not null references runs on delete cascade,
      seq integer not null,
      code text not null,
      message text not null,
      primary key (run_id, seq)
    );

    create table ledger_contacts (
      account_id integer not null references accounts on delete cascade,
      msisdn text not null,
      managed text check (managed in ('created', 'adopted')),
      pipeline text,
      groups text[] not null,
      spellings jsonb,
      first_confirmed timestamptz not null default now(),
      last_confirmed timestamptz not null default now(),
      primary key (account_id, msisdn)
    );

    create table ledger_wants (
      account_id integer not null references accounts on delete cascade,
      pipeline text not null,
      msisdn text not null,
      name text not null,
      groups text[] not null,
      keys text[] not null,
      absent_runs integer not null,
      since timestamptz not null,
      primary key (account_id, pipeline, msisdn)
    );

    create table ledger_blocks (
      account_id integer not null references accounts on delete cascade,
      msisdn text not null,
      origins text[] not null,
      first_at timestamptz not null default now(),
      last_at timestamptz not null default now(),
      primary key (account_id, msisdn)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'drop table ledger_blocks, ledger_wants, ledger_contacts, warnings, rejections, calls, run_contacts, run_changes, runs, accounts',
  );
}
