import { expect, test } from 'vitest';
import { callCounts } from '../../src/state/journal.ts';
import { useWorlds } from '../support/in-process.ts';

/** What a resumed run has done by calls of its own is not told as left, of the calls that never had an answer. */
const { world } = useWorlds();

test('calls whose changes later calls have taken over are not counted as pending or sent', async () => {
  const w = await world();
  w.crm('1;Anna;46701740605;;nej');
  const { run } = await w.sync();
  await w.withState(async (database) => {
    const call = (seq: number, state: string, changes: number[]) =>
      database.knex('calls').insert({
        run_id: run,
        seq,
        endpoint: 'import_contacts_list',
        state,
        change_seqs: database.knex.raw('cast(? as integer[])', [`{${changes.join(',')}}`]),
      });
    await database.knex('calls').where({ run_id: run }).delete();
    await call(1, 'done', [1, 2]);
    await call(2, 'sent', [3, 4]);
    await call(3, 'pending', [5, 6]);
    await call(4, 'failed', [7]);
    await call(5, 'pending', [8]);
    await call(6, 'done', [3, 4, 5]);
    await call(7, 'done', [6, 7]);
    expect(await callCounts(database, run)).toEqual([
      { endpoint: 'import_contacts_list', state: 'done', count: 3 },
      { endpoint: 'import_contacts_list', state: 'failed', count: 1 },
      { endpoint: 'import_contacts_list', state: 'pending', count: 1 },
    ]);
  });
});
