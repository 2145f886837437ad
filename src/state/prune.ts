import type { Database } from './database.ts';

/**
 * Takes personal data out of runs that began before a moment: changes, pre-images, journal, rejections, warnings, texts of replies. The
 * runs and their counts stay (K3). Runs that the ledger has yet to learn from are left alone.
 *
 * @returns how many runs were pruned
 */
export async function pruneRuns(database: Database, before: Date): Promise<number> {
  let runs: string[] = [];
  await database.knex.transaction(async (trx) => {
    runs = await trx('runs')
      .where('started_at', '<', before)
      .where({ settled: true })
      .whereExists(trx('run_changes').whereRaw('run_changes.run_id = runs.id').select(trx.raw('1')))
      .orWhere((old) =>
        old
          .where('started_at', '<', before)
          .where({ settled: true })
          .whereExists(trx('rejections').whereRaw('rejections.run_id = runs.id').select(trx.raw('1'))),
      )
      .pluck('id');
    for (const table of ['run_changes', 'run_contacts', 'calls', 'rejections', 'warnings'])
      await trx(table).whereIn('run_id', runs).del();
    await trx('runs').whereIn('id', runs).update({ error: null });
    // What somebody answered; that he opted out, and when, stays.
    await trx('replies').where('inserted', '<', before).whereNotNull('message').update({ message: null });
  });
  return runs.length;
}
