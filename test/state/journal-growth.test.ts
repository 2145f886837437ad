import { describe, expect, it } from 'vitest';
import { openJournal } from '../../src/state/journal.ts';
import { kinds, newRun, useDatabase } from './databases.ts';

describe.each(kinds)('a long journal on %s', (kind) => {
  const database = useDatabase(kind);

  it('is written line by line without all of it being read each time, in a database that has no statistics yet', async () => {
    const [calls, ended] = [5000, 50];
    const run = await newRun(database());
    const read = await database().knex.transaction(async (trx) => {
      const journal = openJournal({ ...database(), knex: trx }, run);
      const seqs = Array.from({ length: calls }, (_, index) => index + 1);
      await journal.add(seqs.map((seq) => ({ seq, endpoint: 'rm_contact', changeSeqs: [seq] })));
      for (const seq of seqs.slice(0, ended)) {
        await journal.sent(seq);
        await journal.outcome(seq, { state: 'done', attempts: 1, ms: 1 });
      }
      const [{ tuples }] = (
        await trx.raw(
          `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as tuples
           from pg_stat_xact_user_tables where relname = 'calls'`,
        )
      ).rows;
      return Number(tuples);
    });
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(10 * ended);
  });
});
