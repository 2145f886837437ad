import type { Knex } from 'knex';
import type { LedgerContact } from '../contact/ledger.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { LedgerSink } from './ledger-page.ts';
import { forRows, mapped, type PackedTable } from './rows.ts';

/** What is to be written of contacts. */
export interface ContactsDelta {
  readonly contacts?: Iterable<readonly [msisdn: string, contact: LedgerContact]>;
  readonly dropContacts?: Iterable<string>;
}

/** The rows of contacts. */
export const contactRows: PackedTable = {
  table: 'ledger_contacts',
  key: ['msisdn'],
  columns: ['managed', 'pipeline', 'groups', 'spellings'],
};

/** Gives one row of {@link contactRows} to a sink. */
export function contactReader(
  pool: ListPool,
  sink: LedgerSink,
  // biome-ignore lint/suspicious/noExplicitAny: rows have the columns of the table
): (row: readonly any[]) => void {
  return ([msisdn, managed, pipeline, groups, spellings]) =>
    sink.contact(msisdn, {
      groups: pool(groups),
      ...(managed && { managed }),
      ...(pipeline && { pipeline }),
      ...(spellings && { spellings }),
    });
}

/** Writes what is new or different of contacts. */
export async function writeContacts(
  trx: Knex.Transaction,
  accountId: number,
  delta: ContactsDelta,
): Promise<void> {
  const account = { account: accountId };
  await forRows(
    trx,
    `insert into ledger_contacts (account_id, msisdn, managed, pipeline, groups, spellings)
     select :account, msisdn, managed, pipeline, groups, spellings
     from json_to_recordset(:rows) as r(msisdn text, managed text, pipeline text, groups text[], spellings jsonb)
     on conflict (account_id, msisdn) do update set managed = excluded.managed, pipeline = excluded.pipeline,
       groups = excluded.groups, spellings = excluded.spellings, last_confirmed = now()`,
    mapped(delta.contacts ?? [], ([msisdn, contact]) => ({ msisdn, ...contact })),
    account,
  );
  await forRows(
    trx,
    `delete from ledger_contacts using json_to_recordset(:rows) as r(msisdn text)
     where account_id = :account and ledger_contacts.msisdn = r.msisdn`,
    mapped(delta.dropContacts ?? [], (msisdn) => ({ msisdn })),
    account,
  );
}
