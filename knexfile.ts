import 'dotenv/config';
import type { Knex } from 'knex';
import { embeddedConnection } from './src/state/database.ts';
import { findHome } from './src/state/home.ts';
import { migrationSettings, schema } from './src/state/migrations.ts';

/**
 * For knex's own command line, on either state database:
 *
 *   NODE_OPTIONS="--import tsx" npx knex migrate:status
 */
const { DATABASE_URL: url } = process.env;

const config: Knex.Config = {
  client: 'pg',
  connection: url
    ? { connectionString: url }
    : await embeddedConnection(findHome({ cwd: process.cwd(), env: process.env }).path, 'knex'),
  searchPath: [schema],
  pool: { min: 0, max: url ? 4 : 1 },
  migrations: migrationSettings,
};

export default config;
