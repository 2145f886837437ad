import type { Knex } from 'knex';
import type { BlockOrigin, Ledger } from '../contact/ledger.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { Database } from './database.ts';
import { pendingOptOuts } from './replies.ts';
import { forRows, mapped, streamRows } from './rows.ts';

/** What is to be written of blocks. */
export interface BlocksDelta {
  /** An origin that a block has already is not added again (P7). */
  readonly addBlocks?: Iterable<NewBlock>;
  /** Numbers that must be blocked before anything else happens to them, whatever becomes of this run. */
  readonly oweBlocks?: Iterable<readonly [msisdn: string, origin: BlockOrigin]>;
  /** Numbers that the sync has unblocked; a block that has another origin than the source by now stays. */
  readonly dropBlocks?: Iterable<string>;
  /** Numbers that somebody has unblocked by hand, whatever their origins. */
  readonly forgetBlocks?: Iterable<string>;
  /** Numbers that a pipeline's source no longer opts out; their blocks stay. */
  readonly withdrawBlocks?: { readonly pipeline: string; readonly msisdns: Iterable<string> };
}

/** A block, or an origin of one that is there; for the origin `source`, whose source it was. */
export type NewBlock = readonly [msisdn: string, origin: BlockOrigin, pipeline?: string];

/** Reads what an account's ledger knows of blocks. */
export async function readBlocks(
  trx: Knex.Transaction,
  accountId: number,
  pool: ListPool,
): Promise<Pick<Ledger, 'blocks' | 'blockedBy' | 'doubtful'>> {
  const blocks = new Map<string, readonly BlockOrigin[]>();
  const blockedBy = new Map<string, readonly string[]>();
  const doubtful = new Set<string>();
  for await (const row of streamRows(
    trx,
    'select msisdn, origins, pipelines, doubtful from ledger_blocks where account_id = ?',
    accountId,
  )) {
    blocks.set(row.msisdn, pool(row.origins as BlockOrigin[]));
    if (row.doubtful) doubtful.add(row.msisdn);
    if (row.pipelines.length > 0) blockedBy.set(row.msisdn, pool(row.pipelines as string[]));
  }
  return { blocks, blockedBy, doubtful };
}

/** Numbers that an account's ledger knows as blocked, whatever the origin, and those of a STOP that is not confirmed. */
export async function readBlocked(database: Database, accountId: number): Promise<Set<string>> {
  const blocked = await database.knex('ledger_blocks').where({ account_id: accountId }).pluck('msisdn');
  return new Set([...blocked, ...(await pendingOptOuts(database, accountId))]);
}

/** Writes what is new or different of blocks. */
export async function writeBlocks(
  trx: Knex.Transaction,
  accountId: number,
  delta: BlocksDelta,
): Promise<void> {
  const account = { account: accountId };
  await forRows(
    trx,
    `insert into ledger_blocks (account_id, msisdn, origins, pipelines)
     select :account, msisdn, array_agg(distinct origin),
       coalesce(array_agg(distinct pipeline) filter (where pipeline is not null), '{}')
     from json_to_recordset(:rows) as r(msisdn text, origin text, pipeline text) group by msisdn
     on conflict (account_id, msisdn) do update set last_at = now(), doubtful = false,
       origins = array(select distinct unnest(ledger_blocks.origins || excluded.origins) order by 1),
       pipelines = array(select distinct unnest(ledger_blocks.pipelines || excluded.pipelines) order by 1)`,
    mapped(delta.addBlocks ?? [], ([msisdn, origin, pipeline]) => ({ msisdn, origin, pipeline })),
    account,
  );
  await forRows(
    trx,
    `insert into ledger_blocks (account_id, msisdn, origins, doubtful)
     select :account, msisdn, array_agg(distinct origin), true
     from json_to_recordset(:rows) as r(msisdn text, origin text) group by msisdn
     on conflict (account_id, msisdn) do update set
       origins = array(select distinct unnest(ledger_blocks.origins || excluded.origins) order by 1)`,
    mapped(delta.oweBlocks ?? [], ([msisdn, origin]) => ({ msisdn, origin })),
    account,
  );
  await forRows(
    trx,
    `delete from ledger_blocks using json_to_recordset(:rows) as r(msisdn text)
     where account_id = :account and ledger_blocks.msisdn = r.msisdn and origins <@ array['source']`,
    mapped(delta.dropBlocks ?? [], (msisdn) => ({ msisdn })),
    account,
  );
  await forRows(
    trx,
    `delete from ledger_blocks using json_to_recordset(:rows) as r(msisdn text)
     where account_id = :account and ledger_blocks.msisdn = r.msisdn`,
    mapped(delta.forgetBlocks ?? [], (msisdn) => ({ msisdn })),
    account,
  );
  if (delta.withdrawBlocks)
    await forRows(
      trx,
      `update ledger_blocks set pipelines = array_remove(pipelines, :pipeline)
       from json_to_recordset(:rows) as r(msisdn text)
       where account_id = :account and ledger_blocks.msisdn = r.msisdn`,
      mapped(delta.withdrawBlocks.msisdns, (msisdn) => ({ msisdn })),
      { ...account, pipeline: delta.withdrawBlocks.pipeline },
    );
}

/**
 * Notes that an unblock is about to be sent, if nothing but the source has the number blocked (P7). From then on the
 * ledger does not rely on that block, until the outcome is known.
 *
 * @returns false when the number has another origin by now, or none
 */
export async function beginUnblock(database: Database, accountId: number, msisdn: string): Promise<boolean> {
  const changed = await database
    .knex('ledger_blocks')
    .where({ account_id: accountId, msisdn })
    .whereRaw("origins = array['source']")
    .update({ doubtful: true });
  return changed > 0;
}
