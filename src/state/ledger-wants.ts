import type { Knex } from 'knex';
import type { Want } from '../contact/ledger.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { LedgerSink } from './ledger-page.ts';
import { forRows, mapped, type PackedTable } from './rows.ts';

/** What is to be written of one pipeline's wants. */
export interface WantsDelta {
  readonly pipeline: string;
  readonly upserts: Iterable<readonly [msisdn: string, want: Want]>;
  readonly drops: Iterable<string>;
}

/** The rows of wants. */
export const wantRows: PackedTable = {
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

/** Gives one row of {@link wantRows} to a sink. */
export function wantReader(
  pool: ListPool,
  sink: LedgerSink,
  // biome-ignore lint/suspicious/noExplicitAny: rows have the columns of the table
): (row: readonly any[]) => void {
  const isoOf = createIsoTimes();
  return ([pipeline, msisdn, name, groups, keys, absentRuns, absentAt, since, optedOut, held]) =>
    sink.want(pipeline, msisdn, {
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
