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
  /** Former numbers of records, from which that night was to take what is ours. Who moved is found out once, as above. */
  readonly leftBehind: ReadonlySet<string>;
  /**
   * Keys of whom the run before was to take something away, by number: all that he had. His want ended in that night, and with it all
   * that told him from the owner of a rejected record (T7): a call that failed must not keep him for good. Of the run before alone: of
   * a night in between nobody knows whether keys were spelled otherwise, or he was there with others.
   */
  readonly formerKeys: ReadonlyMap<string, readonly RecordKey[]>;
}

/**
 * Reads it of the latest runs of a pipeline.
 *
 * @param except the run that is under way
 */
export async function readUnconfirmed(
  { knex }: Database,
  accountId: number,
  pipeline: string,
  except = '',
): Promise<Unconfirmed> {
  const given = { account: accountId, pipeline, except };
  const moved = await knex.raw<{ rows: { msisdn: string; groups: string[]; isFormer: boolean }[] }>(
    `with recent as (
       select id, seq from runs where account_id = :account and pipeline = :pipeline and command in ('sync', 'apply')
         and summary->>'heldBack' is distinct from 'true' order by seq desc limit ${runsBack})
     select moved.msisdn, moved.after->'groups' as groups, moved.after->>'moved' is null as "isFormer" from recent
     join run_contacts as moved on moved.run_id = recent.id
       and (moved.after->>'moved' = 'true' or jsonb_array_length(moved.before->'later') > 0)
     where not exists (
       select from recent as since join run_contacts as seen on seen.run_id = since.id and seen.msisdn = moved.msisdn
       where since.seq >= recent.seq and seen.verdict in ('confirmed', 'respelled'))
     order by recent.seq`,
    given,
  );
  // A night that guards held back has learned no keys; nor has an adopt that was a rehearsal, or could not read the sources.
  const taken = await knex.raw<{ rows: { msisdn: string; keys: RecordKey[] }[] }>(
    `with latest as (
       select id from runs where account_id = :account and pipeline = :pipeline and id <> :except
         and command in ('sync', 'apply', 'adopt', 'undo')
         and summary->(case command when 'adopt' then 'readAt' else 'plan' end) is not null
         and summary->>'heldBack' is distinct from 'true' order by seq desc limit 1)
     select own.msisdn, own.before->'keys' as keys from latest
     join run_contacts as own on own.run_id = latest.id and own.before->>'whole' = 'true'
     where own.verdict is null or own.verdict not in ('confirmed', 'respelled')`,
    given,
  );
  return {
    takenAlong: new Map(
      moved.rows.filter(({ isFormer }) => !isFormer).map(({ msisdn, groups }) => [msisdn, groups]),
    ),
    leftBehind: new Set(moved.rows.filter(({ isFormer }) => isFormer).map(({ msisdn }) => msisdn)),
    formerKeys: new Map(taken.rows.map(({ msisdn, keys }) => [msisdn, keys])),
  };
}
