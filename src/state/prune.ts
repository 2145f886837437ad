import type { Database } from './database.ts';
import { pruneEditions } from './ledger-editions.ts';
import { rewriteTables } from './rewrite-tables.ts';

/** Up to when personal data is taken out: of whole runs, and of what was rejected. */
export interface PruneBefore {
  readonly runs: Date;
  readonly rejections: Date;
  /** Plans that were held back and are older are stale; as runs, where left out. */
  readonly plans?: Date;
  /** Runs that began later are of the future; what time it is, where left out. */
  readonly now?: Date;
}

const tables = ['run_changes', 'run_contacts', 'calls', 'rejections', 'warnings', 'held_plans'] as const;

/**
 * Takes personal data out of runs that began before a moment: changes, pre-images, journal, rejections, warnings, texts of
 * replies, what was done in the console. The runs and their counts stay (K3). Runs that the ledger has yet to learn from are left alone. What was taken
 * out is gone from the database's files too, as far as the database lets go of it.
 *
 * @returns how many runs were pruned
 */
export async function pruneRuns(database: Database, before: PruneBefore): Promise<number> {
  const { knex } = database;
  // A run of the future is as old as the one after it.
  const old = (limit: Date) =>
    knex('runs')
      .where((any) =>
        any
          .where('started_at', '<', limit)
          .orWhere((future) =>
            future
              .where('started_at', '>', before.now ?? new Date())
              .where('seq', '<', knex('runs').where('started_at', '<', limit).max('seq')),
          ),
      )
      .where({ settled: true });
  const having = (table: string) =>
    knex(table).whereRaw('??.run_id = runs.id', [table]).select(knex.raw('1'));
  const runs: string[] = await old(before.runs)
    .where((any) => {
      for (const table of tables) any.orWhereExists(having(table));
    })
    .pluck('id');
  let taken = 0;
  await knex.transaction(async (trx) => {
    for (const table of tables) taken += await trx(table).whereIn('run_id', runs).del();
    taken += await trx('rejections').whereIn('run_id', old(before.rejections).select('id')).del();
    taken += await trx('held_plans')
      .where('saved_at', '<', before.plans ?? before.runs)
      .del();
    await trx('runs').whereIn('id', runs).update({ error: null });
    // Who did what in the console, and why; that a plan is not to be applied stays.
    taken += await trx('console_acts').where('at', '<', before.runs).del();
    // What somebody answered; that he opted out, and when, stays.
    taken += await trx('replies')
      .where('inserted', '<', before.runs)
      .whereNotNull('message')
      .update({ message: null });
  });
  // Of whom no source speaks any more; of others it is the proof of what they said, and when.
  const { rowCount } = await knex.raw(
    `delete from consent_events as event where at < ? and not exists (select from ledger_consents as now
       where now.account_id = event.account_id and now.msisdn = event.msisdn)`,
    [before.runs],
  );
  taken += rowCount ?? 0;
  taken += await pruneEditions(knex, before.runs);
  if (taken > 0)
    await rewriteTables(database, [
      ...tables,
      'console_acts',
      'consent_events',
      'replies',
      'ledger_pages',
      'ledger_editions',
      'ledger_touched',
    ]);
  return runs.length;
}
