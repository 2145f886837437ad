import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StateError } from '../../src/errors.ts';
import { explainNumber } from '../../src/jobs/explain.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { latestRuns, runDetail } from '../../src/jobs/runs.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import { startWorld, type World } from '../support/in-process.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** A role of the state's database that may read some tables, and not others. */
let postgres: TestPostgres;
let w: World;
let run: string;
let reader: RunEnvironment;
const role = `reader_${process.pid}`;

beforeAll(async () => {
  postgres = await startPostgres();
  w = await startWorld(postgres);
  w.crm('K1;Anna;46701740605;Lund;nej', 'K2;Bo;08;Lund;nej');
  run = (await w.sync()).run;
  const admin = new pg.Client(w.databaseUrl);
  await admin.connect();
  await admin.query(
    `create role ${role} login password 'hemligt'; grant usage on schema jojka_sync to ${role}`,
  );
  await admin.query(
    `grant select on jojka_sync.knex_migrations, jojka_sync.runs, jojka_sync.accounts to ${role}`,
  );
  await admin.end();
  const url = new URL(w.databaseUrl);
  url.username = role;
  url.password = 'hemligt';
  reader = { ...w.environment, env: { ...w.environment.env, DATABASE_URL: url.href } };
});
afterAll(async () => {
  await w.close();
  const admin = new pg.Client(w.databaseUrl);
  await admin.connect();
  await admin.query(`drop owned by ${role}; drop role ${role}`);
  await admin.end();
  await postgres.remove();
});

test('what the role may read is shown', async () => {
  expect(await latestRuns(reader, { limit: 5 })).toMatchObject([{ id: run }]);
});

test.each<[verb: string, table: string, work: () => Promise<unknown>]>([
  ['plan', 'ledger_contacts', () => planPipeline('crm', reader)],
  ['runs ID', 'run_changes', () => runDetail(reader, run)],
  ['explain', '\\w+', () => explainNumber(reader, '070-174 06 05')],
])('%s says which right is lacking, and shows no SQL', async (_, table, work) => {
  const error = await work().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StateError);
  const { message, advice } = error as StateError;
  expect(message).toMatch(new RegExp(`cannot be used: permission denied for table ${table}$`));
  expect(message).not.toMatch(/select|from/);
  expect(advice).toContain('grant select on all tables in schema jojka_sync');
});
