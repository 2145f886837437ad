import type { RecordKey } from '../contact/record.ts';
import type { Database } from './database.ts';

/** So many runs of a pipeline are looked at: what none of them has got done is given up. */
const runsBack = 30;

/** What runs sent, or were to send, and of which nothing has been confirmed since. */
export interface Unconfirmed {
  /**
   * What numbers were to take along from a former one of their records: the groups that they were to have, by number. Who moved is
   * found out once; a row that is refused must not lose what was ours.
   */
  readonly takenAlong: ReadonlyMap<string, readonly string[]>;
  /**
   * Keys of whom something was to be taken away, by number. Their want ended in that night, and with it all that told them from the
   * owner of a rejected record (T7): a call that failed must not keep them for good.
   */
  readonly formerKeys: ReadonlyMap<string, readonly RecordKey[]>;
}

/** Reads it of the latest runs of a pipeline. */
export async function readUnconfirmed(
  { knex }: Database,
  accountId: number,
  pipeline: string,
): Promise<Unconfirmed> {
  const { rows } = await knex.raw<{
    rows: { msisdn: string; moved: boolean; groups: string[]; keys: RecordKey[] | null }[];
  }>(
    `with recent as (
       select id, seq from runs where account_id = :account and pipeline = :pipeline and command in ('sync', 'apply')
         and summary->>'heldBack' is distinct from 'true' order by seq desc limit ${runsBack})
     select own.msisdn, coalesce(own.after->>'moved' = 'true', false) as moved, own.after->'groups' as groups,
       own.before->'keys' as keys
     from recent join run_contacts as own on own.run_id = recent.id
       and (own.after->>'moved' = 'true' or own.before->'keys' is not null)
     where not exists (
       select from recent as since join run_contacts as seen on seen.run_id = since.id and seen.msisdn = own.msisdn
       where since.seq >= recent.seq and seen.verdict in ('confirmed', 'respelled'))
     order by recent.seq`,
    { account: accountId, pipeline },
  );
  return {
    takenAlong: new Map(rows.flatMap(({ msisdn, moved, groups }) => (moved ? [[msisdn, groups]] : []))),
    formerKeys: new Map(rows.flatMap(({ msisdn, keys }) => (keys ? [[msisdn, keys]] : []))),
  };
}
