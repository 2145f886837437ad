import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StateError } from '../../src/errors.ts';
import { type Database, openDatabase } from '../../src/state/database.ts';
import { readLedger, writeLedger } from '../../src/state/ledger.ts';
import { migrate } from '../../src/state/migrations.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { runChild, runKnex } from './children.ts';
import { kinds, newAccount, newRun, temporaryFolder } from './databases.ts';

const tables = [
  ...['accounts', 'block_checks', 'calls', 'consent_events', 'console_acts', 'console_tokens'],
  ...[
    'discarded_plans',
    'former_pipelines',
    'held_plans',
    'ledger_blocks',
    'ledger_consents',
    'ledger_contacts',
  ],
  ...['ledger_copies', 'ledger_editions', 'ledger_pages', 'ledger_touched', 'ledger_wants'],
  ...['opt_out_words', 'rejections', 'replies', 'run_changes', 'run_contacts', 'runs', 'warnings'],
];

const names = readdirSync(join(import.meta.dirname, '..', '..', 'migrations'))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

let server: TestPostgres;
const folder = temporaryFolder();

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function tablesOf(database: Database): Promise<string[]> {
  const { rows } = await database.knex.raw(
    "select table_name from information_schema.tables where table_schema = 'jojka_sync' and table_type = 'BASE TABLE' and table_name not like 'knex%' order by 1",
  );
  return rows.map((row: { table_name: string }) => row.table_name);
}

describe.each(kinds)('migrations on %s', (kind) => {
  const home = join(folder, kind);
  let url: string | undefined;
  const open = (migrating = true) => openDatabase({ url, home, command: 'test', migrate: migrating });
  /** Runs the knex command line; it has to end by itself. */
  const knex = async (command: string) => {
    const { code, output } = await runKnex(command, { DATABASE_URL: url, JOJKA_SYNC_HOME: home }).ended;
    expect({ code, output }).toMatchObject({ code: 0 });
    return output;
  };

  beforeAll(async () => {
    if (kind === 'postgres') url = await server.createDatabase();
  });

  it('go forward with knex itself into an empty database, and the product finds nothing left to do', async () => {
    // The embedded one begins with what the build has made.
    expect(await knex('migrate:latest')).toContain(
      kind === 'embedded' ? 'Already up to date' : `Batch 1 run: ${names.length} migrations`,
    );
    const database = await open(false);
    try {
      expect(await tablesOf(database)).toEqual(tables);
      expect(await migrate(database.knex)).toEqual([]);
    } finally {
      await database.close();
    }
  });

  it('go back with data in them, and forward again', async () => {
    const filled = await open();
    try {
      const account = await newAccount(filled);
      await newRun(filled, account);
      await writeLedger(filled, account, {
        contacts: new Map([['46700000001', { groups: ['Stockholm'] }]]),
        addBlocks: [['46700000001', 'reply']],
      });
    } finally {
      await filled.close();
    }
    expect(await knex('migrate:status')).toContain(names.at(-1));
    expect(await knex('migrate:rollback')).toContain(`Batch 1 rolled back: ${names.length} migrations`);
    const empty = await open(false);
    try {
      expect(await tablesOf(empty)).toEqual([]);
      expect(await migrate(empty.knex)).toEqual(names);
      expect(await tablesOf(empty)).toEqual(tables);
      expect((await readLedger(empty, await newAccount(empty))).contacts.size).toBe(0);
    } finally {
      await empty.close();
    }
  });

  it('have the same names in the built package', async () => {
    const { code, output } = await runChild(
      `const database = await openDatabase(${JSON.stringify({ url, home, command: 'test' })});
       const names = await database.knex('knex_migrations').pluck('name');
       await database.close();
       say('names', names.join());`,
    ).ended;
    expect({ code, output }).toEqual({ code: 0, output: `names ${names.join()}\n` });
  });

  it('of a newer program are refused, and nothing is changed', async () => {
    const database = await open();
    await database
      .knex('knex_migrations')
      .insert({ name: '0099_from_the_future', batch: 2, migration_time: new Date() });
    await database.close();
    const error = await open().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(StateError);
    expect(error.message).toContain('newer jojka-sync (0099_from_the_future)');
    expect(error.advice).toContain('Install the newer version');
    const again = await open(false);
    expect(await tablesOf(again)).toEqual(tables);
    await again.knex('knex_migrations').where({ name: '0099_from_the_future' }).del();
    await again.close();
  });
});

describe('on Postgres', () => {
  it('two processes that migrate at once both succeed', async () => {
    const url = await server.createDatabase();
    const body = `const database = await openDatabase({ url: ${JSON.stringify(url)}, home: '', command: 'test' });
      say('tables', (await database.knex('accounts').select()).length);
      await database.close();`;
    const ends = await Promise.all([runChild(body).ended, runChild(body).ended]);
    expect(ends).toEqual([
      { code: 0, output: 'tables 0\n' },
      { code: 0, output: 'tables 0\n' },
    ]);
  });

  it('many connections that migrate at once all succeed, one of them does the work', async () => {
    const url = await server.createDatabase();
    const databases = await Promise.all(
      Array.from({ length: 8 }, () => openDatabase({ url, home: '', command: 'test' })),
    );
    const done = await databases[0]?.knex('knex_migrations').pluck('name');
    expect(done).toEqual(names);
    await Promise.all(databases.map((database) => database.close()));
  });
});
