import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';
import { databaseWith, odooTables, twentyTables } from '../support/crm-tables.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** docs/recipes: what stands there word for word is run, against tables of the CRM's shape. */
let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

test.each([
  [
    'odoo',
    odooTables,
    {
      contacts: [
        ['46701740605', 'Åsa Öberg', 'Kunder', 'VIP', 'Medlemmar'],
        ['46701740606', 'Bo Ek', 'Kunder'],
        ['46701740608', 'Dag Älv', 'Kunder', 'Medlemmar'],
      ],
      blocklist: ['46701740606'],
    },
  ],
  [
    'twenty',
    twentyTables,
    {
      contacts: [
        ['46701740605', 'Åsa Öberg', 'Kunder'],
        ['46701740606', 'Bo Ek', 'Kunder'],
        ['46701740607', 'Cilla Dahl', 'Kunder'],
      ],
      blocklist: ['46701740607', '46701740609'],
    },
  ],
])(
  '%s: the user and the pipeline of the page, as they stand there',
  async (name, tables, expected) => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'recipes', `${name}.md`), 'utf8');
    const [, sql = ''] = /^```sql\n([\s\S]*?)^```$/m.exec(page) ?? [];
    const [, pipeline = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
    // Users belong to the server, which may be one that other tests use.
    const role = `reader_${name}_recipe`;
    const owner = await databaseWith(
      postgres,
      `${tables} drop role if exists ${role}; ${sql.replaceAll('jojka_reader', role)}`,
    );
    const cwd = temporaryFolder(name);
    mkdirSync(join(cwd, 'pipelines'));
    writeFileSync(join(cwd, 'pipelines', `${name}.yaml`), pipeline);
    const sandbox = await startSandbox();
    const crm = new URL(owner);
    crm.username = role;
    const env = { JOJKA_API_KEY: 'any', JOJKA_API_URL: sandbox.url, CRM_DATABASE_URL: crm.href };
    expect(await runHere(['validate', name], { cwd, env })).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout, stderr } = await runHere(['sync', name], { cwd, env });
    expect(code, `${stdout}${stderr}`).toBe(0);
    const { contacts, blocklist } = sandbox.state();
    await sandbox.close();
    expect({
      contacts: contacts.map(({ msisdn, name: called, groups }) => [msisdn, called, ...groups]),
      blocklist,
    }).toEqual(expected);
  },
  180_000,
);
