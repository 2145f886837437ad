import type { Database } from './database.ts';

/**
 * Deleted rows stay in the files until they are written over: here the embedded database's are written anew, and those of Postgres
 * given back (K3).
 */
export async function rewriteTables({ knex, kind }: Database, tables: readonly string[]): Promise<void> {
  const how = kind === 'embedded' ? 'vacuum (full, analyze)' : 'vacuum (analyze)';
  // The planner's statistics are values of columns, and those of a table that is empty now would stay.
  if (kind === 'embedded')
    await knex.raw(
      `delete from pg_catalog.pg_statistic where starelid in
         (select oid from pg_catalog.pg_class where relnamespace = to_regnamespace('jojka_sync'))`,
    );
  for (const table of tables) await knex.raw(`${how} jojka_sync.${table}`);
  if (kind !== 'embedded') return;
  await knex.raw('vacuum (full) pg_catalog.pg_statistic');
  // Its log holds them as well, in the segment before this one.
  await knex.raw('select pg_switch_wal()');
  await knex.raw('checkpoint');
}
