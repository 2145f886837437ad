import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetNumber } from '../../src/jobs/forget.ts';
import { openDatabase } from '../../src/state/database.ts';
import { readLedgerAndPack } from '../../src/state/ledger.ts';
import { newHome } from '../state/databases.ts';
import { useWorlds } from '../support/in-process.ts';
import { anna, bo, filesWith, twoNights } from '../support/two-nights.ts';

const { world } = useWorlds();

test('and in every file of the embedded state', async () => {
  const w = await world();
  const home = await newHome();
  const { DATABASE_URL: _postgres, ...env } = w.environment.env;
  const environment = { ...w.environment, env: { ...env, JOJKA_SYNC_HOME: home } };
  await twoNights(w, environment);
  const packed = await openDatabase({ home, command: 'test' });
  await readLedgerAndPack(packed, 1, () => {}, { least: 1 });
  await packed.knex.raw('analyze');
  await packed.close();
  for (const text of [anna, 'Klarén', 'K100', bo]) expect(filesWith(home, text), text).not.toEqual([]);
  await forgetNumber(environment, { number: anna });
  await forgetNumber(environment, { number: bo });
  for (const text of [anna, 'Klarén', 'K100', 'Zetterlöw', 'K200'])
    expect(filesWith(home, text), text).toEqual([]);
  const database = await openDatabase({ home, command: 'test' });
  const { rows } = await database.knex.raw(
    `select pg_relation_filepath(c.oid) as path from pg_class c
     where c.oid = 'jojka_sync.ledger_blocks'::regclass or c.oid in
       (select indexrelid from pg_index where indrelid = 'jojka_sync.ledger_blocks'::regclass)`,
  );
  await database.close();
  const own = rows.map(({ path }: { path: string }) => join(home, 'state', path));
  expect(filesWith(home, bo).filter((path) => !own.includes(path))).toEqual([]);
});
