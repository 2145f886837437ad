import type { Database } from './database.ts';
import { recordEnd } from './former-pipelines.ts';
import { endConsents } from './ledger-consents.ts';

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

/** Ends what a pipeline wants; gives the number of contacts that it wanted. What it made stays managed, and what it has planned is over (G5). */
export async function retirePipeline(
  database: Database,
  accountId: number,
  name: string,
  endedAt: Date,
): Promise<number> {
  await database.knex('opt_out_words').where({ account_id: accountId, pipeline: name }).del();
  return database.knex.transaction(async (trx) => {
    await endConsents(trx, accountId, name);
    await recordEnd(trx, accountId, name, { endedAt, renamedTo: undefined });
    const own = trx('ledger_wants').where({ account_id: accountId, pipeline: name });
    const ended: { opted_out: boolean }[] = await own.del(['opted_out']);
    return ended.filter(({ opted_out }) => !opted_out).length;
  });
}

/**
 * How many opt-outs of a pipeline's source, in an account, are not blocked for sure, and wait for a night of it; where it is the last one of
 * the account, also whose block is owed for another reason: no run would send it.
 */
export async function countNotBlocked(
  { knex }: Database,
  accountId: number,
  pipeline: string,
): Promise<number> {
  const row = await knex('ledger_blocks as b')
    .where({ account_id: accountId })
    .whereNotNull('doubt')
    .whereRaw(
      `(:pipeline = any (pipelines) or (doubt in ('owed', 'sent', 'unsure') and not exists (
         select from ledger_wants w where w.account_id = b.account_id and w.pipeline <> :pipeline)))`,
      { pipeline },
    )
    .count('* as numbers')
    .first();
  return Number(row?.numbers);
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
