import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startSandbox } from '../../src/sandbox/server.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';
import { databaseWith, odooTables, twentyTables } from '../support/crm-tables.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** `init` from tables of Postgres, shaped like those of CRMs that people have. */
let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

/** What a pipeline that was just written puts into an empty account. */
async function synced(cwd: string, name: string, crm: string) {
  const sandbox = await startSandbox();
  const env = { JOJKA_API_KEY: 'any', JOJKA_API_URL: sandbox.url, CRM_DATABASE_URL: crm };
  const validated = await runHere(['validate', name], { cwd, env });
  expect(validated.stderr).toBe('');
  const plan = await runHere(['plan', name], { cwd, env });
  expect(plan.code).toBe(0);
  const result = await runHere(['sync', name], { cwd, env });
  expect(result.stdout).toContain('Verified:');
  expect(result.code).toBe(0);
  const state = sandbox.state();
  await sandbox.close();
  return {
    contacts: state.contacts.map(({ msisdn, name: called, groups }) => [msisdn, called, ...groups]),
    blocked: state.blocklist,
  };
}

describe("Odoo's res_partner", () => {
  test('with its tags, without those who are archived, and nobody of phone_blacklist is texted', async () => {
    const crm = await databaseWith(postgres, odooTables);
    const cwd = temporaryFolder('odoo');
    const { code, stdout, stderr } = await runHere(['init', '--table', 'res_partner', '--name', 'odoo'], {
      cwd,
      env: { CRM_DATABASE_URL: crm },
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('key       id');
    expect(stdout).toContain('phone     mobile, then phone_sanitized, then phone');
    expect(stdout).toContain('opt-out   numbers of phone_blacklist');
    const text = readFileSync(join(cwd, 'pipelines', 'odoo.yaml'), 'utf8');
    expect(text).not.toContain(crm);
    expect(parse(text).sources[0]).toMatchObject({ url: '${CRM_DATABASE_URL}', id: 'id', name: ['name'] });
    expect(readFileSync(join(cwd, '.env.example'), 'utf8')).toContain('\nCRM_DATABASE_URL=postgres://');
    expect(await synced(cwd, 'odoo', crm)).toEqual({
      contacts: [
        ['46701740605', 'Åsa Öberg', 'Kunder', 'VIP', 'Medlemmar'],
        ['46701740606', 'Bo Ek', 'Kunder'],
        ['46701740608', 'Dag Älv', 'Kunder', 'Medlemmar'],
      ],
      blocked: ['46701740606'],
    });
  }, 180_000);
});

describe("Twenty's person", () => {
  test('with numbers put together, further ones, and opt-outs of deleted people too', async () => {
    const crm = await databaseWith(postgres, twentyTables);
    const cwd = temporaryFolder('twenty');
    const { code, stdout, stderr } = await runHere(['init', crm, '--table', 'person'], { cwd });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('phone     phone, then additional_phones');
    expect(stdout).toContain('name      nameFirstName nameLastName');
    expect(stdout).toContain('true (2): opted out: blocked');
    expect(readFileSync(join(cwd, 'pipelines', 'person.yaml'), 'utf8')).not.toContain(crm);
    expect(await synced(cwd, 'person', crm)).toEqual({
      contacts: [
        ['46701740605', 'Åsa Öberg', 'Kunder'],
        ['46701740606', 'Bo Ek', 'Kunder'],
        ['46701740607', 'Cilla Dahl', 'Kunder'],
      ],
      blocked: ['46701740607', '46701740609'],
    });
  }, 180_000);
});

test('a table and columns whose names need quoting', async () => {
  const crm = await databaseWith(
    postgres,
    `
    create table "Kund ""A""" ("Kund-nr" text, "order" text, "Mobil nr" text, "Grupp" text[], "Förnamn" text);
    insert into "Kund ""A""" values ('k1', 'x', '070-174 06 05', '{VIP,"Norr; väst"}', 'Bo');`,
  );
  const cwd = temporaryFolder('quoted');
  const made = await runHere(
    [
      'init',
      '--table',
      'Kund "A"',
      '--phone',
      'Mobil nr',
      '--id',
      'Kund-nr',
      '--opt-out',
      'order',
      '--no-group',
    ],
    { cwd, env: { CRM_DATABASE_URL: crm } },
  );
  expect(made.stderr).toBe('');
  expect(parse(readFileSync(join(cwd, 'pipelines', 'Kund-A.yaml'), 'utf8')).sources[0].query).toContain(
    'from "Kund ""A"""',
  );
  const { contacts, blocked } = await synced(cwd, 'Kund-A', crm);
  expect([contacts, blocked]).toEqual([[['46701740605', 'Bo', 'VIP', 'Norr väst']], ['46701740605']]);
});

describe('what cannot be looked at', () => {
  test.each<[string, (crm: string) => { args: string[]; env: NodeJS.ProcessEnv }, number, RegExp]>([
    ['no table named', (crm) => ({ args: [crm], env: {} }), 64, /phone numbers: res_partner/],
    [
      'a mistyped table',
      (crm) => ({ args: [crm, '--table', 'res_partners'], env: {} }),
      64,
      /Did you mean "res_partner"/,
    ],
    ['no URL', () => ({ args: ['--table', 'x'], env: {} }), 64, /CRM_DATABASE_URL is not set/],
    ['a URL that is none', () => ({ args: ['postgres://a:b/c@d@e', '--table', 'x'], env: {} }), 64, /%40/],
    [
      'no server',
      () => ({ args: ['--table', 'x'], env: { CRM_DATABASE_URL: 'postgres://u:geheim@127.0.0.1:1/x' } }),
      1,
      /127\.0\.0\.1:1/,
    ],
  ])('%s', async (_, given, exitCode, told) => {
    const crm = await databaseWith(postgres, odooTables);
    const cwd = temporaryFolder('none');
    const { args, env } = given(crm);
    const { code, stderr } = await runHere(['init', ...args], { cwd, env });
    expect(stderr).toMatch(told);
    expect(stderr).not.toMatch(/geheim|\n\s+at /);
    expect(code).toBe(exitCode);
    expect(existsSync(join(cwd, 'pipelines'))).toBe(false);
  });
});

test('only tables that the user may read are offered', async () => {
  const crm = await databaseWith(
    postgres,
    `${odooTables}
    drop role if exists reader_of_init; create role reader_of_init login; grant select (id, name, mobile) on res_partner to reader_of_init;`,
  );
  const cwd = temporaryFolder('rights');
  writeFileSync(join(cwd, '.env'), `CRM_DATABASE_URL=${crm.replace('postgres@', 'reader_of_init@')}\n`);
  const made = await runHere(['init', '--table', 'res_partner'], { cwd });
  expect(made.stderr).toBe('');
  expect(parse(readFileSync(join(cwd, 'pipelines', 'res_partner.yaml'), 'utf8')).optOuts).toBeUndefined();
  const other = await runHere(['init', '--table', 'mail_message', '--name', 'b'], { cwd });
  expect(other.stderr).toContain('There is no table "mail_message" that this user may read.');
});
