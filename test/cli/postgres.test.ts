import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { startOwnPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';

/** Postgres on both ends: the CRM's and the state's. */
let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

const root = join(import.meta.dirname, '..', '..');

describe('E4 pipelines/nightly-crm.ts', () => {
  test('runs against data/crm.sql, and a second time without a writing call', async () => {
    const crm = await postgres.createDatabase();
    const client = new pg.Client({ connectionString: crm });
    await client.connect();
    // Without psql's own commands, which begin with a backslash.
    await client.query(readFileSync(join(root, 'data', 'crm.sql'), 'utf8').replace(/^\\.*$/gm, ''));
    const { rows } = await client.query('select count(distinct mobile) from customers where active');
    await client.end();
    const cwd = temporaryFolder('crm');
    mkdirSync(join(cwd, 'pipelines'));
    copyFileSync(join(root, 'pipelines', 'nightly-crm.ts'), join(cwd, 'pipelines', 'nightly-crm.ts'));
    const sandbox = await startSandbox();
    const env = {
      JOJKA_API_KEY: 'key',
      JOJKA_API_URL: sandbox.url,
      CRM_DATABASE_URL: crm,
      DATABASE_URL: await postgres.createDatabase(),
    };
    const first = await runCli(['sync', 'nightly-crm'], { cwd, env });
    expect(first.stdout).toContain('Verified:');
    expect(first.code).toBe(0);
    const held = sandbox.state().contacts;
    expect(held.length).toBeGreaterThan(Number(rows[0].count) * 0.8);
    expect(held.every(({ groups }) => groups.includes('Kunder') || groups.length === 0)).toBe(true);
    expect(held.some(({ groups }) => groups.length > 1)).toBe(true);
    expect(sandbox.state().blocklist.length).toBeGreaterThan(0);
    const second = await runCli(['sync', 'nightly-crm'], { cwd, env });
    expect(second.stdout).toContain('Nothing to change');
    await sandbox.close();
  });
});

describe('L2 the state goes away in the middle of a run', () => {
  const rows = Array.from(
    { length: 12 },
    (_, index) => `${index};N${index};070-174 06 ${String(10 + index)}\n`,
  );
  test('a clear error, no outcome of an answered call lost, and resume finishes it', async () => {
    const own = await startOwnPostgres();
    const cwd = temporaryFolder('gone');
    writeFileSync(join(cwd, 'crm.csv'), `Kundnr;Namn;Mobil\n${rows.join('')}`);
    writeFileSync(
      join(cwd, 'p.json'),
      JSON.stringify({
        name: 'p',
        sources: [{ type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' }],
        contacts: { absent: 'keep' },
        load: { requestsPerSecond: 1000, importRows: 1, concurrency: 1, retries: 0 },
      }),
    );
    const sandbox = await startSandbox({
      faults: { rules: [{ endpoint: 'import_contacts_list', action: { delayMs: 150 } }] },
    });
    const env = { JOJKA_API_KEY: 'key', JOJKA_API_URL: sandbox.url, DATABASE_URL: own.url };
    const running = runCli(['sync', 'p.json'], { cwd, env });
    while ((sandbox.requests().import_contacts_list ?? 0) < 4) await wait(10);
    await own.stop();
    const result = await running;
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/state database|connection that holds account/);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    const sent = sandbox.requests().import_contacts_list as number;
    expect(sent).toBeLessThan(12);
    await own.start();
    const resumed = await runCli(['resume'], { cwd, env });
    expect(resumed.code).toBe(0);
    expect(sandbox.state().contacts).toHaveLength(12);
    // At most the one call whose outcome could not be written is sent a second time.
    expect(sandbox.requests().import_contacts_list).toBeLessThanOrEqual(13);
    await sandbox.close();
    await own.remove();
  });
});

describe('K2 the embedded state', () => {
  test('a folder that cannot be written is told before the first call to Jojka', async () => {
    const cwd = temporaryFolder('unwritable');
    writeFileSync(join(cwd, 'crm.csv'), 'Mobil\n070-174 06 05\n');
    writeFileSync(
      join(cwd, 'p.json'),
      JSON.stringify({
        name: 'p',
        sources: [{ type: 'csv', path: 'crm.csv', phone: 'Mobil' }],
        contacts: { absent: 'keep' },
      }),
    );
    writeFileSync(join(cwd, 'file'), '');
    const sandbox = await startSandbox();
    const env = {
      JOJKA_API_KEY: 'key',
      JOJKA_API_URL: sandbox.url,
      JOJKA_SYNC_HOME: join(cwd, 'file', 'home'),
    };
    const result = await runCli(['sync', 'p.json'], { cwd, env });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/cannot be written[\s\S]*JOJKA_SYNC_HOME/);
    expect(sandbox.requests()).toEqual({});
    await sandbox.close();
  });
});
