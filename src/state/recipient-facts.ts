import type { Day } from '../contact/day.ts';
import type { Database } from './database.ts';

/**
 * Whom the pipelines of an account want: who is in a CRM.
 *
 * @returns undefined where no pipeline wants anybody: nothing is known then
 */
export async function readWanted(
  { knex }: Database,
  accountId: number,
): Promise<ReadonlySet<string> | undefined> {
  const wanted: string[] = await knex('ledger_wants')
    .where({ account_id: accountId, opted_out: false })
    .where({ absent_runs: 0 })
    .distinct()
    .pluck('msisdn');
  return wanted.length === 0 ? undefined : new Set(wanted);
}

/**
 * Who has given consent: every source that says anything of him says yes.
 *
 * @returns undefined where nothing is known of consent: no source says it
 */
export async function readConsenting(
  { knex }: Database,
  accountId: number,
  today: Day,
): Promise<ReadonlySet<string> | undefined> {
  const consents = () => knex('ledger_consents').where({ account_id: accountId });
  if ((await consents().first('msisdn')) === undefined) return undefined;
  const agreed: string[] = await consents()
    .groupBy('msisdn')
    .havingRaw(`bool_and(state = 'yes' and (until is null or until >= ?))`, [today])
    .pluck('msisdn');
  return new Set(agreed);
}
