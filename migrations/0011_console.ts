import type { Knex } from 'knex';

/** Who may use the console, what was done there, and held plans that somebody has decided not to apply. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table console_tokens (
      id integer generated always as identity primary key,
      name text not null,
      role text not null check (role in ('see', 'approve', 'operate')),
      -- Of the token, which nobody keeps.
      hash text not null unique,
      created_at timestamptz not null,
      used_at timestamptz,
      revoked_at timestamptz
    );
    create unique index console_tokens_name on console_tokens (name) where revoked_at is null;

    create table console_acts (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      who text not null,
      role text not null,
      act text not null,
      -- A run, or a number that is masked.
      subject text,
      reason text,
      -- Null: begun, and no end is known.
      outcome text
    );

    create table discarded_plans (
      account_id integer not null references accounts on delete cascade,
      plan_id text not null,
      at timestamptz not null,
      who text not null,
      reason text not null,
      primary key (account_id, plan_id)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table discarded_plans, console_acts, console_tokens');
}
