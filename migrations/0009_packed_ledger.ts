import type { Knex } from 'knex';

/**
 * The ledger's contacts and wants once more as packed pages, which are read many times faster than rows. The rows stay the
 * truth: triggers note the key of each that anybody changes, whoever he is, and those are read as rows.
 *
 * What may never happen is that a row changes, and no key is noted. A writer therefore holds the account's row of
 * `ledger_copies` FOR SHARE until he commits, and whoever begins an edition updates that row: he waits for writers who noted
 * nothing, and writers after him see the edition. It is a table of its own, so that nobody else waits for either. A writer at REPEATABLE READ whose snapshot is older than that is refused by Postgres itself.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table ledger_copies (
      account_id integer primary key references accounts on delete cascade,
      -- The edition for which changes are noted; null: none.
      edition bigint
    );
    insert into ledger_copies (account_id) select id from accounts;

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
          select account_id as id, edition from ledger_copies
          where account_id in (select distinct changed.account_id from changed) for share
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
      update ledger_copies set edition = null;
      delete from ledger_editions;
      delete from ledger_touched;
      return null;
    end $function$;
    create function ledger_of_account() ${head}
    begin
      insert into ledger_copies (account_id) values (new.id) on conflict do nothing;
      return null;
    end $function$;
    create trigger ledger_copy after insert on accounts
      for each row execute function ledger_of_account();
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
    drop trigger ledger_copy on accounts;
    drop function ledger_of_account();
    drop table ledger_touched, ledger_pages, ledger_editions, ledger_copies;
  `);
}
