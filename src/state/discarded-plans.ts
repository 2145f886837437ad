import type { Database } from './database.ts';
import { storableText } from './rows.ts';

/** That somebody has decided not to apply a held plan. */
export interface Discard {
  readonly at: Date;
  readonly who: string;
  readonly reason: string;
}

/** Records it, once; only to be called by whoever holds the account. */
export async function saveDiscard(
  { knex }: Database,
  accountId: number,
  planId: string,
  { at, who, reason }: Discard,
): Promise<void> {
  await knex('discarded_plans').insert({
    account_id: accountId,
    plan_id: planId,
    at,
    who,
    reason: storableText(reason),
  });
}

/** Who has discarded a plan and why, if somebody has. */
export async function discardOf(
  { knex }: Database,
  accountId: number,
  planId: string,
): Promise<Discard | undefined> {
  return knex('discarded_plans')
    .where({ account_id: accountId, plan_id: planId })
    .first('at', 'who', 'reason');
}

/** Those of some plans that are discarded. */
export async function discardedOf({ knex }: Database, planIds: readonly string[]): Promise<Set<string>> {
  return new Set(await knex('discarded_plans').whereIn('plan_id', planIds).pluck('plan_id'));
}
