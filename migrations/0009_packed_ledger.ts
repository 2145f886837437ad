import type { Knex } from 'knex';

/**
 * The ledger's contacts and wants once more as packed pages, which are read many times faster than rows. The rows stay the
 * truth: triggers note the key of each that anybody changes, whoever he is, and those are read as rows.
 *
 * What may never happen is that a row changes, and no key is noted. A writer therefore holds the account's row FOR SHARE
 * until he commits, and whoever begins an edition updates that row: he waits for writers who noted nothing, and writers
 * after him see the edition. A writer at REPEATABLE READ whose snapshot is older than that is refused by Postgres itself.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table accounts add column ledger_edition bigint;
    comment on column accounts.ledger_edition is 'The edition for which changes are noted; null: none.';

    create table ledger_editions (
      id bigint generated always as identity primary key,
      account_id integer not null references accounts on delete cascade,
      format integer not null,
      made_at timestamptz not null default now(),
      -- Null until its pages are written.
      pages integer,
      contacts integer,
      wants integer
    );
    create index on ledger_editions (account_id);

    create table ledger_pages (
      edition bigint not null references ledger_editions on delete cascade,
      part integer not null,
      bytes bytea not null,
      primary key (edition, part)
    );
    -- Postgres's own compression takes longer than what it saves.
    alter table ledger_pages alter column bytes set storage external;

    create table ledger_touched (
      account_id integer not null references accounts on delete cascade,
      kind text not null check (kind in ('contact', 'want')),
      pipeline text not null,
      msisdn text not null,
      edition bigint not null,
      primary key (account_id, kind, pipeline, msisdn, edition)
    );
  `);
  // As the owner, since a writer need not know of this; so each names its tables in full.
  const head =
    'returns trigger language plpgsql security definer set search_path = jojka_sync, pg_temp as $function$';
  for (const [table, kind, pipeline] of [
    ['ledger_contacts', 'contact', "''"],
    ['ledger_wants', 'want', 'changed.pipeline'],
  ])
    await knex.raw(`
      create function ${table}_touched() ${head}
      declare account record;
      begin
        for account in
          select id, ledger_edition as edition from accounts
          where id in (select distinct changed.account_id from changed) for share of accounts
        loop
          if account.edition is not null then
            insert into ledger_touched (account_id, kind, pipeline, msisdn, edition)
            select account.id, '${kind}', ${pipeline}, changed.msisdn, account.edition
            from changed where changed.account_id = account.id
            on conflict do nothing;
          end if;
        end loop;
        return null;
      end $function$;

      create trigger touched_insert after insert on ${table}
        referencing new table as changed for each statement execute function ${table}_touched();
      create trigger touched_delete after delete on ${table}
        referencing old table as changed for each statement execute function ${table}_touched();
      create trigger touched_update_from after update on ${table}
        referencing old table as changed for each statement execute function ${table}_touched();
      create trigger touched_update_to after update on ${table}
        referencing new table as changed for each statement execute function ${table}_touched();
    `);
  await knex.raw(`
    create function ledger_emptied() ${head}
    begin
      update accounts set ledger_edition = null;
      delete from ledger_editions;
      delete from ledger_touched;
      return null;
    end $function$;
    create trigger emptied after truncate on ledger_contacts
      for each statement execute function ledger_emptied();
    create trigger emptied after truncate on ledger_wants
      for each statement execute function ledger_emptied();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger emptied on ledger_contacts;
    drop trigger emptied on ledger_wants;
    drop function ledger_emptied();
    drop function ledger_contacts_touched() cascade;
    drop function ledger_wants_touched() cascade;
    drop table ledger_touched, ledger_pages, ledger_editions;
    alter table accounts drop column ledger_edition;
  `);
}
