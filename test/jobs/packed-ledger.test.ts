import { afterAll, beforeAll, expect, test } from 'vitest';
import { planPipeline } from '../../src/jobs/plan.ts';
import { startWorld, type World } from '../support/in-process.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

let postgres: TestPostgres;
let w: World;
beforeAll(async () => {
  postgres = await startPostgres();
  w = await startWorld(postgres);
});
afterAll(async () => {
  await w.close();
  await postgres.remove();
});

const tables = ['accounts', 'ledger_copies', 'ledger_editions', 'ledger_pages', 'ledger_touched'];

/** Every row of the packed copy, with the transaction that wrote it. */
const copy = () =>
  w.withState(async ({ knex }) =>
    Promise.all(tables.map((table) => knex(table).select('*', 'xmin').orderByRaw('ctid::text'))),
  );
const editions = () => w.withState(({ knex }) => knex('ledger_editions').whereNotNull('pages'));

test('sync makes the packed copy of a large ledger and reads from it; plan reads it and writes nothing (P1)', async () => {
  w.crm('K1;Anna;46701740605;Lund;nej', 'K2;Bo;46701740606;Lund;nej');
  await w.sync();
  expect(await editions()).toEqual([]);
  // Another pipeline of the account wants a great many.
  await w.withState(({ knex }) =>
    knex.raw(`insert into ledger_wants (account_id, pipeline, msisdn, name, groups, keys, absent_runs, since)
      select 1, 'other', (46700000000 + n)::text, 'Namn ' || n, '{}', '{}', 0, now() from generate_series(1, 5000) as n`),
  );
  const before = await copy();
  expect((await planPipeline('crm', w.environment)).plan.changes).toEqual([]);
  expect(await copy()).toEqual(before);

  expect((await w.sync()).plan.plan.changes).toEqual([]);
  expect(await editions()).toMatchObject([{ contacts: 2, wants: 5002 }]);

  // By hand, beside the product: whoever plans next knows of it.
  await w.withState(({ knex }) => knex('ledger_contacts').where({ msisdn: '46701740606' }).del());
  w.crm('K1;Anna;46701740605;Lund;nej');
  const noted = await copy();
  expect((await planPipeline('crm', w.environment)).plan.changes).not.toContainEqual(
    expect.objectContaining({ kind: 'remove' }),
  );
  expect(await copy()).toEqual(noted);
});
