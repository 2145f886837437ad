import type { Database } from './database.ts';
import { forRows } from './rows.ts';

/**
 * Numbers of an account's ledger of which it is not known whether Jojka blocks them: no block is recorded, and the
 * service was not asked. In the order of their digits.
 */
export async function uncheckedNumbers(database: Database, accountId: number): Promise<string[]> {
  const { rows } = await database.knex.raw(
    `select msisdn from (
       select msisdn from ledger_contacts where account_id = :account
       union select msisdn from ledger_wants where account_id = :account) as known
     where not exists (select from ledger_blocks b where b.account_id = :account and b.msisdn = known.msisdn)
       and not exists (select from block_checks c where c.account_id = :account and c.msisdn = known.msisdn)
     order by msisdn`,
    { account: accountId },
  );
  return rows.map(({ msisdn }: { msisdn: string }) => msisdn);
}

/** Records answers of the service: each number was asked about, and some were blocked before we came (P7). */
export async function saveBlockChecks(
  database: Database,
  accountId: number,
  answers: readonly { readonly msisdn: string; readonly blocked: boolean }[],
): Promise<void> {
  const account = { account: accountId };
  await database.knex.transaction(async (trx) => {
    await forRows(
      trx,
      `insert into ledger_blocks (account_id, msisdn, origins, asked_at)
       select :account, msisdn, '{found}', now() from json_to_recordset(:rows) as r(msisdn text)
       on conflict (account_id, msisdn) do update set last_at = now(), asked_at = now(), doubt = null,
         origins = array(select distinct unnest(ledger_blocks.origins || '{found}') order by 1)`,
      answers.filter(({ blocked }) => blocked),
      account,
    );
    await forRows(
      trx,
      `insert into block_checks (account_id, msisdn)
       select :account, msisdn from json_to_recordset(:rows) as r(msisdn text) on conflict do nothing`,
      answers.map(({ msisdn }) => ({ msisdn })),
      account,
    );
  });
}
