import type { Knex } from 'knex';
import { dayText } from '../contact/day.ts';
import { mentionsOf, type Person, withoutOthers } from '../contact/person.ts';
import { bindingsOf, hisHeldPlans, type PlaceName, places } from './personal-data.ts';

/** One row of a table, as the state has it: columns by their names; times are ISO 8601 UTC. */
export type KeptRow = Readonly<Record<string, unknown>>;

/** What is kept of a person in one place. */
export interface KeptRows {
  readonly table: PlaceName;
  readonly rows: readonly KeptRow[];
}

/** A run that rows are of. */
export interface RunOfRow {
  readonly id: string;
  readonly at: string;
  readonly command: string;
  readonly pipeline: string;
}

/** Tables whose rows are about several people, or a whole run: of those only what names him is his. */
const shared: readonly PlaceName[] = ['warnings', 'runs', 'calls', 'discarded_plans', 'console_acts'];

/** What is of the database, and tells nothing of a person. */
const internal = [
  'account_id',
  'seq',
  'parent_seq',
  'change_seqs',
  'message_hash',
  'edition',
  'id',
  'settled',
];

/** Everything that is kept of a person in an account, row by row, and the runs that it is of (K3c). */
export async function readPerson(
  knex: Knex,
  accountId: number,
  person: Person,
): Promise<{ readonly places: readonly KeptRows[]; readonly runs: readonly RunOfRow[] }> {
  const found: KeptRows[] = [];
  for (const { table, rows } of places) {
    const order = orders[table];
    const result = await knex.raw<{ rows: Record<string, unknown>[] }>(
      `select ${table}.* from ${table} where ${rows}${order ? ` order by ${order}` : ''}`,
      bindingsOf(person, accountId),
    );
    if (result.rows.length > 0)
      found.push({ table, rows: result.rows.map((row) => shownRow(table, row, person)) });
  }
  const plans = await hisHeldPlans(knex, accountId, person);
  if (plans.length > 0)
    found.push({
      table: 'held_plans',
      rows: plans.map(({ run, savedAt }) => ({ run_id: run, saved_at: savedAt.toISOString() })),
    });
  const ids = new Set(
    found.flatMap(({ rows }) => rows.flatMap(({ run_id, run }) => (run_id ?? run ?? []) as string)),
  );
  const runs = await knex('runs')
    .whereIn('id', [...ids])
    .orderBy('seq')
    .select('id', 'started_at', 'command', 'pipeline');
  return {
    places: found,
    runs: runs.map(({ id, started_at, command, pipeline }) => ({
      id,
      at: started_at.toISOString(),
      command,
      pipeline,
    })),
  };
}

const orders: Partial<Record<PlaceName, string>> = {
  ledger_wants: 'pipeline',
  ledger_consents: 'pipeline, source',
  consent_events: 'id',
  replies: 'inserted, id',
  run_changes: 'run_id, seq',
  run_contacts: 'run_id',
  calls: 'run_id, seq',
  rejections: 'run_id, seq',
  warnings: 'run_id, seq',
  runs: 'seq',
};

function shownRow(table: PlaceName, row: Readonly<Record<string, unknown>>, person: Person): KeptRow {
  const entries = Object.entries(row).flatMap(([column, value]): [string, unknown][] =>
    internal.includes(column) || value === null ? [] : [[column, shownValue(column, value)]],
  );
  // What was carried from him to another number, or taken from one that was his: of that one nothing but that.
  const { msisdn, run_id, kind } = row;
  if (table === 'run_changes' && msisdn !== person.msisdn)
    return { run_id, kind, detail: { from: person.msisdn } };
  if (table === 'run_contacts' && msisdn !== person.msisdn)
    return { run_id, before: { later: [person.msisdn] } };
  if (!shared.includes(table)) return Object.fromEntries(entries);
  const mentions = mentionsOf(person);
  // Whose names stand beside his is nothing that he is to be told.
  const his = (value: unknown): unknown[] => {
    if (typeof value === 'string') return mentions(value) ? [withoutOthers(person, value)] : [];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(his) : [];
  };
  const texts = ['figures', 'message', 'error', 'summary', 'reason'].flatMap((column) => his(row[column]));
  const kept = entries.filter(([column]) => sharedColumns[table]?.includes(column));
  return {
    ...(table === 'runs' && { run: row.id }),
    ...Object.fromEntries(kept),
    ...(texts.length > 0 && { mentions: texts }),
  };
}

function shownValue(column: string, value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return column === 'day' && typeof value === 'number' ? dayText(value) : value;
}

/** What may be told of such rows besides. */
const sharedColumns: Partial<Record<PlaceName, readonly string[]>> = {
  warnings: ['run_id', 'code'],
  runs: ['started_at', 'command', 'pipeline'],
  calls: ['run_id', 'endpoint', 'state', 'sent_at', 'ended_at'],
  discarded_plans: ['at'],
  console_acts: ['at', 'act'],
};
