import type { Knex } from 'knex';
import type { ListPool } from '../contact/list-pool.ts';
import { contactReader, contactRows } from './ledger-contacts.ts';
import { type LedgerSink, pageFormat, readPage } from './ledger-page.ts';
import { readTouched, withTouched } from './ledger-touched.ts';
import { wantReader, wantRows } from './ledger-wants.ts';
import { DamagedPageError } from './page-bytes.ts';
import { packedPages } from './rows.ts';

/**
 * Contacts and wants of an account, read in either of two ways that give the same: row by row, which is the truth; or from
 * the packed pages of an edition, many times faster, with those rows laid over them that were touched since. Who reads
 * needs a snapshot (repeatable read).
 */

/** An edition of packed pages that can be read. */
export interface Edition {
  readonly accountId: number;
  readonly id: string;
  readonly pages: number;
  readonly contacts: number;
  readonly wants: number;
  /** How many keys were touched since it was begun. */
  readonly touched: number;
}

/** The share of an edition's entries up to which what was touched is read beside it; beyond that, all is read as rows. */
const mostTouched = 0.3;

/** The edition that an account's ledger can be read from; undefined where there is none, or it is of another format. */
export async function usableEdition(knex: Knex, accountId: number): Promise<Edition | undefined> {
  // Whoever may read the ledger may have been given that right before there were pages.
  const rights = await knex.raw<{ rows: [{ all: boolean }] }>(
    `select has_table_privilege('ledger_editions', 'select') and has_table_privilege('ledger_pages', 'select')
       and has_table_privilege('ledger_touched', 'select') and has_table_privilege('ledger_copies', 'select') as all`,
  );
  if (!rights.rows[0].all) return undefined;
  const { rows } = await knex.raw<{ rows: Omit<Edition, 'accountId'>[] }>(
    `select e.id::text, e.pages, e.contacts, e.wants, (
       select count(*) from ledger_touched where account_id = e.account_id and edition >= e.id
     )::integer as touched
     from ledger_copies as copy join ledger_editions as e on e.account_id = copy.account_id
     where copy.account_id = ? and copy.edition >= e.id and e.format = ? and e.pages is not null
     order by e.id desc limit 1`,
    [accountId, pageFormat],
  );
  const [found] = rows;
  return found && { accountId, ...found };
}

/** How much of an edition was touched: 0 nothing, 1 as many keys as it has entries. */
export function touchedShare({ touched, contacts, wants }: Edition): number {
  return touched === 0 ? 0 : touched / Math.max(1, contacts + wants);
}

/** Whether reading an edition, and what was touched, is faster than reading all rows. */
export function isReadable(edition: Edition): boolean {
  return touchedShare(edition) <= mostTouched;
}

/**
 * Reads an account's contacts and wants the fastest way that there is; row by row too where the pages are damaged.
 *
 * @param newSink called again when what the first sink was given is not to be relied on
 * @param onDamage told that the pages are damaged
 * @returns the sink that was given everything, once
 */
export async function readEntries<Sink extends LedgerSink>(
  trx: Knex.Transaction,
  accountId: number,
  pool: ListPool,
  newSink: () => Sink,
  onDamage?: (error: DamagedPageError) => void,
): Promise<Sink> {
  const edition = await usableEdition(trx, accountId);
  if (edition && isReadable(edition)) {
    const sink = newSink();
    try {
      await readEdition(trx, edition, pool, sink);
      return sink;
    } catch (error) {
      if (!(error instanceof DamagedPageError)) throw error;
      onDamage?.(error);
    }
  }
  const sink = newSink();
  await readRows(trx, accountId, pool, sink);
  return sink;
}

/** Reads all rows. @param between called now and then, when the connection is free */
export async function readRows(
  trx: Knex.Transaction,
  accountId: number,
  pool: ListPool,
  sink: LedgerSink,
  between?: () => Promise<void>,
): Promise<void> {
  const [readContact, readWant] = [contactReader(pool, sink), wantReader(pool, sink)];
  for await (const page of packedPages(trx, contactRows, accountId)) {
    for (const row of page) readContact(row);
    await between?.();
  }
  for await (const page of packedPages(trx, wantRows, accountId)) {
    for (const row of page) readWant(row);
    await between?.();
  }
}

/**
 * Reads an edition, and the rows that were touched since.
 *
 * @param between called now and then, when the connection is free
 * @throws DamagedPageError when its pages are not what was written; the sink may have got some of it
 */
export async function readEdition(
  trx: Knex.Transaction,
  edition: Edition,
  pool: ListPool,
  sink: LedgerSink,
  between?: () => Promise<void>,
): Promise<void> {
  const { accountId, id } = edition;
  const touched = edition.touched > 0 ? await readTouched(trx, { accountId, edition: id }, pool) : undefined;
  const over = touched && withTouched(touched, sink);
  let entries = 0;
  for await (const [part, bytes] of pagesOf(trx, edition)) {
    entries += readPage(bytes, { accountId, edition: id, part }, pool, over?.sink ?? sink);
    await between?.();
  }
  if (entries !== edition.contacts + edition.wants) throw new DamagedPageError('pages are missing');
  over?.end();
}

/** The next page travels while the one before is worked on. */
async function* pagesOf(
  trx: Knex.Transaction,
  { id, pages }: Edition,
): AsyncGenerator<readonly [part: number, bytes: Buffer]> {
  const fetch = (part: number) => {
    // Shorter than Postgres's own text of bytes, which has two digits for each.
    const page = trx.raw<{ rows: { bytes: string }[] }>(
      `select encode(bytes, 'base64') as bytes from ledger_pages where edition = ? and part = ?`,
      [id, part],
    );
    // Told to whoever awaits it; who does not get that far has met another error.
    return Promise.resolve(page).then(
      ({ rows }) =>
        () =>
          rows[0]?.bytes,
      (error: unknown) => () => {
        throw error;
      },
    );
  };
  let next = fetch(0);
  for (let part = 0; part < pages; part++) {
    const bytes = (await next)();
    if (bytes === undefined) throw new DamagedPageError('a page is missing');
    if (part + 1 < pages) next = fetch(part + 1);
    yield [part, Buffer.from(bytes, 'base64')];
  }
}
