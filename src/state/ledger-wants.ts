import type { Knex } from 'knex';
import type { Want } from '../contact/ledger.ts';
import type { ListPool } from '../contact/list-pool.ts';
import { forRows, mapped, streamRows } from './rows.ts';

/** What is to be written of one pipeline's wants. */
export interface WantsDelta {
  readonly pipeline: string;
  readonly upserts: Iterable<readonly [msisdn: string, want: Want]>;
  readonly drops: Iterable<string>;
}

/** Reads what each pipeline of an account wants: pipeline -> msisdn -> want. */
export async function readWants(
  trx: Knex.Transaction,
  accountId: number,
  pool: ListPool,
): Promise<Map<string, Map<string, Want>>> {
  const wants = new Map<string, Map<string, Want>>();
  for await (const row of streamRows(
    trx,
    'select pipeline, msisdn, name, groups, keys, absent_runs, absent_at, since, opted_out, held from ledger_wants where account_id = ?',
    accountId,
  )) {
    let ofPipeline = wants.get(row.pipeline);
    if (!ofPipeline) {
      ofPipeline = new Map();
      wants.set(row.pipeline, ofPipeline);
    }
    ofPipeline.set(row.msisdn, {
      name: row.name,
      groups: pool(row.groups),
      keys: row.keys,
      absentRuns: row.absent_runs,
      ...(row.absent_at && { absentAt: row.absent_at.toISOString() }),
      since: row.since.toISOString(),
      ...(row.opted_out && { optedOut: true as const }),
      ...(row.held && { held: true as const }),
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
