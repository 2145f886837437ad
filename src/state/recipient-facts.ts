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
 * Of some groups those that need no consent: a pipeline puts people in, and no source says of anybody that he must have agreed to it.
 * A group that no pipeline knows is none of them.
 */
export async function readConsentFree(
  { knex }: Database,
  accountId: number,
  groups: readonly string[],
): Promise<ReadonlySet<string>> {
  if (groups.length === 0) return new Set();
  const namesIn = async (table: 'ledger_wants' | 'ledger_consents'): Promise<string[]> => {
    const { rows } = await knex.raw(
      'select distinct asked from ?? as one, unnest(one.groups) as asked where one.account_id = ?',
      [table, accountId],
    );
    return rows.map(({ asked }: { asked: string }) => fold(asked));
  };
  const [wanted, needing] = [await namesIn('ledger_wants'), await namesIn('ledger_consents')];
  // What Jojka has cut begins like what was asked for (P8).
  const isFree = (name: string) => wanted.includes(name) && !needing.some((one) => one.startsWith(name));
  return new Set(groups.filter((group) => isFree(fold(group))));
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase().trim();
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
