import type { Ledger, LedgerContact, Want } from '../contact/ledger.ts';
import { createListPool } from '../contact/list-pool.ts';
import { ledgerContactWriter, wantWriter } from '../table/ledger-writer.ts';
import { plainTables, type Table, type Tables } from '../table/tables.ts';
import type { Database } from './database.ts';
import { type BlocksDelta, readBlocks, writeBlocks } from './ledger-blocks.ts';
import { type ConsentsDelta, readConsents, writeConsents } from './ledger-consents.ts';
import { type ContactsDelta, writeContacts } from './ledger-contacts.ts';
import { beginEdition, dropEditions, isEditionDue, vacuumEditions, writeEdition } from './ledger-editions.ts';
import { readEntries } from './ledger-entries.ts';
import { type WantsDelta, writeWants } from './ledger-wants.ts';

/** What is to be written; what is left out stays as it is. */
export interface LedgerDelta extends ContactsDelta, BlocksDelta {
  readonly wants?: WantsDelta;
  readonly consents?: ConsentsDelta | undefined;
}

/**
 * Reads an account's ledger as it is at one moment, streamed. Writes nothing (P1).
 *
 * @param tables what it is kept in; those of a run are compact
 */
export function readLedger(
  database: Database,
  accountId: number,
  tables: Tables = plainTables,
): Promise<Ledger> {
  return read(database, accountId, tables);
}

function read(
  { knex }: Database,
  accountId: number,
  tables: Tables,
  onDamage?: (error: Error) => void,
): Promise<Ledger> {
  return knex.transaction(
    async (trx) => {
      const pool = createListPool();
      const { contacts, wants } = await readEntries(
        trx,
        accountId,
        pool,
        () => ledgerTables(tables),
        onDamage,
      );
      const consents = await readConsents(trx, accountId, pool, tables);
      return { contacts, wants, consents, ...(await readBlocks(trx, accountId, pool)) };
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

/**
 * Reads an account's ledger for a run that holds the account; and writes its packed copy anew where that is due, so that
 * whoever reads it next is faster. The ledger is read also where that does not succeed.
 *
 * @param onTrouble told what was wrong with the copy
 * @param options.tables what the ledger is kept in
 * @param options.least from how many contacts and wants on there is a copy
 */
export async function readLedgerAndPack(
  database: Database,
  accountId: number,
  onTrouble: (error: unknown) => void,
  { tables = plainTables, least }: { readonly tables?: Tables; readonly least?: number } = {},
): Promise<Ledger> {
  try {
    if (await isEditionDue(database, accountId, least)) {
      const place = { accountId, edition: await beginEdition(database, accountId) };
      const pool = createListPool();
      const kept = ledgerTables(tables);
      const rest = await writeEdition(database, place, pool, kept, async (trx) => ({
        consents: await readConsents(trx, accountId, pool, tables),
        ...(await readBlocks(trx, accountId, pool)),
      }));
      await vacuumEditions(database).catch(onTrouble);
      return { contacts: kept.contacts, wants: kept.wants, ...rest };
    }
  } catch (error) {
    onTrouble(error);
  }
  let isDamaged = false;
  const ledger = await read(database, accountId, tables, (error) => {
    isDamaged = true;
    onTrouble(error);
  });
  // The next run makes a new one.
  if (isDamaged) await dropEditions(database, accountId).catch(onTrouble);
  return ledger;
}

/** A sink that keeps everything. */
function ledgerTables(tables: Tables) {
  const contacts = tables.ledgerContacts();
  const wants = new Map<string, Table<Want>>();
  let own: { readonly pipeline: string; readonly wants: Table<Want> } | undefined;
  const wantsOf = (pipeline: string) => {
    if (own?.pipeline === pipeline) return own.wants;
    own = { pipeline, wants: wants.get(pipeline) ?? tables.wants() };
    wants.set(pipeline, own.wants);
    return own.wants;
  };
  return {
    contacts,
    wants,
    plain: {
      contacts: () => ledgerContactWriter(contacts),
      wants: (pipeline: string) => wantWriter(wantsOf(pipeline)),
    },
    contact: (msisdn: string, contact: LedgerContact) => contacts.set(msisdn, contact),
    want: (pipeline: string, msisdn: string, want: Want) => wantsOf(pipeline).set(msisdn, want),
  };
}

/** The same ledger with its blocks as they are now: what commands change between two steps of a run. */
export async function withBlocksOfNow(
  database: Database,
  accountId: number,
  ledger: Ledger,
): Promise<Ledger> {
  return { ...ledger, ...(await blocksOfNow(database, accountId)) };
}

function blocksOfNow(database: Database, accountId: number) {
  return database.knex.transaction((trx) => readBlocks(trx, accountId, createListPool()), {
    readOnly: true,
    isolationLevel: 'repeatable read',
  });
}

/** Writes what is new or different, all of it or nothing. */
export async function writeLedger(database: Database, accountId: number, delta: LedgerDelta): Promise<void> {
  await database.knex.transaction(async (trx) => {
    await writeContacts(trx, accountId, delta);
    if (delta.wants) await writeWants(trx, accountId, delta.wants);
    if (delta.consents) await writeConsents(trx, accountId, delta.consents);
    await writeBlocks(trx, accountId, delta);
  });
}
