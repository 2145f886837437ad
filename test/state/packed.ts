import { createListPool } from '../../src/contact/list-pool.ts';
import type { Database } from '../../src/state/database.ts';
import { readLedger, readLedgerAndPack } from '../../src/state/ledger.ts';
import { readRows, usableEdition } from '../../src/state/ledger-entries.ts';
import type { LedgerSink } from '../../src/state/ledger-page.ts';

/** Everything that a sink was given, in order. */
export function listSink(): LedgerSink & { readonly given: unknown[] } {
  const given: unknown[] = [];
  return {
    given,
    contact: (msisdn, contact) => given.push({ msisdn, contact }),
    want: (pipeline, msisdn, want) => given.push({ pipeline, msisdn, want }),
  };
}

/** Contacts and wants of an account as its rows have them: what any other way of reading is held against. */
export async function rowsOf(database: Database, accountId: number): Promise<unknown> {
  const { given } = await database.knex.transaction(
    async (trx) => {
      const sink = listSink();
      await readRows(trx, accountId, createListPool(), sink);
      return sink;
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  return sorted(given);
}

/** The same as {@link readLedger} has them. */
export async function ledgerOf(database: Database, accountId: number): Promise<unknown> {
  const { contacts, wants } = await readLedger(database, accountId);
  return sorted([
    ...[...contacts].map(([msisdn, contact]) => ({ msisdn, contact })),
    ...[...wants].flatMap(([pipeline, own]) =>
      [...own].map(([msisdn, want]) => ({ pipeline, msisdn, want })),
    ),
  ]);
}

/** Makes a packed copy, and fails where that does not succeed. */
export async function pack(database: Database, accountId: number): Promise<void> {
  await readLedgerAndPack(
    database,
    accountId,
    (error) => {
      throw error;
    },
    { least: 1 },
  );
}

export async function hasCopy(database: Database, accountId: number): Promise<boolean> {
  return (await usableEdition(database.knex, accountId)) !== undefined;
}

/** Sorted by everything that is in them. */
function sorted(items: unknown[]): unknown[] {
  return items
    .map((item) => ({ key: JSON.stringify(item), item }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}
