import type { Knex } from 'knex';
import type { BlockOrigin, Ledger, LedgerContact, Want } from '../contact/ledger.ts';
import type { Database } from './database.ts';
import { pendingOptOuts } from './replies.ts';
import { forRows } from './rows.ts';

/** What is to be written; what is left out stays as it is. */
export interface LedgerDelta {
  readonly contacts?: Iterable<readonly [msisdn: string, contact: LedgerContact]>;
  readonly dropContacts?: Iterable<string>;
  readonly wants?: {
    readonly pipeline: string;
    readonly upserts: Iterable<readonly [msisdn: string, want: Want]>;
    readonly drops: Iterable<string>;
  };
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

/** Reads an account's ledger, streamed. */
export async function readLedger(database: Database, accountId: number): Promise<Ledger> {
  const list = createListPool();
  const contacts = new Map<string, LedgerContact>();
  const wants = new Map<string, Map<string, Want>>();
  const blocks = new Map<string, readonly BlockOrigin[]>();
  const blockedBy = new Map<string, readonly string[]>();
  const doubtful = new Set<string>();
  await database.knex.transaction(
    async (trx) => {
      for await (const row of stream(
        trx,
        'select msisdn, managed, pipeline, groups, spellings from ledger_contacts where account_id = ?',
        accountId,
      ))
        contacts.set(row.msisdn, {
          groups: list(row.groups),
          ...(row.managed && { managed: row.managed }),
          ...(row.pipeline && { pipeline: row.pipeline }),
          ...(row.spellings && { spellings: row.spellings }),
        });
      for await (const row of stream(
        trx,
        'select pipeline, msisdn, name, groups, keys, absent_runs, since, opted_out from ledger_wants where account_id = ?',
        accountId,
      )) {
        let ofPipeline = wants.get(row.pipeline);
        if (!ofPipeline) {
          ofPipeline = new Map();
          wants.set(row.pipeline, ofPipeline);
        }
        ofPipeline.set(row.msisdn, {
          name: row.name,
          groups: list(row.groups),
          keys: row.keys,
          absentRuns: row.absent_runs,
          since: row.since.toISOString(),
          ...(row.opted_out && { optedOut: true as const }),
        });
      }
      for await (const row of stream(
        trx,
        'select msisdn, origins, pipelines, doubtful from ledger_blocks where account_id = ?',
        accountId,
      )) {
        blocks.set(row.msisdn, list(row.origins) as readonly BlockOrigin[]);
        if (row.doubtful) doubtful.add(row.msisdn);
        if (row.pipelines.length > 0) blockedBy.set(row.msisdn, list(row.pipelines));
      }
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  return { contacts, wants, blocks, blockedBy, doubtful };
}

/** Numbers that an account's ledger knows as blocked, whatever the origin, and those of a STOP that is not confirmed. */
export async function readBlocked(database: Database, accountId: number): Promise<Set<string>> {
  const blocked = await database.knex('ledger_blocks').where({ account_id: accountId }).pluck('msisdn');
  return new Set([...blocked, ...(await pendingOptOuts(database, accountId))]);
}

/** Writes what is new or different, all of it or nothing. */
export async function writeLedger(database: Database, accountId: number, delta: LedgerDelta): Promise<void> {
  await database.knex.transaction(async (trx) => {
    const account = { account: accountId };
    await forRows(
      trx,
      `insert into ledger_contacts (account_id, msisdn, managed, pipeline, groups, spellings)
       select :account, msisdn, managed, pipeline, groups, spellings
       from json_to_recordset(:rows) as r(msisdn text, managed text, pipeline text, groups text[], spellings jsonb)
       on conflict (account_id, msisdn) do update set managed = excluded.managed, pipeline = excluded.pipeline,
         groups = excluded.groups, spellings = excluded.spellings, last_confirmed = now()`,
      map(delta.contacts ?? [], ([msisdn, contact]) => ({ msisdn, ...contact })),
      account,
    );
    await forRows(
      trx,
      `delete from ledger_contacts using json_to_recordset(:rows) as r(msisdn text)
       where account_id = :account and ledger_contacts.msisdn = r.msisdn`,
      map(delta.dropContacts ?? [], (msisdn) => ({ msisdn })),
      account,
    );
    if (delta.wants) {
      const { pipeline, upserts, drops } = delta.wants;
      await forRows(
        trx,
        `insert into ledger_wants (account_id, pipeline, msisdn, name, groups, keys, absent_runs, since, opted_out)
         select :account, :pipeline, msisdn, name, groups, keys, "absentRuns", since, coalesce("optedOut", false)
         from json_to_recordset(:rows)
           as r(msisdn text, name text, groups text[], keys text[], "absentRuns" integer, since timestamptz,
             "optedOut" boolean)
         on conflict (account_id, pipeline, msisdn) do update set name = excluded.name, groups = excluded.groups,
           keys = excluded.keys, absent_runs = excluded.absent_runs, since = excluded.since,
           opted_out = excluded.opted_out`,
        map(upserts, ([msisdn, want]) => ({ msisdn, ...want })),
        { ...account, pipeline },
      );
      await forRows(
        trx,
        `delete from ledger_wants using json_to_recordset(:rows) as r(msisdn text)
         where account_id = :account and pipeline = :pipeline and ledger_wants.msisdn = r.msisdn`,
        map(drops, (msisdn) => ({ msisdn })),
        { ...account, pipeline },
      );
    }
    await forRows(
      trx,
      `insert into ledger_blocks (account_id, msisdn, origins, pipelines)
       select :account, msisdn, array_agg(distinct origin),
         coalesce(array_agg(distinct pipeline) filter (where pipeline is not null), '{}')
       from json_to_recordset(:rows) as r(msisdn text, origin text, pipeline text) group by msisdn
       on conflict (account_id, msisdn) do update set last_at = now(), doubtful = false,
         origins = array(select distinct unnest(ledger_blocks.origins || excluded.origins) order by 1),
         pipelines = array(select distinct unnest(ledger_blocks.pipelines || excluded.pipelines) order by 1)`,
      map(delta.addBlocks ?? [], ([msisdn, origin, pipeline]) => ({ msisdn, origin, pipeline })),
      account,
    );
    await forRows(
      trx,
      `insert into ledger_blocks (account_id, msisdn, origins, doubtful)
       select :account, msisdn, array_agg(distinct origin), true
       from json_to_recordset(:rows) as r(msisdn text, origin text) group by msisdn
       on conflict (account_id, msisdn) do update set
         origins = array(select distinct unnest(ledger_blocks.origins || excluded.origins) order by 1)`,
      map(delta.oweBlocks ?? [], ([msisdn, origin]) => ({ msisdn, origin })),
      account,
    );
    await forRows(
      trx,
      `delete from ledger_blocks using json_to_recordset(:rows) as r(msisdn text)
       where account_id = :account and ledger_blocks.msisdn = r.msisdn and origins <@ array['source']`,
      map(delta.dropBlocks ?? [], (msisdn) => ({ msisdn })),
      account,
    );
    await forRows(
      trx,
      `delete from ledger_blocks using json_to_recordset(:rows) as r(msisdn text)
       where account_id = :account and ledger_blocks.msisdn = r.msisdn`,
      map(delta.forgetBlocks ?? [], (msisdn) => ({ msisdn })),
      account,
    );
    if (delta.withdrawBlocks)
      await forRows(
        trx,
        `update ledger_blocks set pipelines = array_remove(pipelines, :pipeline)
         from json_to_recordset(:rows) as r(msisdn text)
         where account_id = :account and ledger_blocks.msisdn = r.msisdn`,
        map(delta.withdrawBlocks.msisdns, (msisdn) => ({ msisdn })),
        { ...account, pipeline: delta.withdrawBlocks.pipeline },
      );
  });
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

// biome-ignore lint/suspicious/noExplicitAny: rows have the columns that the query names
function stream(trx: Knex.Transaction, sql: string, accountId: number): AsyncIterable<any> {
  return trx.raw(sql, [accountId]).stream({ batchSize: 2000 });
}

/** Gives equal lists of groups the same array: there are few different ones, and many contacts. */
function createListPool(): (list: readonly string[]) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (list) => {
    const key = `${list.length}\u0000${list.join('\u0000')}`;
    const found = known.get(key);
    if (found) return found;
    known.set(key, list);
    return list;
  };
}

function* map<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}
