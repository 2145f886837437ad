import type { Knex } from 'knex';
import type { BlockDoubt, BlockOrigin, Ledger } from '../contact/ledger.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { Database } from './database.ts';
import { endBlocks } from './ended-blocks.ts';
import { pendingOptOuts } from './replies.ts';
import { forRows, mapped, type PackedTable, packedPages } from './rows.ts';

/** What is to be written of blocks. */
export interface BlocksDelta {
  /** An origin that a block has already is not added again (P7). */
  readonly addBlocks?: Iterable<NewBlock>;
  /** Numbers that must be blocked before anything else happens to them, whatever becomes of this run (P11). */
  readonly oweBlocks?: Iterable<NewBlock>;
  /** What a block that is there is to be known for besides; of whether it can be relied on it says nothing (P7). */
  readonly addOrigins?: Iterable<NewBlock>;
  /** What a source says, before anything is decided of it. */
  readonly noteBlocks?: Iterable<NewBlock>;
  /** What a guard holds back: nothing sends them yet. */
  readonly holdBlocks?: Iterable<NewBlock>;
  /** Numbers whose block was sent and done. One that was forgotten meanwhile stays forgotten. */
  readonly confirmBlocks?: Iterable<string>;
  /** Numbers whose block was never sent, and that the pipeline's source, which alone had asked for it, opts out no more. */
  readonly releaseBlocks?: { readonly pipeline: string; readonly msisdns: Iterable<string> };
  /** Numbers whose block something may have lifted. */
  readonly doubtBlocks?: Iterable<string>;
  /**
   * Numbers that a run of a pipeline has unblocked. A block stays that has another origin than its source by now, or that any source has asked
   * for since the unblock began: nobody knows then which of the two came last.
   */
  readonly dropBlocks?: { readonly pipeline: string; readonly msisdns: Iterable<string> };
  /**
   * Numbers that somebody has unblocked by hand, whatever their origins. Whom a source opts out is still not to be made
   * reachable: his block is that pipeline's to send again, or to release when its source says otherwise by then. One that was
   * never sent, and that its source asked for no more when it was last read, or that no source asks for, is forgotten; so is one whose
   * pipeline was retired.
   */
  readonly forgetBlocks?: Iterable<string>;
  /** Numbers that a pipeline's source no longer opts out, though another's does; their blocks stay. The last one lifts it. */
  readonly withdrawBlocks?: { readonly pipeline: string; readonly msisdns: Iterable<string> };
}

/** A block, or an origin of one that is there; for the origin `source`, whose source it was. */
export type NewBlock = readonly [msisdn: string, origin: BlockOrigin, pipeline?: string];

const table: PackedTable = {
  table: 'ledger_blocks',
  key: ['msisdn'],
  columns: ['origins', 'pipelines', 'doubt'],
};

/** Reads what an account's ledger knows of blocks. */
export async function readBlocks(
  trx: Knex.Transaction,
  accountId: number,
  pool: ListPool,
): Promise<Pick<Ledger, 'blocks' | 'blockedBy' | 'doubts'>> {
  const blocks = new Map<string, readonly BlockOrigin[]>();
  const blockedBy = new Map<string, readonly string[]>();
  const doubts = new Map<string, BlockDoubt>();
  for await (const page of packedPages(trx, table, accountId))
    for (const [msisdn, origins, pipelines, doubt] of page) {
      blocks.set(msisdn, pool(origins) as readonly BlockOrigin[]);
      if (doubt) doubts.set(msisdn, doubt as BlockDoubt);
      if (pipelines.length > 0) blockedBy.set(msisdn, pool(pipelines));
    }
  return { blocks, blockedBy, doubts };
}

/** Numbers that an account's ledger knows as blocked, whatever the origin, and those of a STOP that is not confirmed. */
export async function readBlocked(database: Database, accountId: number): Promise<Set<string>> {
  const blocked = await database.knex('ledger_blocks').where({ account_id: accountId }).pluck('msisdn');
  return new Set([...blocked, ...(await pendingOptOuts(database, accountId))]);
}

/** Of those the numbers whose block is not confirmed. */
export async function readOwed(database: Database, accountId: number): Promise<Set<string>> {
  const owed = await database
    .knex('ledger_blocks')
    .where({ account_id: accountId })
    .whereNotNull('doubt')
    .pluck('msisdn');
  return new Set([...owed, ...(await pendingOptOuts(database, accountId))]);
}

/** Writes what is new or different of blocks. */
export async function writeBlocks(
  trx: Knex.Transaction,
  accountId: number,
  delta: BlocksDelta,
): Promise<void> {
  const account = { account: accountId };
  await insertBlocks(trx, account, delta.addBlocks, { doubt: 'null', known: 'null, last_at = now()' });
  await insertBlocks(trx, account, delta.noteBlocks, {
    doubt: `'noted'`,
    known: 'ledger_blocks.doubt, unsaid = false',
  });
  await insertBlocks(trx, account, delta.holdBlocks, {
    doubt: `'held'`,
    known: `case when ledger_blocks.doubt = 'noted' then 'held' else ledger_blocks.doubt end`,
  });
  await addOrigins(trx, account, delta.addOrigins);
  await insertBlocks(trx, account, delta.oweBlocks, {
    doubt: `'owed'`,
    // Owed is what Jojka has not: a source that says no lets it go without a call. What is confirmed it has, once sent or twice.
    known: `case when ledger_blocks.doubt is null then 'sent'
      when ledger_blocks.doubt in ('sent', 'unsure') then ledger_blocks.doubt else 'owed' end`,
  });
  await updateBlocks(
    trx,
    account,
    delta.confirmBlocks,
    'doubt = null, last_at = now()',
    `doubt in ('noted', 'held', 'owed', 'sent')`,
  );
  // What an earlier run has sent and nobody has confirmed yet may be lifted as well: its journal tells nothing of it any more.
  await updateBlocks(
    trx,
    account,
    delta.doubtBlocks,
    `doubt = 'unsure'`,
    `(doubt is null or doubt = 'sent')`,
  );
  await endBlocks(trx, account, delta);
}

/**
 * Notes that a block is about to be sent (P12): from then on that the number is blocked tells nothing of others who may
 * have blocked it.
 */
export async function beginBlock(database: Database, accountId: number, msisdn: string): Promise<void> {
  await database
    .knex('ledger_blocks')
    .where({ account_id: accountId, msisdn })
    .whereNotNull('doubt')
    .update({ doubt: 'sent' });
}

/**
 * Notes that an unblock is about to be sent, if nothing but the source of one pipeline has the number blocked (P7, P11).
 * From then on the ledger does not rely on that block, until the outcome is known; whoever opts the number out meanwhile takes
 * the mark away that it is asked for no more.
 *
 * @returns false when the number has another origin by now, another pipeline's source opts it out, or it is not blocked
 */
export async function beginUnblock(
  database: Database,
  accountId: number,
  msisdn: string,
  pipeline: string,
): Promise<boolean> {
  const changed = await database
    .knex('ledger_blocks')
    .where({ account_id: accountId, msisdn })
    .whereRaw("origins = array['source'] and pipelines <@ array[?]", [pipeline])
    .update({ doubt: 'unsure', unsaid: true });
  return changed > 0;
}

/** Marks the blocks of a pipeline's source, and of no other one's, that its extract says no more, and takes the mark off all others of it. */
export async function markUnsaid(
  database: Database,
  accountId: number,
  pipeline: string,
  msisdns: readonly string[],
): Promise<void> {
  await database.knex.raw(
    `update ledger_blocks set unsaid = not unsaid
     where account_id = :account and pipelines = array[:pipeline]
       and unsaid <> (msisdn in (select json_array_elements_text(:msisdns::json)))`,
    { account: accountId, pipeline, msisdns: JSON.stringify(msisdns) },
  );
}

/** Takes the same mark from whoever is opted out again. */
export async function saidAgain(
  database: Database,
  accountId: number,
  msisdns: readonly string[],
): Promise<void> {
  await database.knex.raw(
    `update ledger_blocks set unsaid = false
     where account_id = :account and unsaid and msisdn in (select json_array_elements_text(:msisdns::json))`,
    { account: accountId, msisdns: JSON.stringify(msisdns) },
  );
}

/** Of some numbers those whose block the source that made it said no more in its last extract. */
export async function readUnsaid(
  database: Database,
  accountId: number,
  msisdns: readonly string[],
): Promise<Set<string>> {
  const { rows } = await database.knex.raw<{ rows: { msisdn: string }[] }>(
    `select msisdn from ledger_blocks
     where account_id = :account and unsaid and msisdn in (select json_array_elements_text(:msisdns::json))`,
    { account: accountId, msisdns: JSON.stringify(msisdns) },
  );
  return new Set(rows.map(({ msisdn }) => msisdn));
}

/** New blocks, or further origins of known ones. @param sql.doubt of a new one; `known`: of one that is there */
async function insertBlocks(
  trx: Knex.Transaction,
  account: { readonly account: number },
  blocks: Iterable<NewBlock> | undefined,
  sql: { readonly doubt: string; readonly known: string },
): Promise<void> {
  await forRows(
    trx,
    `insert into ledger_blocks (account_id, msisdn, origins, pipelines, doubt)
     select :account, msisdn, array_agg(distinct origin),
       coalesce(array_agg(distinct pipeline) filter (where pipeline is not null), '{}'), ${sql.doubt}
     from json_to_recordset(:rows) as r(msisdn text, origin text, pipeline text) group by msisdn
     on conflict (account_id, msisdn) do update set doubt = ${sql.known},
       origins = array(select distinct unnest(ledger_blocks.origins || excluded.origins) order by 1),
       pipelines = array(select distinct unnest(ledger_blocks.pipelines || excluded.pipelines) order by 1)`,
    mapped(blocks ?? [], ([msisdn, origin, pipeline]) => ({ msisdn, origin, pipeline })),
    account,
  );
}

/** Only where the block is there still: one that was forgotten meanwhile is not made anew. */
async function addOrigins(
  trx: Knex.Transaction,
  account: { readonly account: number },
  origins: Iterable<NewBlock> | undefined,
): Promise<void> {
  await forRows(
    trx,
    `update ledger_blocks set
       origins = array(select distinct unnest(ledger_blocks.origins || added.origins) order by 1),
       pipelines = array(select distinct unnest(ledger_blocks.pipelines || added.pipelines) order by 1)
     from (
       select msisdn, array_agg(distinct origin) as origins,
         coalesce(array_agg(distinct pipeline) filter (where pipeline is not null), '{}') as pipelines
       from json_to_recordset(:rows) as r(msisdn text, origin text, pipeline text) group by msisdn
     ) as added
     where account_id = :account and ledger_blocks.msisdn = added.msisdn`,
    mapped(origins ?? [], ([msisdn, origin, pipeline]) => ({ msisdn, origin, pipeline })),
    account,
  );
}

async function updateBlocks(
  trx: Knex.Transaction,
  account: { readonly account: number },
  msisdns: Iterable<string> | undefined,
  update: string,
  where: string,
): Promise<void> {
  await forRows(
    trx,
    `update ledger_blocks set ${update} from json_to_recordset(:rows) as r(msisdn text)
     where account_id = :account and ledger_blocks.msisdn = r.msisdn and ${where}`,
    mapped(msisdns ?? [], (msisdn) => ({ msisdn })),
    account,
  );
}
