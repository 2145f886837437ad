import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { validatePipeline } from '../../src/jobs/validate.ts';
import { useWorlds } from '../support/in-process.ts';

const { world, createDatabase } = useWorlds();

const tables = `
  create table sms (customer text, number text, change text, outcome text, why text, at timestamptz, run text, primary key (customer, number, change));
  create table rejected (pipeline text, customer text, field text, code text, sentence text, since timestamptz)`;

const statements = (url: string) => ({
  writeBack: {
    url,
    outcomes: `insert into sms values (coalesce(:key, '-'), :msisdn, :change, :outcome, :message, :at::timestamptz, :run)
      on conflict (customer, number, change) do update set outcome = excluded.outcome, at = excluded.at, run = excluded.run`,
    rejections: {
      clear: 'delete from rejected where pipeline = :pipeline',
      statement:
        'insert into rejected values (:pipeline, :key, :field, :code, :message, :since::timestamptz)',
    },
  },
});

async function crmDatabase(sql: string) {
  const url = await createDatabase();
  const crm = new pg.Client({ connectionString: url });
  await crm.connect();
  if (sql) await crm.query(sql);
  return { url, crm };
}

test('the CRM is told what became of each record, and which are rejected since when; what was mended goes', async () => {
  const { url, crm } = await crmDatabase(tables);
  const w = await world({ pipeline: statements(url) });
  w.crm(
    'K1;Anna Berg;46701740605;Lund;nej',
    'K2;Bo Ek;46701740606;Lund;ja',
    'K3;Nils;070-17;Lund;nej',
    'K4;Eva;070-18;Lund;nej',
  );
  const first = await w.sync();
  expect(first.exitCode).toBe(0);
  const outcomes = async () =>
    (await crm.query('select customer, number, change, outcome, run from sms order by 1, 3')).rows;
  expect(await outcomes()).toEqual(
    ['K1 create', 'K2 block', 'K2 create'].map((text) => {
      const [customer, change] = text.split(' ');
      return {
        customer,
        change,
        number: customer === 'K1' ? '46701740605' : '46701740606',
        outcome: 'done',
        run: first.run,
      };
    }),
  );
  w.clock.forward(24);
  w.crm(
    'K1;Anna Berg;46701740605;Lund;nej',
    'K2;Bo Ek;46701740606;Lund;ja',
    'K3;Nils;070-17;Lund;nej',
    'K4;Eva;46701740608;Lund;nej',
  );
  await w.sync();
  expect((await crm.query('select * from rejected')).rows).toEqual([
    {
      pipeline: 'crm',
      customer: 'K3',
      field: 'Mobil',
      code: 'too-short',
      sentence: 'too-short',
      since: new Date('2026-11-23T03:00:00Z'),
    },
  ]);
  expect((await outcomes()).map(({ customer }) => customer)).toEqual(['K1', 'K2', 'K2', 'K4']);
  await crm.end();
});

test('a CRM that refuses is told of the run by the next one, and nothing of a batch is half there', async () => {
  const { url, crm } = await crmDatabase('create table sms (customer text)');
  const w = await world({ pipeline: statements(url) });
  // Something was told once: what comes after it is caught up with.
  await crm.query(`drop table sms; ${tables}`);
  w.crm('K1;Anna Berg;46701740605;Lund;nej');
  await w.sync();
  await crm.query('alter table rejected rename to elsewhere');
  w.clock.forward(24);
  w.crm('K1;Anna Berg;46701740605;Lund;nej', 'K2;Bo Ek;46701740606;Lund;nej');
  const failed = await w.sync();
  expect(failed.exitCode).toBe(0);
  expect(failed.plan.warnings).toMatchObject([{ code: 'write-back-failed' }]);
  expect(JSON.stringify(failed.plan.warnings)).toContain('the next sync tells of this run too');
  await w.withState(async ({ knex }) =>
    expect(await knex('warnings').where({ run_id: failed.run }).pluck('code')).toEqual(['write-back-failed']),
  );
  expect((await crm.query('select customer from sms')).rows).toEqual([{ customer: 'K1' }]);
  await crm.query('alter table elsewhere rename to rejected');
  w.clock.forward(24);
  await w.sync();
  expect((await crm.query('select customer, run from sms order by 1')).rows[1]).toEqual({
    customer: 'K2',
    run: failed.run,
  });
  await crm.end();
});

test('what guards hold back, what Jojka refuses and who is gone are told as that', async () => {
  const { url, crm } = await crmDatabase(tables);
  const w = await world({ pipeline: { ...statements(url), guards: { removals: 0 } } });
  w.crm('K1;Anna Berg;46701740605;Lund;nej', 'K2;Bo Ek;46701740606;Lund;nej');
  await w.sync();
  w.clock.forward(24);
  w.crm('K1;Anna Berg;46701740605;Lund;nej');
  const held = await w.sync();
  expect(held.heldBack).toBe(true);
  expect(
    (await crm.query(`select customer, change, outcome from sms where run = $1`, [held.run])).rows,
  ).toEqual([{ customer: 'K2', change: 'remove', outcome: 'held-back' }]);
  await crm.end();
});

test('updates that find no row of the CRM are told, by their number', async () => {
  const { url, crm } = await crmDatabase('create table c (id text, s text)');
  await crm.query(`insert into c values ('K1')`);
  const w = await world({
    pipeline: { writeBack: { url, outcomes: 'update c set s = :outcome where id = :key' } },
  });
  w.crm('K1;Anna Berg;46701740605;Lund;nej', 'K2;Bo Ek;46701740606;Lund;nej');
  const events: unknown[] = [];
  const report = await syncPipeline('crm', { ...w.environment, emit: (event) => events.push(event) });
  expect(report.exitCode).toBe(0);
  expect((await crm.query('select s from c')).rows).toEqual([{ s: 'done' }]);
  expect(JSON.stringify(events)).toMatch(/writeBack: updates that found no row of the CRM[^}]+"updates":1/);
  await crm.end();
});

describe('a URL that nobody can connect to costs no block and no night', () => {
  const urls = [
    'postgres://crm:hem/ligt@localhost/crm',
    'postgres://crm:hem#ligt@localhost/crm',
    'postgres://crm@localhost/crm?sslmode=verify-full&sslrootcert=/nowhere/ca.pem',
  ];

  test.each(urls)('%s', async (url) => {
    const statement = 'update c set stop = true where number = :msisdn';
    const w = await world({
      pipeline: {
        blocklist: { replies: true, writeBack: { url, statement } },
        writeBack: { url, outcomes: 'update c set sms = :outcome where id = :key' },
      },
    });
    w.crm('K1;Anna Berg;46701740605;Lund;ja', 'K2;Bo Ek;46701740606;Lund;nej');
    w.sandbox.feedReply({ sender: '46701740607', message: 'STOP' });
    const report = await w.sync();
    expect(report.exitCode).toBe(0);
    expect(w.sandbox.state().blocklist).toEqual(expect.arrayContaining(['46701740605', '46701740607']));
    expect(report.plan.warnings.map(({ code }) => code)).toEqual(['write-back-failed', 'write-back-failed']);
    const told = JSON.stringify(report.plan.warnings);
    expect(told).not.toMatch(/hem|ligt/);
    expect(told).toContain('the next run tries again');
    await w.withState(async ({ knex }) =>
      expect(await knex('runs').where({ id: report.run }).first('exit_code')).toEqual({ exit_code: 0 }),
    );
    await expect(validatePipeline('crm', w.environment)).rejects.toMatchObject({ exitCode: 64 });
  });

  test('whatever else keeps the CRM from being told is a warning too', async () => {
    const w = await world({
      pipeline: {
        blocklist: { replies: true, writeBack: { url: 'postgres://crm', statement: 'select :at' } },
      },
    });
    w.crm('K1;Anna Berg;46701740605;Lund;ja');
    // What is not written back yet cannot be looked up.
    await w.withState(({ knex }) =>
      knex.raw('alter table replies rename column written_back_to to elsewhere'),
    );
    const report = await w.sync();
    expect(report.plan.warnings.map(({ code }) => code)).toEqual(['write-back-failed']);
    expect(w.sandbox.state().blocklist).toEqual(['46701740605']);
  });
});

describe('statements', () => {
  const pipeline = (writeBack: object) =>
    checkPipeline(
      {
        name: 'crm',
        sources: [{ type: 'csv', path: 'crm.csv', phone: 'Mobil' }],
        contacts: { absent: 'keep' },
        writeBack,
      },
      'crm.json',
    );
  const url = 'postgres://crm';

  test.each([
    ['a name that there is not', { url, outcomes: 'update c set s = :status where id = :key' }],
    ['one of the other kind', { url, outcomes: 'update c set s = :since where id = :key' }],
    [
      'one in what clears',
      { url, rejections: { clear: 'delete from r where id = :key', statement: 'select :key' } },
    ],
  ])('%s is refused', (_, writeBack) => {
    expect(() => pipeline(writeBack)).toThrow(/must name nothing but/);
  });

  test.each([
    [`update c set s = ':status', at = '12:30', x = y::text -- :nothing`],
    ['update c set a = (array[1,2,3])[1:2] where id = :key'],
  ])('%s passes', (outcomes) => {
    expect(() => pipeline({ url, outcomes })).not.toThrow();
  });
});
