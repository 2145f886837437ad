import { describe, expect, it } from 'vitest';
import { forRows } from '../../src/state/rows.ts';
import { kinds, useDatabase } from './databases.ts';

const insert = 'insert into numbers select nth from json_to_recordset(:rows) as r(nth int)';
const rowsTo = (count: number) => Array.from({ length: count }, (_, nth) => ({ nth }));

describe.each(kinds)('rows by the thousand on %s', (kind) => {
  const database = useDatabase(kind);

  it('all arrive, each once', async () => {
    const { knex } = database();
    const found = await knex.transaction(async (trx) => {
      await trx.raw('create temporary table numbers (nth int) on commit drop');
      await forRows(trx, insert, rowsTo(12_345));
      return (await trx.raw('select count(*)::int as rows, count(distinct nth)::int as others from numbers'))
        .rows;
    });
    expect(found).toEqual([{ rows: 12_345, others: 12_345 }]);
  });

  it.each([1, 5001, 12_345])('one of %i that the database refuses ends it with what it said', async (at) => {
    const { knex } = database();
    const rows = rowsTo(12_345).map((row) => (row.nth === at - 1 ? { nth: 'none' } : row));
    const writing = knex.transaction(async (trx) => {
      await trx.raw('create temporary table numbers (nth int) on commit drop');
      await forRows(trx, insert, rows);
    });
    await expect(writing).rejects.toThrow('invalid input syntax for type integer: "none"');
  });
});
