import { withoutTraces } from '../contact/key-trace.ts';
import type { Database } from './database.ts';

/** A number that a key or a name leads to. */
export interface NumberHit {
  readonly account: string;
  readonly msisdn: string;
  /** Keys of its records, as pipelines know them now; none of somebody who is wanted no more. */
  readonly keys: readonly string[];
}

/** So many are listed. */
const mostHits = 20;

/** What is searched for, from the most exact to the least; the first that finds something counts. */
const ways = {
  // A record's key, with its source or without.
  key: [
    `select account_id, msisdn from ledger_wants where exists (
     select 1 from unnest(keys) as key where key = :text or substr(key, strpos(key, chr(9)) + 1) = :text)`,
  ],
  name: [
    `select account_id, msisdn from ledger_wants where lower(name) = lower(:text)
   union select account_id, msisdn from run_contacts join runs on runs.id = run_id
     where lower(before->>'name') = lower(:text) or lower(after->>'name') = lower(:text)`,
    `select account_id, msisdn from ledger_wants where name ilike :like
   union select account_id, msisdn from run_contacts join runs on runs.id = run_id
     where before->>'name' ilike :like or after->>'name' ilike :like`,
  ],
};

/**
 * Numbers that somebody is known by: by a record's key; or by a name, else by a part of one; also of people whom nobody wants
 * any more, as far as runs remember them.
 *
 * @returns at most some of them, and whether there are more
 */
export async function findNumbers(
  database: Database,
  text: string,
  by: keyof typeof ways,
): Promise<{ readonly hits: readonly NumberHit[]; readonly more: boolean }> {
  const like = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  for (const way of ways[by]) {
    const { rows } = await database.knex.raw<{ rows: NumberHit[] }>(
      `select accounts.name as account, found.msisdn, coalesce((
         select array_agg(distinct key order by key) from ledger_wants as wants, unnest(wants.keys) as key
         where wants.account_id = found.account_id and wants.msisdn = found.msisdn), '{}') as keys
       from (${way}) as found join accounts on accounts.id = found.account_id
       group by accounts.name, found.account_id, found.msisdn order by 1, 2 limit ${mostHits + 1}`,
      { text, like },
    );
    const hits = rows.slice(0, mostHits).map((hit) => ({ ...hit, keys: withoutTraces(hit.keys) }));
    if (rows.length > 0) return { hits, more: rows.length > mostHits };
  }
  return { hits: [], more: false };
}
