import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { LedgerContact, Want } from '../../src/contact/ledger.ts';
import type { Database } from '../../src/state/database.ts';
import { readLedger, readLedgerAndPack, writeLedger } from '../../src/state/ledger.ts';
import { beginEdition } from '../../src/state/ledger-editions.ts';
import { DamagedPageError } from '../../src/state/page-bytes.ts';
import { retirePipeline } from '../../src/state/pipelines.ts';
import { pruneRuns } from '../../src/state/prune.ts';
import { renamePipeline } from '../../src/state/rename-pipeline.ts';
import { examples } from '../support/length.ts';
import { kinds, newAccount, useDatabase } from './databases.ts';
import { contact, msisdn, pipeline, want } from './ledger-arbitraries.ts';
import { hasCopy, ledgerOf, pack, rowsOf } from './packed.ts';

const someContacts = (count: number, first = 46701740605) =>
  new Map(
    Array.from({ length: count }, (_, index): [string, LedgerContact] => [
      String(first + index),
      { managed: 'created', pipeline: 'nightly', groups: ['Kunder'] },
    ]),
  );
const someWants = (count: number, first = 46701740605) =>
  new Map(
    Array.from({ length: count }, (_, index): [string, Want] => [
      String(first + index),
      {
        name: `Åsa ${index}`,
        groups: ['Kunder'],
        keys: [`crm\t${index}`],
        absentRuns: 0,
        since: '2026-01-01T00:00:00.000Z',
      },
    ]),
  );

/** An account with some contacts, and as many wants, of which there is a packed copy. */
async function packedAccount(database: Database, count = 40): Promise<number> {
  const account = await newAccount(database);
  await writeLedger(database, account, {
    contacts: someContacts(count),
    wants: { pipeline: 'nightly', upserts: someWants(count), drops: [] },
    addBlocks: [['46701740605', 'reply']],
  });
  await pack(database, account);
  expect(await hasCopy(database, account)).toBe(true);
  return account;
}

/** What people do to the ledger by hand, or other versions of the program. */
const byHand = [
  "update ledger_contacts set groups = groups || '{by hand}' where account_id = :account and msisdn like '%7'",
  'update ledger_contacts set last_confirmed = now() where account_id = :account',
  "update ledger_contacts set managed = null, pipeline = null, spellings = null where account_id = :account and msisdn like '%9'",
  "update ledger_contacts set msisdn = msisdn || '1' where account_id = :account and msisdn like '%8'",
  "delete from ledger_contacts where account_id = :account and msisdn like '%6'",
  "insert into ledger_contacts (account_id, msisdn, groups) values (:account, '46701740699', '{}') on conflict do nothing",
  "update ledger_wants set absent_runs = absent_runs - 1, opted_out = not opted_out where account_id = :account and msisdn like '%7'",
  `update ledger_wants set pipeline = 'by hand' where account_id = :account and msisdn like '%11' and not exists (
     select 1 from ledger_wants as other where other.account_id = ledger_wants.account_id
       and other.msisdn = ledger_wants.msisdn and other.pipeline <> ledger_wants.pipeline)`,
  'delete from ledger_wants where account_id = :account and absent_runs > 5',
  `insert into ledger_wants (account_id, pipeline, msisdn, name, groups, keys, absent_runs, since)
   values (:account, 'zz', '46701740698', 'Bo', '{}', '{}', 0, now()) on conflict (account_id, pipeline, msisdn)
   do update set name = 'Bo Ek'`,
  `with gone as (delete from ledger_wants where account_id = :account and msisdn like '%10' returning *)
   insert into ledger_contacts (account_id, msisdn, groups) select account_id, msisdn, groups from gone on conflict do nothing`,
  'delete from ledger_touched where account_id = :account and edition < 0',
];

const step = fc.oneof(
  fc.record({
    contacts: fc.array(fc.tuple(msisdn, contact), { maxLength: 8 }).map((entries) => new Map(entries)),
    dropContacts: fc.array(msisdn, { maxLength: 4 }),
    pipeline,
    wants: fc.array(fc.tuple(msisdn, want), { maxLength: 8 }).map((entries) => new Map(entries)),
    drops: fc.array(msisdn, { maxLength: 4 }),
  }),
  fc.constantFrom(...byHand),
  fc.constantFrom('pack' as const, 'begin' as const, 'rename' as const, 'retire' as const),
  fc.constant('pack' as const),
);

describe.each(kinds)('the packed copy of a ledger on %s', (kind) => {
  const database = useDatabase(kind);
  const isSame = async (account: number) => {
    const rows = await rowsOf(database(), account);
    expect(await ledgerOf(database(), account)).toEqual(rows);
    return rows;
  };
  const byHandOn = (account: number, sql: string) => database().knex.raw(sql, { account });

  it('is read as the rows are, whatever was done to them by whom', async () => {
    let compared = 0;
    const numRuns = examples(10, 40);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
        const [account, other] = [await packedAccount(database(), 25), await packedAccount(database(), 3)];
        const apart = await isSame(other);
        for (const one of steps) {
          if (one === 'pack') await pack(database(), account);
          else if (one === 'begin') await beginEdition(database(), account);
          else if (one === 'rename')
            await renamePipeline(database(), account, 'nightly', 'weekly', new Date());
          else if (one === 'retire') await retirePipeline(database(), account, 'Åre "vip"', new Date());
          else if (typeof one === 'string') await byHandOn(account, one);
          else
            await writeLedger(database(), account, {
              contacts: one.contacts,
              dropContacts: one.dropContacts,
              wants: { pipeline: one.pipeline, upserts: one.wants, drops: one.drops },
            });
          if (await hasCopy(database(), account)) compared++;
          await isSame(account);
        }
        expect(await isSame(other)).toEqual(apart);
      }),
      { numRuns },
    );
    expect(compared).toBeGreaterThan(numRuns);
  });

  it('keeps the order of the rows, also when it is made from the copy before it', async () => {
    const account = await packedAccount(database(), 60);
    await byHandOn(account, "delete from ledger_contacts where account_id = :account and msisdn like '%7'");
    await writeLedger(database(), account, {
      contacts: someContacts(5, 46701740600),
      wants: { pipeline: 'a', upserts: someWants(3), drops: [] },
    });
    await pack(database(), account);
    const { contacts, wants } = await readLedger(database(), account);
    expect([...contacts.keys()]).toEqual([...contacts.keys()].sort());
    expect([...wants.keys()]).toEqual(['a', 'nightly']);
  });

  it('is made from a size on, and again when much was touched', async () => {
    const account = await newAccount(database());
    const packFrom = (least?: number) =>
      readLedgerAndPack(database(), account, (error) => expect.fail(String(error)), { least });
    await writeLedger(database(), account, { contacts: someContacts(200) });
    await packFrom();
    expect(await hasCopy(database(), account)).toBe(false);
    await packFrom(200);
    const editionOf = async () =>
      (await database().knex('ledger_copies').where({ account_id: account }).first()).edition;
    const first = await editionOf();
    expect(first).not.toBeNull();
    await writeLedger(database(), account, { contacts: new Map([['46701740605', { groups: [] }]]) });
    await packFrom(200);
    expect(await editionOf()).toBe(first);
    await writeLedger(database(), account, { contacts: someContacts(20, 46701750000) });
    await packFrom(200);
    expect(await editionOf()).not.toBe(first);
    expect(await database().knex('ledger_touched').where({ account_id: account })).toEqual([]);
    expect(await database().knex('ledger_editions').where({ account_id: account })).toHaveLength(1);
    await isSame(account);
  });

  test.each<[what: string, damage: string]>([
    [
      'a byte of it differs',
      `update ledger_pages set bytes = set_byte(bytes, 70, get_byte(bytes, 70) # 1) where part = 1`,
    ],
    ['it is cut off', `update ledger_pages set bytes = substr(bytes, 1, 60) where part = 1`],
    ['it is empty', `update ledger_pages set bytes = '' where part = 0`],
    ['a page is gone', `delete from ledger_pages where part = 0`],
    [
      'one page stands twice',
      `update ledger_pages set bytes = (select bytes from ledger_pages where part = 0 limit 1) where part = 1`,
    ],
    ['there are said to be fewer', `update ledger_editions set pages = 1`],
    ['there are said to be more', `update ledger_editions set pages = 9`],
  ])('is passed over when %s, told, and made anew', async (_, damage) => {
    await database().knex.raw('delete from ledger_editions');
    const account = await packedAccount(database());
    const rows = await isSame(account);
    await database().knex.raw(damage);
    expect(await ledgerOf(database(), account)).toEqual(rows);
    const told: unknown[] = [];
    await readLedgerAndPack(database(), account, (error) => told.push(error), { least: 1 });
    expect(told).toEqual([expect.any(DamagedPageError)]);
    await pack(database(), account);
    expect(await hasCopy(database(), account)).toBe(true);
    expect(await isSame(account)).toEqual(rows);
  });

  it('of another format is as good as none', async () => {
    const account = await packedAccount(database());
    await byHandOn(account, 'update ledger_editions set format = 99 where account_id = :account');
    await byHandOn(account, "delete from ledger_contacts where account_id = :account and msisdn like '%7'");
    expect(await hasCopy(database(), account)).toBe(false);
    await isSame(account);
    await pack(database(), account);
    expect(await hasCopy(database(), account)).toBe(true);
    await isSame(account);
  });

  it('that somebody began and did not end hides nothing, of the one before neither', async () => {
    const account = await packedAccount(database());
    await beginEdition(database(), account);
    await byHandOn(account, "delete from ledger_contacts where account_id = :account and msisdn like '%7'");
    expect(await hasCopy(database(), account)).toBe(true);
    await isSame(account);
    await beginEdition(database(), account);
    await byHandOn(account, "delete from ledger_contacts where account_id = :account and msisdn like '%8'");
    await isSame(account);
    await pack(database(), account);
    expect(await database().knex('ledger_editions').where({ account_id: account })).toHaveLength(1);
    await isSame(account);
  });

  it('is not written by who only reads', async () => {
    const account = await packedAccount(database());
    await byHandOn(account, 'update ledger_wants set absent_runs = 2 where account_id = :account');
    const all = async () =>
      Promise.all(
        ['accounts', 'ledger_copies', 'ledger_editions', 'ledger_pages', 'ledger_touched'].map((table) =>
          database().knex(table).select('*', 'xmin'),
        ),
      );
    const before = await all();
    await readLedger(database(), account);
    expect(await all()).toEqual(before);
  });

  it('goes with its account, and when the tables are emptied', async () => {
    const account = await packedAccount(database());
    await byHandOn(account, 'delete from accounts where id = :account');
    for (const table of ['ledger_editions', 'ledger_touched'])
      expect(await database().knex(table).where({ account_id: account })).toEqual([]);
    const other = await packedAccount(database());
    await database().knex.raw('truncate ledger_wants');
    expect(await hasCopy(database(), other)).toBe(false);
    expect((await readLedger(database(), other)).wants.size).toBe(0);
    await isSame(other);
    expect(await database().knex('ledger_pages')).toEqual([]);
  });

  it('is taken away by prune once it is old, since it holds what was in the ledger then', async () => {
    const account = await packedAccount(database());
    const prune = (days: number) =>
      pruneRuns(database(), {
        runs: new Date(Date.now() - days * 86_400_000),
        rejections: new Date(0),
      });
    await prune(1);
    expect(await hasCopy(database(), account)).toBe(true);
    await prune(-1);
    expect(await hasCopy(database(), account)).toBe(false);
    expect(await database().knex('ledger_pages')).toEqual([]);
    await byHandOn(account, "delete from ledger_contacts where account_id = :account and msisdn like '%7'");
    expect(await database().knex('ledger_touched').where({ account_id: account })).toEqual([]);
    await isSame(account);
  });

  it('costs the night nothing when it cannot be made', async () => {
    const account = await packedAccount(database());
    await byHandOn(account, 'update ledger_wants set absent_runs = 2 where account_id = :account');
    await database().knex.raw('alter table ledger_pages add constraint none check (false) not valid');
    const told: unknown[] = [];
    try {
      const ledger = await readLedgerAndPack(database(), account, (error) => told.push(error), { least: 1 });
      expect(ledger).toEqual(await readLedger(database(), account));
    } finally {
      await database().knex.raw('alter table ledger_pages drop constraint none');
    }
    expect(told).toHaveLength(1);
    await isSame(account);
  });
});
