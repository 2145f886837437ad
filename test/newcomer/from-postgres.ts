import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../support/postgres.ts';
import { odoo } from './crm.ts';
import type { Newcomer } from './script.ts';

/** A second account, fed from the CRM's database. */
export async function fromPostgres(newcomer: Newcomer): Promise<void> {
  const postgres = await startPostgres();
  const jojka = await newcomer.sandbox('butik.json');
  try {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(odoo);
    await client.end();
    const settings = {
      CRM_DATABASE_URL: postgres.url,
      JOJKA_BUTIK_API_KEY: 'any',
      JOJKA_BUTIK_API_URL: jojka.url,
    };
    for (const [name, value] of Object.entries(settings))
      appendFileSync(join(newcomer.cwd, '.env'), `${name}=${value}\n`);

    await newcomer.types(['init', '--table', 'res_partner', '--name', 'odoo', '--account', 'butik'], {
      says: ['phone     mobile, then phone', 'numbers of phone_blacklist'],
      not: [postgres.url],
    });
    await newcomer.types(['validate', 'odoo']);
    await newcomer.types(['doctor', 'odoo'], { says: ['All is well.'] });
    await newcomer.types(['plan', 'odoo'], { says: ['Plan: 3 to create, 1 to block.'] });
    await newcomer.types(['sync', 'odoo', '--quiet']);
    await newcomer.types(['verify', 'odoo']);
    const held = JSON.parse(readFileSync(join(newcomer.cwd, 'butik.json'), 'utf8'));
    assert.deepEqual(held.blocklist, ['46701740606']);
    assert.equal(held.contacts.length, 3);
  } finally {
    await jojka.stop();
    await postgres.remove();
  }
}
