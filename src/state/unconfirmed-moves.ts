import type { Database } from './database.ts';

/** So many runs of a pipeline are looked at: what none of them has got done is given up. */
const runsBack = 30;

/**
 * What numbers were to take along from a former one of their records, in runs that sent it and of which nothing has been confirmed of
 * them since: the groups that they were to have, by number. Who moved is found out once; a row that is refused must not lose what was
 * ours.
 */
export async function unconfirmedMoves(
  { knex }: Database,
  accountId: number,
  pipeline: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await knex.raw<{ rows: { msisdn: string; groups: string[] }[] }>(
    `with recent as (
       select id, seq from runs where account_id = :account and pipeline = :pipeline and command in ('sync', 'apply')
         and summary->>'heldBack' is distinct from 'true' order by seq desc limit ${runsBack})
     select moved.msisdn, moved.after->'groups' as groups from recent
     join run_contacts as moved on moved.run_id = recent.id and moved.after->>'moved' = 'true'
     where not exists (
       select from recent as since join run_contacts as seen on seen.run_id = since.id and seen.msisdn = moved.msisdn
       where since.seq >= recent.seq and seen.verdict in ('confirmed', 'respelled'))
     order by recent.seq`,
    { account: accountId, pipeline },
  );
  return new Map(rows.map(({ msisdn, groups }) => [msisdn, groups]));
}
