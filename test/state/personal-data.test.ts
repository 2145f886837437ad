import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { columns, personalTables } from '../../src/state/personal-columns.ts';
import { places } from '../../src/state/personal-data.ts';
import { useDatabase } from './databases.ts';

/** A table or a column that nobody has thought about is where somebody's data would be forgotten to be forgotten (K3). */
const database = useDatabase('postgres');

test('every table and column of the schema says what of a person it can hold', async () => {
  const { rows } = await database().knex.raw<{ rows: { table: string; column: string }[] }>(
    `select c.table_name as table, c.column_name as column from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where table_schema = 'jojka_sync' and t.table_type = 'BASE TABLE' and table_name not like 'knex%' order by 1, 2`,
  );
  const there = new Set(rows.map(({ table, column }) => `${table}.${column}`));
  const told = new Set(
    Object.entries(columns).flatMap(([table, own]) => Object.keys(own).map((column) => `${table}.${column}`)),
  );
  expect([...there].filter((one) => !told.has(one))).toEqual([]);
  expect([...told].filter((one) => !there.has(one))).toEqual([]);
});

test('of every table that can hold something it is said which rows are his, and what forget does with them', () => {
  const known: string[] = places.map(({ table }) => table);
  // Told apart by no person: they go whole.
  expect(personalTables.filter((table) => !known.includes(table))).toEqual(['ledger_pages', 'held_plans']);
  expect(known.filter((table) => !personalTables.includes(table))).toEqual([]);
  expect(places.filter(({ erasure }) => erasure === 'kept').map(({ table }) => table)).toEqual([
    'ledger_blocks',
  ]);
});

test('and docs/privacy.md names it', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'privacy.md'), 'utf8');
  const named = [...personalTables].filter((table) => !page.includes(`\`${table}\``));
  expect(named).toEqual([]);
});

test('each condition is one that the database takes', async () => {
  for (const { table, rows } of places)
    await database().knex.raw(`explain select * from ${table} where ${rows}`, {
      account: 1,
      msisdn: '46701740605',
      keys: '[]',
      given: '[]',
      number: 'x',
      names: '',
    });
});
