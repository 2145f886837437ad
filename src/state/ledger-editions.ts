import type { Knex } from 'knex';
import type { ListPool } from '../contact/list-pool.ts';
import type { Database } from './database.ts';
import { isReadable, readEdition, readRows, touchedShare, usableEdition } from './ledger-entries.ts';
import { draftPage, type LedgerSink, type PageDraft, type PagePlace, pageFormat } from './ledger-page.ts';
import { DamagedPageError } from './page-bytes.ts';

/**
 * How an edition of packed pages is made, so that none is ever stale:
 *
 * 1. It is begun: the account's row names it, and that is committed. From then on triggers note the key of every row that
 *    anybody changes (migrations/0009_packed_ledger.ts says why none can slip by).
 * 2. In one transaction with one snapshot the ledger is read, from rows or from the edition before, and written as pages;
 *    editions before it, and keys that were noted for them, go.
 *
 * What was committed before 1 is in the snapshot of 2, and what was not is noted. Whoever dies between the two leaves an
 * edition without pages, which nobody reads; the one before stays good, since keys are noted for it all the same. Two who
 * make one at once hurt nobody: each waits for the account's row, and the later edition has every key that it needs.
 */

/** Fewer entries are read as fast row by row. */
const leastEntries = 5_000;

/** The share of touched keys from which a new edition is worth its while. */
const dueFrom = 0.03;

const pageSize = 1024 * 1024;

/** Whether a run that writes should make an edition. */
export async function isEditionDue(
  { knex }: Database,
  accountId: number,
  least = leastEntries,
): Promise<boolean> {
  const edition = await usableEdition(knex, accountId);
  if (edition) return touchedShare(edition) >= dueFrom;
  const { rows } = await knex.raw<{ rows: [{ entries: number }] }>(
    `select (
       (select count(*) from (select 1 from ledger_contacts where account_id = :account limit :least) as contacts)
       + (select count(*) from (select 1 from ledger_wants where account_id = :account limit :least) as wants)
     )::integer as entries`,
    { account: accountId, least },
  );
  return rows[0].entries >= least;
}

/** Begins an edition: from now on keys are noted for it. @returns its id */
export function beginEdition({ knex }: Database, accountId: number): Promise<string> {
  return knex.transaction(async (trx) => {
    // Somebody who has changed the ledger by hand and not committed yet is not waited for long.
    await trx.raw("set local lock_timeout = '3s'");
    await trx.raw('select edition from ledger_copies where account_id = ? for no key update', [accountId]);
    const { rows } = await trx.raw<{ rows: [{ id: string }] }>(
      'insert into ledger_editions (account_id, format) values (?, ?) returning id::text',
      [accountId, pageFormat],
    );
    await trx.raw('update ledger_copies set edition = ? where account_id = ?', [rows[0].id, accountId]);
    return rows[0].id;
  });
}

/**
 * Reads the ledger and writes it as the pages of an edition that was begun.
 *
 * @param sink is given everything
 * @param rest what else is to be read of the same moment
 */
export function writeEdition<Rest>(
  { knex }: Database,
  { accountId, edition }: { readonly accountId: number; readonly edition: string },
  pool: ListPool,
  sink: LedgerSink,
  rest: (trx: Knex.Transaction) => Promise<Rest>,
): Promise<Rest> {
  return knex.transaction(
    async (trx) => {
      const packer = createPacker(sink, { accountId, edition }, (part, bytes) =>
        trx.raw('insert into ledger_pages (edition, part, bytes) values (?, ?, ?)', [edition, part, bytes]),
      );
      const before = await usableEdition(trx, accountId);
      if (before && isReadable(before)) await readEdition(trx, before, pool, packer.sink, packer.store);
      else await readRows(trx, accountId, pool, packer.sink, packer.store);
      await finishEdition(trx, { accountId, edition, ...(await packer.end()) });
      return rest(trx);
    },
    { isolationLevel: 'repeatable read' },
  );
}

/** Gives back the room of editions that are gone, which nobody else does on the embedded database. */
export async function vacuumEditions({ knex, kind }: Database): Promise<void> {
  if (kind !== 'embedded') return;
  for (const table of ['ledger_pages', 'ledger_editions', 'ledger_touched'])
    await knex.raw(`vacuum jojka_sync.${table}`);
}

async function finishEdition(
  trx: Knex.Transaction,
  made: { accountId: number; edition: string; pages: number; contacts: number; wants: number },
): Promise<void> {
  // Held until the end: nobody can declare it invalid meanwhile.
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    'select edition from ledger_copies where account_id = ? and edition = ? for share',
    [made.accountId, made.edition],
  );
  if (rows.length === 0) throw new DamagedPageError('another edition was begun, or all of them were dropped');
  await trx.raw(
    'update ledger_editions set pages = :pages, contacts = :contacts, wants = :wants, made_at = now() where id = :edition',
    made,
  );
  await trx.raw('delete from ledger_editions where account_id = :accountId and id < :edition', made);
  await trx.raw('delete from ledger_touched where account_id = :accountId and edition < :edition', made);
}

/** Takes away every edition of an account; its ledger is read row by row then. */
export async function dropEditions({ knex }: Database, accountId: number): Promise<void> {
  await knex.transaction(async (trx) => {
    await trx.raw("set local lock_timeout = '3s'");
    await trx.raw('update ledger_copies set edition = null where account_id = ?', [accountId]);
    await trx.raw('delete from ledger_editions where account_id = ?', [accountId]);
    await trx.raw('delete from ledger_touched where account_id = ?', [accountId]);
  });
}

/**
 * Takes away editions that were made before a moment: they hold contacts that may be gone from the ledger since (K3).
 *
 * @returns how many
 */
export function pruneEditions(knex: Knex, before: Date): Promise<number> {
  return knex.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      'delete from ledger_editions where made_at < ? returning id::text',
      [before],
    );
    const gone = rows.map(({ id }) => id);
    await trx.raw('update ledger_copies set edition = null where edition = any (?::bigint[])', [gone]);
    await trx.raw('delete from ledger_touched where edition = any (?::bigint[])', [gone]);
    return gone.length;
  });
}

/** Gives entries on, and packs them on the way. */
function createPacker(
  sink: LedgerSink,
  place: Omit<PagePlace, 'part'>,
  write: (part: number, bytes: Buffer) => PromiseLike<unknown>,
) {
  let draft: PageDraft | undefined;
  let full: PageDraft[] = [];
  let part = 0;
  const counts = { contacts: 0, wants: 0 };
  const pageFor = (pipeline: string | undefined) => {
    if (draft && draft.pipeline === pipeline && draft.size() < pageSize) return draft;
    if (draft) full.push(draft);
    draft = draftPage(pipeline);
    return draft;
  };
  const store = async () => {
    const drafts = full;
    full = [];
    for (const page of drafts) {
      await write(part, page.seal({ ...place, part }));
      part++;
    }
  };
  const packing: LedgerSink = {
    contact: (msisdn, contact) => {
      counts.contacts++;
      pageFor(undefined).contact(msisdn, contact);
      sink.contact(msisdn, contact);
    },
    want: (pipeline, msisdn, want) => {
      counts.wants++;
      pageFor(pipeline).want(msisdn, want);
      sink.want(pipeline, msisdn, want);
    },
  };
  return {
    sink: packing,
    store,
    end: async () => {
      if (draft) full.push(draft);
      await store();
      return { pages: part, ...counts };
    },
  };
}
