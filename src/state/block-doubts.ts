import type { Database } from './database.ts';
import { forRows } from './rows.ts';

/** Numbers with a confirmed block, those asked about or blocked longest ago first (P12). */
export async function longestUnasked(
  database: Database,
  accountId: number,
  limit: number,
): Promise<string[]> {
  if (limit === 0) return [];
  return (
    database
      .knex('ledger_blocks')
      .where({ account_id: accountId })
      .whereNull('doubt')
      // A time of the future is one of a clock that was ahead.
      .orderByRaw('nullif(coalesce(asked_at, last_at) > now(), false), coalesce(asked_at, last_at), msisdn')
      .limit(limit)
      .pluck('msisdn')
  );
}

/** Puts every block of an account that was sent in doubt, confirmed or not: the account may be another one than it was (K4). */
export async function doubtAllBlocks(database: Pick<Database, 'knex'>, accountId: number): Promise<void> {
  await database
    .knex('ledger_blocks')
    .where({ account_id: accountId })
    .whereRaw("(doubt is null or doubt = 'sent')")
    .update({ doubt: 'unsure' });
}

/** What the service said of blocks of the ledger, and what follows. */
export interface BlockFindings {
  /** They are there. */
  readonly there: readonly string[];
  /** They are gone, and are owed again. */
  readonly owed: readonly string[];
  /** They are gone, and nobody asks for them. */
  readonly forgotten: readonly string[];
}

/** Records such findings. */
export async function saveBlockFindings(
  database: Database,
  accountId: number,
  { there, owed, forgotten }: BlockFindings,
): Promise<void> {
  const account = { account: accountId };
  const rows = (msisdns: readonly string[]) => msisdns.map((msisdn) => ({ msisdn }));
  const these = `from json_to_recordset(:rows) as r(msisdn text)
    where account_id = :account and ledger_blocks.msisdn = r.msisdn`;
  await database.knex.transaction(async (trx) => {
    await forRows(
      trx,
      `update ledger_blocks set doubt = null, asked_at = now() ${these}`,
      rows(there),
      account,
    );
    await forRows(
      trx,
      `update ledger_blocks set doubt = 'owed', asked_at = now() ${these}`,
      rows(owed),
      account,
    );
    await forRows(
      trx,
      `delete from ledger_blocks using json_to_recordset(:rows) as r(msisdn text)
       where account_id = :account and ledger_blocks.msisdn = r.msisdn`,
      rows(forgotten),
      account,
    );
  });
}
