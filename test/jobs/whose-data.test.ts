import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createReports } from '../../src/console/report.ts';
import type { Desk } from '../../src/console/visit.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { evidenceOf } from '../../src/jobs/evidence.ts';
import { explainNumber, type ToldStory } from '../../src/jobs/explain.ts';
import { forgetNumber, lookForForget } from '../../src/jobs/forget.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { readSubject } from '../../src/jobs/subject.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { forgottenJson, forgottenText } from '../../src/report/forgotten.ts';
import { toJson } from '../../src/state/rows.ts';
import { writePlanFile } from '../../src/steps/saved-plans.ts';
import { useWorlds, type World } from '../support/in-process.ts';
import { anna, bo, rest, rowsWith, twoNights } from '../support/two-nights.ts';

/** Several pipelines and accounts in one state: what is told or taken out of one person is nobody else's. */
const { world } = useWorlds();

const key = 'postgres-1\t1001';

/** Anna in account `default` (pipeline `crm`) and in account `other` (pipeline `news`), which both call her record alike. */
async function twoAccounts(): Promise<World> {
  const w = await world();
  w.crm(`K100;Anna Klarén;${anna};Lund;nej`, `K200;Bo Ek;${bo};Lund;nej`, ...rest);
  await w.sync();
  await w.withState(async ({ knex }) => {
    const [{ id: other }] = await knex('accounts')
      .insert({
        name: 'other',
        url: 'http://127.0.0.1:1/',
        key_salt: 's',
        key_hash: 'h',
        created_at: new Date(),
      })
      .returning('id');
    const run = { state: 'done', host: 'h', pid: 1, started_at: w.clock.now, settled: true, command: 'sync' };
    await knex('runs').insert([
      { ...run, id: 'crm-1', account_id: 1, pipeline: 'crm' },
      { ...run, id: 'crm-2', account_id: 1, pipeline: 'crm2' },
      { ...run, id: 'news-1', account_id: other, pipeline: 'news' },
    ]);
    const want = { name: 'x', groups: ['Nyheter'], since: w.clock.now, absent_runs: 0, opted_out: false };
    await knex('ledger_wants')
      .where({ pipeline: 'crm', msisdn: anna })
      .update({ keys: [key] });
    await knex('ledger_wants').insert([
      { ...want, account_id: 1, pipeline: 'crm2', msisdn: bo, keys: [key] },
      { ...want, account_id: other, pipeline: 'news', msisdn: anna, keys: ['postgres-1\t7'] },
    ]);
    await knex('ledger_blocks').insert({
      account_id: other,
      msisdn: anna,
      origins: ['manual'],
      pipelines: [],
    });
    await knex('replies').insert({
      ...{
        account_id: other,
        sender: anna,
        inserted: w.clock.now,
        message: 'Hemlig dikt',
        message_hash: 'x',
      },
    });
    const rejected = (run_id: string, seq: number, record_key: string | null, value: string) => ({
      ...{ run_id, seq, source: 'postgres-1', line: seq, record_key, field: 'Mobil', code: 'invalid', value },
      ...{ row: toJson([value, 'Rad']), message: null },
    });
    await knex('rejections').insert([
      rejected('crm-1', 1, key, '070-17 40'),
      rejected('crm-2', 1, key, '08-GRANNE'),
      rejected('crm-2', 2, null, '070-174 06 05 / 5'),
      rejected('news-1', 1, key, '08-FRÄMLING'),
    ]);
  });
  return w;
}

const known = (stories: readonly { readonly account: string }[]) => stories.map(({ account }) => account);
const valuesOf = (stories: ToldStory['stories']) =>
  stories.flatMap(({ rejections }) => rejections.map(({ value }) => value));

describe('evidence', () => {
  test.each([
    [
      'of a pipeline, of its account and its rejected records alone',
      { pipeline: 'crm' },
      ['default'],
      ['070-17 40'],
    ],
    ['of another one', { pipeline: 'news' }, ['other'], []],
    ['of an account', { account: 'default' }, ['default'], ['070-17 40', '070-174 06 05 / 5']],
    ['of a pipeline in an account that knows it not', { pipeline: 'crm', account: 'other' }, [], []],
    ['of all of them', {}, ['default', 'other'], ['070-17 40', '070-174 06 05 / 5']],
  ])('%s', async (_, request, accounts, values) => {
    const { stories } = await evidenceOf((await twoAccounts()).environment, anna, request);
    expect(known(stories)).toEqual(accounts);
    expect(valuesOf(stories)).toEqual(values);
    expect(JSON.stringify(stories).includes('Hemlig dikt')).toBe(known(stories).includes('other'));
  });

  test('an account that is not known is told', async () => {
    const w = await twoAccounts();
    await expect(evidenceOf(w.environment, anna, { account: 'no' })).rejects.toThrow('knows no account "no"');
  });

  test('explain tells no stranger by a key that another pipeline has too', async () => {
    const w = await twoAccounts();
    const { stories } = (await explainNumber(w.environment, anna)) as ToldStory;
    expect(valuesOf(stories)).toEqual(['070-17 40', '070-174 06 05 / 5']);
  });
});

describe('a key', () => {
  const left = (w: World) => w.withState(({ knex }) => knex('rejections').orderBy('value').pluck('value'));

  test('that two pipelines have is of two people', async () => {
    const w = await twoAccounts();
    const { accounts } = await readSubject(w.environment, { number: anna });
    expect(accounts.map(({ otherNumbers }) => otherNumbers)).toEqual([[], []]);
    expect(JSON.stringify(accounts)).not.toMatch(/GRANNE|FRÄMLING/);
    await forgetNumber(w.environment, { number: anna, stillWanted: true });
    expect(await left(w)).toEqual(['08-FRÄMLING', '08-GRANNE']);
  });

  test('that is given finds nobody in an account that does not know the number, unless that is named', async () => {
    const w = await twoAccounts();
    const kept = await lookForForget(w.environment, { number: bo, keys: ['1001'], names: ['Främling'] });
    expect(kept.accounts.map(({ account }) => account)).toEqual(['default']);
    const named = await lookForForget(w.environment, { number: bo, keys: ['1001'], account: 'other' });
    expect(named.accounts.map(({ account, rows }) => [account, rows.map(({ rows }) => rows)])).toEqual([
      ['other', [1]],
    ]);
  });
});

describe('forget', () => {
  const rowsOf = (w: World) => w.withState((database) => rowsWith(database, anna));

  test('stops while several pipelines feed the account and one wants him; says how to go on', async () => {
    const w = await twoAccounts();
    const before = await rowsOf(w);
    const error = await forgetNumber(w.environment, { number: anna }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('still wanted by crm'),
      advice: expect.stringMatching(/jojka-sync sync crm\n.*--still-wanted/),
    });
    expect(await rowsOf(w)).toEqual(before);
    const kept = await lookForForget(w.environment, { number: anna });
    expect(kept.accounts.map(({ account, isShared }) => [account, isShared])).toEqual([
      ['default', true],
      ['other', false],
    ]);
    expect(forgottenText(kept, { color: false })).toContain('--still-wanted');
  });

  test('takes him out of all accounts or of none', async () => {
    const w = await twoAccounts();
    await w.withState(async ({ knex }) => {
      await knex.raw(
        `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'full'; end $$`,
      );
      await knex.raw(`create trigger refuse before delete on ledger_wants for each row
        when (old.pipeline = 'news') execute function refuse()`);
    });
    const plans = join(w.cwd, 'home', 'plans');
    mkdirSync(plans, { recursive: true });
    for (const folder of [plans, `${plans}-old`]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, '20261123-030000-abcd.json'), JSON.stringify({ msisdn: anna }));
    }
    const before = await rowsOf(w);
    const request = { number: anna, stillWanted: true };
    await expect(forgetNumber(w.environment, request)).rejects.toThrow('full');
    expect(await rowsOf(w)).toEqual(before);
    expect(readdirSync(plans)).toHaveLength(1);
    expect(await w.withState(({ knex }) => knex('runs').where({ command: 'forget' }).pluck('state'))).toEqual(
      ['failed', 'failed'],
    );
    await w.withState(({ knex }) => knex.raw('drop trigger refuse on ledger_wants'));
    const { files } = await forgetNumber(w.environment, request);
    expect(readdirSync(plans)).toEqual([]);
    // A folder beside it is somebody's own.
    expect(files.others).toEqual([join('home', 'plans-old', '20261123-030000-abcd.json')]);
    expect(readdirSync(`${plans}-old`)).toHaveLength(1);
  });

  test('lists what goes by a given name alone, before it goes', async () => {
    const w = await twoAccounts();
    await w.withState(({ knex }) =>
      knex('rejections')
        .where({ run_id: 'crm-2', seq: 1 })
        .update({ row: toJson(['Johanna', 'Anna Ek', '070-174 06 99']), value: '070-174 06 99' }),
    );
    const kept = await lookForForget(w.environment, { number: anna, names: ['Anna Ek'] });
    expect(kept.accounts[0]?.byGiven).toEqual([{ source: 'postgres-1', line: 1, value: '07017•••699' }]);
    expect(forgottenText(kept, { color: false })).toContain('postgres-1:1: 07017•••699');
    const other = await lookForForget(w.environment, { number: anna, names: ['hanna'] });
    expect(other.accounts[0]?.byGiven).toEqual([]);
  });

  test.each(['no', 'empty', 'expired'])(
    'a "%s" of one pipeline keeps him out of its groups also when another asks nobody',
    async (state) => {
      const w = await twoAccounts();
      const consent = { account_id: 1, msisdn: anna, since: w.clock.now, groups: ['Kunder'] };
      await w.withState(({ knex }) =>
        knex('ledger_consents').insert([
          { ...consent, pipeline: 'crm2', source: 'a', state },
          { ...consent, pipeline: 'crm2', source: 'b', state: 'yes' },
        ]),
      );
      const kept = await lookForForget(w.environment, { number: anna });
      expect(kept.accounts[0]?.rows.filter(({ table }) => table === 'ledger_consents')).toEqual([
        { table: 'ledger_consents', erasure: 'deleted', rows: 1 },
        { table: 'ledger_consents', erasure: 'kept', rows: 1 },
      ]);
      expect(forgottenText(kept, { color: false })).toContain('is no yes stays (1 row');
      expect(JSON.parse(forgottenJson(kept)).accounts[0].rows.ledger_consents.erasure).toBe('deleted');
      await w.somebody((held) => ({ ...held, contacts: [] }));
      await forgetNumber(w.environment, { number: anna, stillWanted: true });
      expect(await w.withState(({ knex }) => knex('ledger_consents').pluck('source'))).toEqual(['a']);
      await syncPipeline('crm', w.environment, { allowEmpty: false, acceptLoss: true });
      const { contacts } = w.sandbox.state();
      expect(contacts.filter(({ groups }) => groups.includes('Kunder')).length).toBeGreaterThan(5);
      expect(contacts.find(({ msisdn }) => msisdn === anna)?.groups ?? []).not.toContain('Kunder');
    },
  );
});

describe('what names him elsewhere', () => {
  test('an opt-out that was carried from his number: it goes from the change of the other, who is told it and he not whose', async () => {
    const w = await twoAccounts();
    const now = '46701740697';
    const carried = [
      { from: anna, keys: [key], origins: ['source'] },
      { from: bo, keys: ['k'], origins: ['source'] },
    ];
    await w.withState(({ knex }) =>
      knex('run_changes').insert({
        ...{
          run_id: 'crm-1',
          seq: 0,
          kind: 'block',
          msisdn: now,
          detail: toJson({ origins: ['carried'], carried }),
        },
      }),
    );
    const told = async (number: string) => (await readSubject(w.environment, { number })).accounts[0];
    const changes = (await told(anna))?.places.find(({ table }) => table === 'run_changes')?.rows;
    expect(JSON.stringify(changes)).toContain('"detail":{"from":"46701740605"}');
    expect(JSON.stringify(changes)).not.toMatch(/46701740697|46701740606/);
    expect((await told(now))?.otherNumbers).toEqual([anna, bo]);
    await forgetNumber(w.environment, { number: anna, stillWanted: true });
    const [left] = await w.withState(({ knex }) => knex('run_changes').where({ run_id: 'crm-1' }));
    expect(left).toMatchObject({ msisdn: now, detail: { origins: ['carried'], carried: carried.slice(1) } });
  });

  test('the name of a message', async () => {
    const w = await twoAccounts();
    const message = { kind: 'send', name: 'Till 070-174 06 05', calls: [] };
    await w.withState(({ knex }) =>
      knex('runs')
        .where({ id: 'crm-1' })
        .update({ summary: toJson({ version: 1, message }) }),
    );
    await forgetNumber(w.environment, { number: anna, stillWanted: true });
    const { summary } = await w.withState(({ knex }) => knex('runs').where({ id: 'crm-1' }).first('summary'));
    expect(summary.message).toEqual({ ...message, name: 'Till •••' });
  });

  test('what cannot be looked into is listed: links, and what is closed to this user', async () => {
    const w = await twoAccounts();
    const folder = join(w.cwd, 'reports');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.md'), 'nothing');
    symlinkSync(join(w.cwd, 'crm.csv'), join(folder, 'link.csv'));
    writeFileSync(join(folder, 'closed.md'), anna, { mode: 0 });
    mkdirSync(join(folder, 'closed'), { mode: 0 });
    const { files } = await lookForForget(w.environment, { number: anna, search: ['reports'] });
    const closed = process.getuid?.() === 0 ? [] : ['reports/closed', 'reports/closed.md'];
    expect(files.unread).toEqual([...closed, 'reports/link.csv']);
  });

  test('a STOP that one of two pipelines that write back has not written is told', async () => {
    const w = await twoAccounts();
    const reply = (sender: string, written_back_to: string[]) => ({
      ...{
        account_id: 1,
        sender,
        inserted: w.clock.now,
        message: 'STOPP',
        message_hash: sender,
        word: 'STOPP',
      },
      ...{ handled_at: w.clock.now, written_back_to },
    });
    await w.withState(({ knex }) =>
      knex('replies').insert([reply(anna, ['crm']), reply(bo, ['crm', 'crm2'])]),
    );
    const unwritten = async (number: string) =>
      (await lookForForget(w.environment, { number, account: 'default' })).accounts[0]?.isUnwritten;
    expect([await unwritten(anna), await unwritten(bo)]).toEqual([true, false]);
  });
});

test('a plan that was made while somebody was forgotten is stale', async () => {
  const w = await world();
  w.crm(`K100;Anna Klarén;${anna};Lund;nej`, ...rest);
  await w.sync();
  w.crm(`K100;Annika Klarén;${anna};Lund;nej`, ...rest);
  let times = 0;
  // Each look at the clock is a minute later: the plan reads the ledger, and then its sources.
  const later = { ...w.environment, now: () => new Date(w.clock.now.getTime() + 60_000 * ++times) };
  const { plan } = await planPipeline('crm', later);
  expect(times).toBeGreaterThan(1);
  expect(plan.createdAt).toBe(new Date(w.clock.now.getTime() + 60_000).toISOString());
  const file = join(w.cwd, 'plan.json');
  await writePlanFile(file, plan, w.environment);
  // It began before the plan, and ended while that was made.
  await forgetNumber(w.environment, { number: anna });
  await w.withState(({ knex }) =>
    knex('runs')
      .where({ command: 'forget' })
      .update({ ended_at: new Date(Date.parse(plan.createdAt) + 1000) }),
  );
  await expect(applyPlan(file, w.environment)).rejects.toThrow(/is stale: .* somebody was forgotten/);
});

test('a report that the console keeps is made anew once somebody was forgotten', async () => {
  const w = await world();
  await twoNights(w, w.environment);
  const id = await w.withState(async ({ knex }) => {
    const run = await knex('runs').orderBy('seq').first('id', 'summary');
    const changes = { ...run.summary.plan.changes, create: 20_000 };
    await knex('runs')
      .where({ id: run.id })
      .update({ summary: toJson({ ...run.summary, plan: { ...run.summary.plan, changes } }) });
    return run.id as string;
  });
  const desk = { environment: w.environment, gate: { brief: (work: () => Promise<unknown>) => work() } };
  let made = 0;
  const report = createReports(desk as unknown as Desk, async () => `page ${++made}`);
  expect([await report(id, 'en'), await report(id, 'en')]).toEqual(['page 1', 'page 1']);
  await forgetNumber(w.environment, { number: anna });
  expect(await report(id, 'en')).toBe('page 2');
});
