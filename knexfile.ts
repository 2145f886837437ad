import 'dotenv/config';
import type { Knex } from 'knex';
import type { Client } from 'pg';
import { embeddedConnection } from './src/state/database.ts';
import { createHome, findHome } from './src/state/home.ts';
import { createSchema, migrationSettings, schema } from './src/state/migrations.ts';

/**
 * For knex's own command line, on either state database:
 *
 *   NODE_OPTIONS="--import tsx" npx knex migrate:status
 */
const { DATABASE_URL: url } = process.env;

async function openEmbedded(): Promise<Knex.PgConnectionConfig> {
  const home = findHome({ cwd: process.cwd(), env: process.env });
  if (!home.exists) await createHome(home.path);
  return embeddedConnection(home.path, 'knex');
}

const config: Knex.Config = {
  client: 'pg',
  connection: url ? { connectionString: url } : await openEmbedded(),
  searchPath: [schema],
  pool: {
    min: 0,
    max: url ? 4 : 1,
    // knex makes its tables in the schema, and not the schema.
    afterCreate: (connection: Client, done: (error: Error | null, connection: Client) => void) =>
      connection.query(createSchema, (error) => done(error, connection)),
  },
  migrations: migrationSettings,
};

export default config;
