import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerContact } from '../../src/contact/ledger.ts';
import { createListPool } from '../../src/contact/list-pool.ts';
import { type Database, openDatabase } from '../../src/state/database.ts';
import { readLedger, readLedgerAndPack, writeLedger } from '../../src/state/ledger.ts';
import { beginEdition, writeEdition } from '../../src/state/ledger-editions.ts';
import { readEntries, readRows } from '../../src/state/ledger-entries.ts';
import { migrate, migrationSettings } from '../../src/state/migrations.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { newAccount } from './databases.ts';
import { hasCopy, ledgerOf, listSink, pack, rowsOf } from './packed.ts';

/** Several at once, on Postgres: no packed copy is ever stale, whoever writes when. */
let server: TestPostgres;
let url: string;
let database: Database;
let account: number;
const open: pg.Client[] = [];

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.remove());
afterEach(async () => {
  for (const client of open.splice(0)) await client.end();
  await database?.close();
});

async function newLedger(count = 50): Promise<void> {
  url = await server.createDatabase();
  database = await openDatabase({ url, home: '', command: 'test' });
  account = await newAccount(database);
  await writeLedger(database, account, {
    contacts: new Map(
      Array.from({ length: count }, (_, index): [string, LedgerContact] => [
        String(46701740605 + index),
        { groups: ['Kunder'] },
      ]),
    ),
  });
}

async function somebody(user?: string): Promise<pg.Client> {
  const address = new URL(url);
  if (user) Object.assign(address, { username: user, password: 'hemligt' });
  const client = new pg.Client(address.href);
  await client.connect();
  await client.query('set search_path = jojka_sync');
  open.push(client);
  return client;
}

const change = "update ledger_contacts set groups = '{by hand}' where msisdn = '46701740607'";
const writePages = async (edition: string) =>
  writeEdition(database, { accountId: account, edition }, createListPool(), listSink(), async () => {});
const isSame = async () => expect(await ledgerOf(database, account)).toEqual(await rowsOf(database, account));
const isWaiting = async () => {
  for (;;) {
    const { rows } = await database.knex.raw("select 1 from pg_stat_activity where wait_event_type = 'Lock'");
    if (rows.length > 0) return;
  }
};

describe('whoever changes the ledger', () => {
  it('before an edition begins is waited for, and his change is in it', async () => {
    await newLedger();
    const writer = await somebody();
    await writer.query('begin');
    await writer.query(change);
    const packing = pack(database, account);
    await isWaiting();
    await writer.query('commit');
    await packing;
    expect(await hasCopy(database, account)).toBe(true);
    expect((await readLedger(database, account)).contacts.get('46701740607')).toEqual({
      groups: ['by hand'],
    });
    await isSame();
  });

  it('and does not end is not waited for long: the ledger is read row by row', async () => {
    await newLedger();
    const writer = await somebody();
    await writer.query('begin');
    await writer.query(change);
    const told: unknown[] = [];
    const ledger = await readLedgerAndPack(database, account, (error) => told.push(error), { least: 1 });
    expect(ledger.contacts.size).toBe(50);
    expect(String(told)).toContain('lock timeout');
    expect(await hasCopy(database, account)).toBe(false);
    await writer.query('commit');
    await isSame();
  });

  it('holds up nobody but who makes a copy: what is noted of the account is written meanwhile', async () => {
    await newLedger();
    await pack(database, account);
    const writer = await somebody();
    await writer.query('begin');
    await writer.query(change);
    const other = await somebody();
    await other.query("set lock_timeout = '2s'");
    const noted = await other.query('update accounts set replies_fetched_at = now() where id = $1', [
      account,
    ]);
    expect(noted.rowCount).toBe(1);
    await writer.query('commit');
    await isSame();
  });

  it('while its pages are written is noted, and his change is laid over them', async () => {
    await newLedger();
    const edition = await beginEdition(database, account);
    const writer = await somebody();
    await writer.query('begin');
    await writer.query(change);
    await writePages(edition);
    expect((await readLedger(database, account)).contacts.get('46701740607')).toEqual({ groups: ['Kunder'] });
    await writer.query('commit');
    expect(await hasCopy(database, account)).toBe(true);
    expect((await readLedger(database, account)).contacts.get('46701740607')).toEqual({
      groups: ['by hand'],
    });
    await isSame();
  });

  it('with a snapshot from before it began is refused, since he could not know of it', async () => {
    await newLedger();
    const writer = await somebody();
    await writer.query('begin isolation level repeatable read');
    await writer.query('select 1 from accounts');
    await pack(database, account);
    await expect(writer.query(change)).rejects.toThrow(/could not serialize/);
    await writer.query('rollback');
    expect(await hasCopy(database, account)).toBe(true);
    await isSame();
  });

  it('and has no right to the copy writes all the same, and is noted', async () => {
    await newLedger();
    const role = `writer_${process.pid}`;
    await database.knex.raw(`create role ${role} login password 'hemligt'; grant usage on schema jojka_sync to ${role};
      grant select, update on ledger_contacts to ${role}`);
    try {
      await pack(database, account);
      await (await somebody(role)).query(change);
      await isSame();
      expect(await database.knex('ledger_touched')).toHaveLength(1);
    } finally {
      await database.knex.raw(`drop owned by ${role}; drop role ${role}`);
    }
  });
});

it('who may read the rows and not the copy reads the rows', async () => {
  await newLedger();
  await pack(database, account);
  const role = `reader_of_rows_${process.pid}`;
  await database.knex.raw(`create role ${role} login password 'hemligt'; grant usage on schema jojka_sync to ${role};
    grant select on accounts, ledger_contacts, ledger_wants, ledger_blocks, ledger_consents, knex_migrations to ${role}`);
  const address = new URL(url);
  Object.assign(address, { username: role, password: 'hemligt' });
  const limited = await openDatabase({ url: address.href, home: '', command: 'test', migrate: false });
  try {
    expect(await ledgerOf(limited, account)).toEqual(await rowsOf(database, account));
  } finally {
    await limited.close();
    await database.knex.raw(`drop owned by ${role}; drop role ${role}`);
  }
});

it('two who begin at once both leave what is right', async () => {
  await newLedger();
  const [one, two] = [await beginEdition(database, account), await beginEdition(database, account)];
  await expect(writePages(one)).rejects.toThrow(/another edition was begun/);
  await (await somebody()).query(change);
  await writePages(two);
  await isSame();
  expect(await database.knex('ledger_editions')).toHaveLength(1);
});

it('in one snapshot the copy says what the rows say, while several write and pack', async () => {
  await newLedger(200);
  const until = Date.now() + 5000;
  const statements = [
    "update ledger_contacts set groups = array[md5(random()::text)] where msisdn like '%' || floor(random() * 10) || floor(random() * 10)",
    'delete from ledger_contacts where msisdn in (select msisdn from ledger_contacts order by random() limit 3)',
    "insert into ledger_contacts (account_id, msisdn, groups) select id, 46701740605 + floor(random() * 300), '{}' from accounts on conflict do nothing",
    "insert into ledger_wants (account_id, pipeline, msisdn, name, groups, keys, absent_runs, since) select id, 'nightly', 46701740605 + floor(random() * 300), md5(random()::text), '{}', '{}', 0, now() from accounts on conflict (account_id, pipeline, msisdn) do update set name = excluded.name",
  ];
  const write = async () => {
    const writer = await somebody();
    while (Date.now() < until) {
      await writer.query('begin');
      for (let n = 0; n < 3; n++)
        await writer
          .query(statements[Math.floor(Math.random() * statements.length)] as string)
          .catch(() => writer.query('rollback; begin'));
      await writer.query('commit');
    }
  };
  let packed = 0;
  const packing = async () => {
    while (Date.now() < until) {
      await readLedgerAndPack(database, account, () => {}, { least: 1 });
      packed++;
    }
  };
  let compared = 0;
  const compare = () =>
    database.knex.transaction(
      async (trx) => {
        const sinks = [await readEntries(trx, account, createListPool(), listSink), listSink()] as const;
        await readRows(trx, account, createListPool(), sinks[1]);
        if (await hasCopy({ ...database, knex: trx }, account)) compared++;
        const sorted = sinks.map(({ given }) => given.map((one) => JSON.stringify(one)).sort());
        expect(sorted[0]).toEqual(sorted[1]);
      },
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  const comparing = async () => {
    while (Date.now() < until) await compare();
  };
  const ends = await Promise.allSettled([write(), write(), packing(), comparing()]);
  expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect({ compared: compared > 10, packed: packed > 3 }).toEqual({ compared: true, packed: true });
  await isSame();
});

it('comes to a state that has a ledger, and goes from one, without a change to it', async () => {
  await newLedger();
  const rows = await rowsOf(database, account);
  await pack(database, account);
  await database.knex.migrate.down({ ...migrationSettings, name: '0009_packed_ledger' } as object);
  expect(await database.knex('ledger_contacts')).toHaveLength(50);
  await database.knex.raw("delete from ledger_contacts where msisdn = '46701740605'");
  expect(await migrate(database.knex)).toEqual(['0009_packed_ledger']);
  expect(await ledgerOf(database, account)).toEqual((rows as object[]).slice(1));
  await pack(database, account);
  await database.knex.raw(change);
  await isSame();
});
