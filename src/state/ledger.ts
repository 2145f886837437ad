import type { Ledger } from '../contact/ledger.ts';
import { createListPool } from '../contact/list-pool.ts';
import { plainTables, type Tables } from '../table/tables.ts';
import type { Database } from './database.ts';
import { type BlocksDelta, readBlocks, writeBlocks } from './ledger-blocks.ts';
import { type ContactsDelta, readContacts, writeContacts } from './ledger-contacts.ts';
import { readWants, type WantsDelta, writeWants } from './ledger-wants.ts';

/** What is to be written; what is left out stays as it is. */
export interface LedgerDelta extends ContactsDelta, BlocksDelta {
  readonly wants?: WantsDelta;
}

/**
 * Reads an account's ledger as it is at one moment, streamed.
 *
 * @param tables what it is kept in; those of a run are compact
 */
export function readLedger(
  database: Database,
  accountId: number,
  tables: Tables = plainTables,
): Promise<Ledger> {
  return database.knex.transaction(
    async (trx) => {
      const pool = createListPool();
      const contacts = await readContacts(trx, accountId, pool, tables);
      const wants = await readWants(trx, accountId, pool, tables);
      const { blocks, blockedBy, doubts } = await readBlocks(trx, accountId, pool);
      return { contacts, wants, blocks, blockedBy, doubts };
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

/** The same ledger with its blocks as they are now: what commands change between two steps of a run. */
export async function withBlocksOfNow(
  database: Database,
  accountId: number,
  ledger: Ledger,
): Promise<Ledger> {
  const blocks = await database.knex.transaction((trx) => readBlocks(trx, accountId, createListPool()), {
    readOnly: true,
    isolationLevel: 'repeatable read',
  });
  return { ...ledger, ...blocks };
}

/** Writes what is new or different, all of it or nothing. */
export async function writeLedger(database: Database, accountId: number, delta: LedgerDelta): Promise<void> {
  await database.knex.transaction(async (trx) => {
    await writeContacts(trx, accountId, delta);
    if (delta.wants) await writeWants(trx, accountId, delta.wants);
    await writeBlocks(trx, accountId, delta);
  });
}
