import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Knex } from 'knex';
import { StateError } from '../errors.ts';

/** Everything of the product is in a schema of its own, so that it can share a database. */
export const schema = 'jojka_sync';

/** Makes it where there is none; where an administrator did, the right to do so is not needed. */
export const createSchema = `do $$ begin
  if to_regnamespace('${schema}') is null then create schema ${schema}; end if;
end $$`;

/** `migrations` beside `src`, in the checkout as in the built package. */
const folder = new URL('../../migrations/', import.meta.url);

function migrationFiles(): string[] {
  return readdirSync(fileURLToPath(folder))
    .filter((file) => /^\d{4}_\w+\.(ts|js)$/.test(file))
    .sort();
}

function nameOf(file: string): string {
  return file.replace(/\.(ts|js)$/, '');
}

/** The names of all migrations that there are, in their order. */
export function migrationNames(): string[] {
  return migrationFiles().map(nameOf);
}

/**
 * Where knex finds migrations. They are named without an ending, so that the same database can be migrated from the
 * checkout (`.ts`) and from the built package (`.js`).
 */
const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () => migrationFiles(),
  getMigrationName: nameOf,
  getMigration: async (file) =>
    import(pathToFileURL(fileURLToPath(new URL(file, folder))).href) as Promise<Knex.Migration>,
};

/** knex's settings for migrations, shared with knexfile.ts. */
export const migrationSettings: Knex.MigratorConfig = {
  migrationSource,
  schemaName: schema,
  tableName: 'knex_migrations',
};

/** Key of the advisory lock that lets one process migrate at a time. */
const migrationLock = 7_406_050_001;

/**
 * Brings the schema up to what this program knows. Two processes that do so at once do it one after the other.
 *
 * @returns names of the migrations that were run
 * @throws StateError when the schema is newer than this program
 */
export async function migrate(knex: Knex): Promise<string[]> {
  const known = new Set(
    (await migrationSource.getMigrations([])).map((file) => migrationSource.getMigrationName(file)),
  );
  if ((await readApplied(knex)).filter((name) => known.has(name)).length === known.size) {
    await refuseNewer(knex, known);
    return [];
  }
  await refuseNewer(knex, known);
  return knex.transaction(async (trx) => {
    // A transaction's advisory lock is gone at any death, unlike knex's own lock table.
    await trx.raw('select pg_advisory_xact_lock(?)', [migrationLock]);
    await trx.raw(createSchema);
    const [, names] = await trx.migrate.latest({
      ...migrationSettings,
      disableMigrationsListValidation: true,
    });
    return names as string[];
  });
}

/** How the schema of a state stands. */
export type SchemaState = 'none' | 'older' | 'current';

/**
 * How the schema stands: none is there, it is of an earlier version, or it is this program's. Changes nothing.
 *
 * @throws StateError when the schema is newer than this program
 */
export async function schemaState(knex: Knex): Promise<SchemaState> {
  const known = (await migrationSource.getMigrations([])).map((file) =>
    migrationSource.getMigrationName(file),
  );
  await refuseNewer(knex, new Set(known));
  const applied = await readApplied(knex);
  if (applied.length === 0) return 'none';
  return known.every((name) => applied.includes(name)) ? 'current' : 'older';
}

async function refuseNewer(knex: Knex, known: ReadonlySet<string>): Promise<void> {
  const newer = (await readApplied(knex)).filter((name) => !known.has(name));
  if (newer.length > 0)
    throw new StateError(
      `The state database has been migrated by a newer jojka-sync (${newer.join(', ')}): this one does not know its schema.`,
      { advice: 'Nothing was read or changed. Install the newer version here too.' },
    );
}

async function readApplied(knex: Knex): Promise<string[]> {
  const { rows: found } = await knex.raw('select to_regclass(?) is not null as found', [
    `${schema}.knex_migrations`,
  ]);
  if (!found[0]?.found) return [];
  return knex.withSchema(schema).from('knex_migrations').orderBy('id').pluck('name');
}
