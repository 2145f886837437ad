import type { Knex } from 'knex';
import type { Database } from './database.ts';
import { recordEnd } from './former-pipelines.ts';
import { renameConsents } from './ledger-consents.ts';

/** What a rename did. */
export interface Renamed {
  /** Contacts that the former name wanted. */
  readonly wants: number;
  /** Of those the ones that the new name had too. */
  readonly shared: number;
  /** Numbers that a key of somebody blocked has under the new name alone: nothing says yet that they opted out. */
  readonly unfollowed: readonly string[];
}

/**
 * Moves what a pipeline wants, has the say of, and has opted out, to another name (P10). When that one has run already, both
 * become what they would be had it had the name from the beginning: what either wants is wanted, who it is the newer extract
 * says, and what is ours stays as it is, since that is the account's. Its runs go by the new name too.
 *
 * A key that the new name knows by another number is that number's. Whether an opt-out of the former one follows was not asked in
 * the run that found it; to carry it now could hand it to a stranger, so such numbers are given back, and told.
 */
export async function renamePipeline(
  database: Database,
  accountId: number,
  from: string,
  to: string,
  endedAt: Date,
): Promise<Renamed> {
  const names = { account: accountId, from, to };
  const own = { account_id: accountId, pipeline: from };
  return database.knex.transaction(async (trx) => {
    await trx('ledger_contacts').where(own).update({ pipeline: to });
    const unfollowed = await unfollowedNumbers(trx, names);
    await takeKeys(trx, names, 'true', 'not held');
    await takeKeys(trx, { account: accountId, from: to, to: from }, 'held', 'true');
    const [{ wants = 0 } = {}] = await trx('ledger_wants')
      .where({ ...own, opted_out: false })
      .count('* as wants');
    const shared = await mergeWants(trx, names);
    await trx('ledger_wants').where(own).update({ pipeline: to });
    await moveWords(trx, names);
    await renameConsents(trx, names);
    // Undo, release and the guards ask for a pipeline's runs by the name that it has then.
    await trx('runs').where(own).update({ pipeline: to });
    for (const [table, column] of [
      ['ledger_blocks', 'pipelines'],
      ['replies', 'written_back_to'],
    ])
      await trx.raw(
        `update ?? set ?? = array(select distinct unnest(array_replace(??, ?::text, ?::text)) order by 1)
         where account_id = ? and ? = any (??)`,
        [table, column, column, from, to, accountId, from, column] as string[],
      );
    await recordEnd(trx, accountId, from, { endedAt, renamedTo: to });
    return { wants: Number(wants), shared, unfollowed };
  });
}

interface Names {
  readonly account: number;
  readonly from: string;
  readonly to: string;
}

/** Keys of one name, and the number that each has; not such as several contacts share. */
const ownKeys = (name: 'from' | 'to') =>
  `(select key, min(msisdn) as msisdn from ledger_wants, unnest(keys) as key
    where account_id = :account and pipeline = :${name} and not held group by key having count(*) = 1)`;

/** Numbers that are not blocked, and whose key is that of a blocked number under the former name. */
async function unfollowedNumbers(trx: Knex.Transaction, names: Names): Promise<string[]> {
  const { rows } = await trx.raw(
    `select distinct now.msisdn from ${ownKeys('from')} as before join ${ownKeys('to')} as now using (key)
     where before.msisdn <> now.msisdn
       and exists (select from ledger_blocks b where b.account_id = :account and b.msisdn = before.msisdn)
       and not exists (select from ledger_blocks b where b.account_id = :account and b.msisdn = now.msisdn)
     order by 1`,
    { ...names },
  );
  return rows.map(({ msisdn }: { msisdn: string }) => msisdn);
}

/** Takes keys away from wants of the one name that the other one knows by other numbers: each key is then of one number. */
async function takeKeys(trx: Knex.Transaction, names: Names, mine: string, theirs: string): Promise<void> {
  await trx.raw(
    `with taken as (
       select mine.msisdn, array_agg(distinct key) as keys
       from (select msisdn, key from ledger_wants, unnest(keys) as key
         where account_id = :account and pipeline = :from and ${mine}) as mine
       join (select msisdn, key from ledger_wants, unnest(keys) as key
         where account_id = :account and pipeline = :to and ${theirs}) as theirs using (key)
       where mine.msisdn <> theirs.msisdn group by mine.msisdn)
     update ledger_wants as w set keys = array(
       select key from unnest(w.keys) with ordinality as k (key, place) where key <> all (taken.keys) order by place)
     from taken where w.account_id = :account and w.pipeline = :from and w.msisdn = taken.msisdn and ${mine}`,
    { ...names },
  );
}

/** Puts what the former name wants of a contact into what the new one wants of it. Gives the number of such contacts. */
async function mergeWants(trx: Knex.Transaction, names: Names): Promise<number> {
  const joined = (list: string) =>
    `now.${list} || array(select one from unnest(before.${list}) as one where one <> all (now.${list}))`;
  await trx.raw(
    `update ledger_wants as now set
       name = case when now.name = '' and not now.opted_out then before.name else now.name end,
       groups = case when now.opted_out then now.groups else ${joined('groups')} end,
       keys = case when now.held then before.keys else ${joined('keys')} end,
       since = least(now.since, before.since),
       held = now.held and before.held
     from ledger_wants as before
     where now.account_id = :account and now.pipeline = :to
       and before.account_id = :account and before.pipeline = :from and before.msisdn = now.msisdn`,
    { ...names },
  );
  const { rowCount } = await trx.raw(
    `delete from ledger_wants as before using ledger_wants as now
     where now.account_id = :account and now.pipeline = :to
       and before.account_id = :account and before.pipeline = :from and before.msisdn = now.msisdn`,
    { ...names },
  );
  return rowCount ?? 0;
}

/** By which words an opt-out is known: as the new name says, where it has run. */
async function moveWords(trx: Knex.Transaction, { account, from, to }: Names): Promise<void> {
  const words = (pipeline: string) => trx('opt_out_words').where({ account_id: account, pipeline });
  if (await words(to).first()) await words(from).del();
  else await words(from).update({ pipeline: to });
}

/**
 * Whether two names are of two pipelines: the first one has run since the other first wanted something. One that was renamed
 * cannot.
 */
export async function areTwo(
  database: Database,
  accountId: number,
  from: string,
  to: string,
  now = new Date(),
): Promise<boolean> {
  const {
    rows: [row],
  } = await database.knex.raw(
    `select exists (select from runs where account_id = :account and pipeline = :from
       and command in ('sync', 'apply', 'undo') and summary->'plan' is not null
       and started_at <= :now and started_at > (select min(since) from ledger_wants where account_id = :account and pipeline = :to)) as two`,
    { account: accountId, from, to, now },
  );
  return row?.two === true;
}
