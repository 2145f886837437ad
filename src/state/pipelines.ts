import type { Database } from './database.ts';
import { endConsents } from './ledger-consents.ts';
import { toJson } from './rows.ts';

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

/** Ends what a pipeline wants; gives the number of wants. What it made stays managed. */
export async function retirePipeline(database: Database, accountId: number, name: string): Promise<number> {
  await database.knex('opt_out_words').where({ account_id: accountId, pipeline: name }).del();
  return database.knex.transaction(async (trx) => {
    await endConsents(trx, accountId, name);
    const ended: number = await trx('ledger_wants').where({ account_id: accountId, pipeline: name }).del();
    return ended;
  });
}

/** How many opt-outs of a pipeline's source, in some accounts, are not blocked, and wait for a night of it. */
export async function countUndecided(
  { knex }: Database,
  accountIds: readonly number[],
  pipeline: string,
): Promise<number> {
  const row = await knex('ledger_blocks')
    .whereIn('account_id', accountIds)
    .whereIn('doubt', ['noted', 'held'])
    .whereRaw('? = any (pipelines)', [pipeline])
    .count('* as numbers')
    .first();
  return Number(row?.numbers);
}

/** Of some pipelines those that have done what they wanted, and want nothing any more: they were renamed or retired since. */
export async function formerPipelines<T extends { readonly account: string; readonly pipeline: string }>(
  { knex }: Database,
  pipelines: readonly T[],
): Promise<T[]> {
  if (pipelines.length === 0) return [];
  const { rows } = await knex.raw(
    `select nth from jsonb_to_recordset(?::jsonb) as asked (nth int, account text, pipeline text)
     join accounts on accounts.name = asked.account
     where not exists (select from ledger_wants w where w.account_id = accounts.id and w.pipeline = asked.pipeline)
       and exists (select from runs r where r.account_id = accounts.id and r.pipeline = asked.pipeline
         and r.command in ('sync', 'apply', 'adopt') and r.state in ('done', 'partial'))`,
    [toJson(pipelines.map(({ account, pipeline }, nth) => ({ nth, account, pipeline })))],
  );
  return rows.flatMap(({ nth }: { nth: number }) => pipelines[nth] ?? []);
}

/** The accounts in which a pipeline has run, wants something, or says something of consent. */
export async function accountsThatKnow(
  { knex }: Database,
  pipeline: string,
): Promise<{ id: number; name: string }[]> {
  const tables = ['runs', 'ledger_wants', 'ledger_consents', 'consent_events'];
  return knex('accounts')
    .where((any) => {
      for (const table of tables) any.orWhereIn('id', knex(table).where({ pipeline }).select('account_id'));
    })
    .orderBy('name')
    .select('id', 'name');
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
