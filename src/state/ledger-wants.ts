import type { Knex } from 'knex';
import type { Ledger, Want } from '../contact/ledger.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { Table, Tables } from '../table/tables.ts';
import { forRows, mapped, type PackedTable, packedPages } from './rows.ts';

/** What is to be written of one pipeline's wants. */
export interface WantsDelta {
  readonly pipeline: string;
  readonly upserts: Iterable<readonly [msisdn: string, want: Want]>;
  readonly drops: Iterable<string>;
}

const table: PackedTable = {
  table: 'ledger_wants',
  key: ['pipeline', 'msisdn'],
  columns: ['name', 'groups', 'keys', 'absent_runs', 'absent_at', 'since', 'opted_out', 'held'],
};

/** Times of the database as ISO 8601 in UTC: one text for the many that are of one night. */
function createIsoTimes(): (time: string) => string {
  const known = new Map<string, string>();
  return (time) => {
    const before = known.get(time);
    if (before !== undefined) return before;
    const iso = new Date(time).toISOString();
    if (known.size < 10_000) known.set(time, iso);
    return iso;
  };
}

/** Reads what each pipeline of an account wants: pipeline -> msisdn -> want. */
export async function readWants(
  trx: Knex.Transaction,
  accountId: number,
  pool: ListPool,
  tables: Pick<Tables, 'wants'>,
): Promise<Ledger['wants']> {
  const wants = new Map<string, Table<Want>>();
  const isoOf = createIsoTimes();
  for await (const page of packedPages(trx, table, accountId))
    for (const row of page) {
      const [pipeline, msisdn, name, groups, keys, absentRuns, absentAt, since, optedOut, held] = row;
      let ofPipeline = wants.get(pipeline);
      if (!ofPipeline) {
        ofPipeline = tables.wants();
        wants.set(pipeline, ofPipeline);
      }
      ofPipeline.set(msisdn, {
        name,
        groups: pool(groups),
        keys,
        absentRuns,
        ...(absentAt && { absentAt: isoOf(absentAt) }),
        since: isoOf(since),
        ...(optedOut && { optedOut: true as const }),
        ...(held && { held: true as const }),
      });
    }
  return wants;
}

/** Writes what one pipeline wants differently. */
export async function writeWants(
  trx: Knex.Transaction,
  accountId: number,
  { pipeline, upserts, drops }: WantsDelta,
): Promise<void> {
  const account = { account: accountId };
  await forRows(
    trx,
    `insert into ledger_wants (account_id, pipeline, msisdn, name, groups, keys, absent_runs, absent_at, since,
       opted_out, held)
     select :account, :pipeline, msisdn, name, groups, keys, "absentRuns", "absentAt", since, coalesce("optedOut", false),
       coalesce(held, false)
     from json_to_recordset(:rows)
       as r(msisdn text, name text, groups text[], keys text[], "absentRuns" integer, "absentAt" timestamptz,
         since timestamptz,
         "optedOut" boolean, held boolean)
     on conflict (account_id, pipeline, msisdn) do update set name = excluded.name, groups = excluded.groups,
       keys = excluded.keys, absent_runs = excluded.absent_runs, absent_at = excluded.absent_at, since = excluded.since,
       opted_out = excluded.opted_out, held = excluded.held`,
    mapped(upserts, ([msisdn, want]) => ({ msisdn, ...want })),
    { ...account, pipeline },
  );
  await forRows(
    trx,
    `delete from ledger_wants using json_to_recordset(:rows) as r(msisdn text)
     where account_id = :account and pipeline = :pipeline and ledger_wants.msisdn = r.msisdn`,
    mapped(drops, (msisdn) => ({ msisdn })),
    { ...account, pipeline },
  );
}
