import type { RecordKey } from '../contact/record.ts';
import type { Database } from './database.ts';

/** Somebody from whom a run of a pipeline has taken something, and who has opted out by himself, then or since. */
export interface FormerContact {
  readonly msisdn: string;
  /** Keys of his record that no other contact had then. */
  readonly keys: readonly RecordKey[];
  readonly name: string;
}

/**
 * Whom a pipeline wants no more, and who is blocked for an opt-out of his own: by what he was known when a run of the pipeline
 * took him away, or what was ours of him. His want has ended in that run, and an opt-out of later on is to find him when he comes back under
 * another number (P7b).
 */
export async function formerOfOptedOut(
  { knex }: Database,
  accountId: number,
  pipeline: string,
): Promise<FormerContact[]> {
  const { rows } = await knex.raw<{ rows: FormerContact[] }>(
    `select distinct on (b.msisdn) b.msisdn, own.before->'keys' as keys, coalesce(own.before->>'name', '') as name
     from ledger_blocks b
     join run_changes c on c.msisdn = b.msisdn and c.kind in ('remove', 'removeMembership')
     join runs r on r.id = c.run_id and r.account_id = b.account_id and r.pipeline = :pipeline
     join run_contacts own on own.run_id = r.id and own.msisdn = b.msisdn and jsonb_array_length(own.before->'keys') > 0
     where b.account_id = :account and not b.origins <@ array['carried']
       and not exists (select from ledger_wants w
         where w.account_id = b.account_id and w.pipeline = :pipeline and w.msisdn = b.msisdn)
     order by b.msisdn, r.seq desc`,
    { account: accountId, pipeline },
  );
  return rows;
}
