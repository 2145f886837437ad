import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StateError } from '../../src/errors.ts';
import { openDatabase } from '../../src/state/database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** What opening the state says to a role that lacks a right: to connect, to use the schema, or to migrate it. */
let postgres: TestPostgres;
const role = `limited_${process.pid}`;
const home = '/nonexistent';

beforeAll(async () => {
  postgres = await startPostgres();
  await asAdmin(postgres.url, [`create role ${role} login password 'hemligt'`]);
});
afterAll(async () => {
  await asAdmin(postgres.url, [`drop role ${role}`]);
  await postgres.remove();
});

/** As a program has left it that knew no migration from 0010 on, which changes a table. */
const older = "delete from jojka_sync.knex_migrations where name >= '0010'";
const use = `grant usage on schema jojka_sync to ${role}`;

test.each<[lacks: string, grants: (database: string) => string[], message: RegExp, advice: RegExp]>([
  [
    'the right to connect',
    (database) => [`revoke connect on database ${database} from public`],
    /permission denied for database/,
    /right to connect to the database/,
  ],
  [
    'the right to use the schema',
    () => [],
    /permission denied for schema jojka_sync$/,
    /grant usage on schema/,
  ],
  [
    'the right to read the tables',
    () => [use],
    /permission denied for table knex_migrations$/,
    /grant select on all tables in schema jojka_sync/,
  ],
  [
    'the right to migrate, having that to read',
    () => [older, use, `grant select on all tables in schema jojka_sync to ${role}`],
    /permission denied for table knex_migrations_lock$/,
    /Run jojka-sync migrate once as the owner/,
  ],
  [
    'the ownership of the tables, having all rights else',
    () => [
      older,
      `grant all on schema jojka_sync to ${role}`,
      `grant all on all tables in schema jojka_sync to ${role}`,
      `grant all on all sequences in schema jojka_sync to ${role}`,
    ],
    /must be owner of table \w+$/,
    /Run jojka-sync migrate once as the owner/,
  ],
])('a role that lacks %s is told so, without SQL', async (_, grants, message, advice) => {
  const url = await postgres.createDatabase();
  await (await openDatabase({ url, home, command: 'migrate' })).close();
  await asAdmin(url, grants(new URL(url).pathname.slice(1)));
  const limited = new URL(url);
  limited.username = role;
  limited.password = 'hemligt';
  const error = await openDatabase({ url: limited.href, home, command: 'runs' }).catch((thrown) => thrown);
  await asAdmin(url, [`drop owned by ${role}`]);
  expect(error).toBeInstanceOf(StateError);
  // A name in quotes is not compared: Postgres quotes some and not others.
  expect(error.message.replaceAll('"', '')).toMatch(message);
  expect(error.message).not.toMatch(/\b(?:select|update|alter|create) /i);
  expect(error.advice).toMatch(advice);
});

async function asAdmin(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}
