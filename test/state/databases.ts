import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll } from 'vitest';
import { acceptAccount } from '../../src/state/accounts.ts';
import { type Database, openDatabase } from '../../src/state/database.ts';
import { startRun } from '../../src/state/runs.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

export const kinds = ['postgres', 'embedded'] as const;

export type Kind = (typeof kinds)[number];

/** One open database for the tests of a `describe`; a start of the embedded one costs seconds. */
export function useDatabase(kind: Kind): () => Database {
  let server: TestPostgres | undefined;
  let home = '';
  let database: Database;
  beforeAll(async () => {
    if (kind === 'postgres') server = await startPostgres();
    else home = await newHome();
    database = await openDatabase({ url: server && (await server.createDatabase()), home, command: 'test' });
  });
  afterAll(async () => {
    await database?.close();
    await server?.remove();
    if (home) rmSync(home, { recursive: true, force: true });
  });
  return () => database;
}

const root = join(import.meta.dirname, '..', '..');

/**
 * A home with an embedded database that has nothing in it yet. To make the first of them takes seconds, so a copy of
 * that one is kept in node_modules/.cache and serves from then on.
 */
export async function newHome(): Promise<string> {
  const cache = join(root, 'node_modules', '.cache', 'jojka-sync-tests');
  const manifest = readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8');
  const template = join(cache, `pglite-${JSON.parse(manifest).version}`);
  if (!existsSync(template)) {
    mkdirSync(cache, { recursive: true });
    const made = mkdtempSync(join(cache, 'new-'));
    await (await PGlite.create({ dataDir: made })).close();
    try {
      renameSync(made, template);
    } catch {
      // Another process was first.
      rmSync(made, { recursive: true, force: true });
    }
  }
  const home = temporaryFolder();
  cpSync(template, join(home, 'state'), { recursive: true });
  return home;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'jojka-state-'));
}

let accounts = 0;

/** An account that nothing else uses. */
export function newAccount(database: Database, name = `account-${++accounts}`): Promise<number> {
  return acceptAccount(database, { name, url: 'https://jojka.example/', apiKey: 'key' });
}

let runs = 0;

/** A run of an account of its own, begun. */
export async function newRun(database: Database, accountId?: number, minute = runs): Promise<string> {
  const id = `run-${++runs}`;
  await startRun(database, {
    id,
    accountId: accountId ?? (await newAccount(database)),
    pipeline: 'nightly',
    command: 'sync',
    startedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
  });
  return id;
}
