import type { Knex } from 'knex';

/**
 * What sources say of consent: as it stands, by which nobody gets into a group that he has not agreed to; and each time that it
 * changed, which is the proof of when a yes and a no came, and from where.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table ledger_consents (
      account_id integer not null references accounts on delete cascade,
      pipeline text not null,
      source text not null,
      msisdn text not null,
      state text not null,
      -- Days since 1970: of the yes, where the source says it.
      day integer,
      -- The last day on which a yes holds, by what its pipeline says of its age: every reader goes by it.
      until integer,
      since timestamptz not null,
      -- Groups that need a yes, and that the pipeline puts him in or, where he has not said it, would.
      groups text[] not null,
      primary key (account_id, pipeline, source, msisdn)
    );
    create index on ledger_consents (account_id, msisdn);

    create table consent_events (
      id bigint generated always as identity primary key,
      account_id integer not null references accounts on delete cascade,
      pipeline text not null,
      source text not null,
      msisdn text not null,
      at timestamptz not null,
      -- Null: the source speaks of him no more.
      state text,
      day integer,
      -- The cell and the line; null where time alone has made it so.
      value text,
      line integer
    );
    create index on consent_events (account_id, msisdn);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table consent_events, ledger_consents');
}
