import type { Database } from './database.ts';

/** What the ledger has of one pipeline. */
export interface KnownPipeline {
  readonly account: string;
  readonly pipeline: string;
  /** Contacts that it wants. */
  readonly contacts: number;
  readonly since: Date;
}

/** Every pipeline that wants something, by account and name (P10). */
export async function listPipelines(database: Database): Promise<KnownPipeline[]> {
  const rows = await database
    .knex('ledger_wants')
    .join('accounts', 'accounts.id', 'ledger_wants.account_id')
    .groupBy('accounts.name', 'pipeline')
    .orderBy(['accounts.name', 'pipeline'])
    .select('accounts.name as account', 'pipeline')
    .select(database.knex.raw('count(*) filter (where not opted_out) as contacts'))
    .min('since as since');
  return rows.map((row) => ({
    account: String(row.account),
    pipeline: String(row.pipeline),
    contacts: Number(row.contacts),
    since: row.since as unknown as Date,
  }));
}

/** Moves what a pipeline wants, has the say of, and has opted out, to another name; gives the number of wants. */
export async function renamePipeline(
  database: Database,
  accountId: number,
  from: string,
  to: string,
): Promise<number> {
  const own = { account_id: accountId, pipeline: from };
  let wants = 0;
  await database.knex.transaction(async (trx) => {
    await trx('ledger_contacts').where(own).update({ pipeline: to });
    wants = await trx('ledger_wants').where(own).update({ pipeline: to });
    await trx('opt_out_words').where({ account_id: accountId, pipeline: to }).del();
    await trx('opt_out_words').where(own).update({ pipeline: to });
    // What such a run got done is still to be recorded, for the pipeline as it is called then.
    await trx('runs').where(own).where({ settled: false }).update({ pipeline: to });
    for (const [table, column] of [
      ['ledger_blocks', 'pipelines'],
      ['replies', 'written_back_to'],
    ])
      await trx.raw(
        'update ?? set ?? = array_replace(??, ?::text, ?::text) where account_id = ? and ? = any (??)',
        [table, column, column, from, to, accountId, from, column] as string[],
      );
  });
  return wants;
}

/** Ends what a pipeline wants; gives the number of wants. What it made stays managed. */
export async function retirePipeline(database: Database, accountId: number, name: string): Promise<number> {
  await database.knex('opt_out_words').where({ account_id: accountId, pipeline: name }).del();
  return database.knex('ledger_wants').where({ account_id: accountId, pipeline: name }).del();
}

/** The accounts that have wants of a pipeline. */
export async function accountsOf(
  database: Database,
  pipeline: string,
): Promise<{ id: number; name: string }[]> {
  return database
    .knex('accounts')
    .whereIn('id', database.knex('ledger_wants').where({ pipeline }).distinct('account_id'))
    .orderBy('name')
    .select('id', 'name');
}
