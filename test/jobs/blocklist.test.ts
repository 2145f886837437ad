import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import {
  changeBlocklist,
  checkBlocklist,
  countReleasable,
  importBlocks,
  releaseBlocks,
} from '../../src/jobs/blocklist.ts';
import { explainNumber, type ToldStory } from '../../src/jobs/explain.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { fetchReplies, keptReplies } from '../../src/jobs/replies.ts';
import { planMessage } from '../../src/jobs/send.ts';
import { storyText } from '../../src/report/story-text.ts';
import type { JobEvent } from '../../src/session/environment.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { positional } from '../../src/steps/crm-statements.ts';
import { writePlanFile } from '../../src/steps/saved-plans.ts';
import { optOutNames } from '../../src/steps/write-back.ts';
import { useWorlds, type World, type WorldOptions } from '../support/in-process.ts';

/** Nobody who opted out is texted: answers, origins, unblocks and changed numbers, over real HTTP and Postgres. */
const { world, createDatabase } = useWorlds();

const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'];
const row = (id: number, name: string, number: string, stop = 'nej') => `${id};${name};${number};;${stop}`;

async function origins(w: World): Promise<Record<string, readonly string[]>> {
  return w.withState(async (database) => Object.fromEntries((await readLedger(database, 1)).blocks));
}

async function doubts(w: World): Promise<Record<string, string>> {
  return w.withState(async (database) => Object.fromEntries((await readLedger(database, 1)).doubts));
}

const replies = (w: World, strict = false) =>
  fetchReplies(w.environment, { pipeline: 'crm', account: 'default', strict });

describe('answers (S1, S2)', () => {
  test('STOP blocks its sender, once; other answers are listed', async () => {
    const w = await world();
    w.sandbox.feedReply({ sender: anna, message: 'STOPP' });
    w.sandbox.feedReply({ sender: `+${bo}`, message: 'Nonstop-erbjudandet var bra' });
    const first = await replies(w);
    expect(first).toMatchObject({ exitCode: 0, blocked: [anna], isFirst: true });
    expect(first.replies.map(({ sender, word }) => [sender, word])).toEqual([
      [anna, 'stopp'],
      [bo, undefined],
    ]);
    expect(await origins(w)).toEqual({ [anna]: ['reply'] });
    expect(w.sent()).toEqual({ add_to_blocklist: 1 });

    w.clock.forward(0.5);
    w.sandbox.feedReply({ sender: cilla, message: 'Sluta!' });
    const second = await replies(w);
    expect(second.fetched, 'fetches overlap').toBe(3);
    expect(second.replies.map(({ sender }) => sender)).toEqual([cilla]);
    expect(w.sent()).toEqual({ add_to_blocklist: 1 });
    expect((await keptReplies(w.environment, 'default', 7)).map(({ blocked }) => blocked)).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('what could not be blocked is tried again, though the answer is no longer fetched', async () => {
    const w = await world({
      sandbox: {
        faults: {
          rules: [
            { endpoint: 'add_to_blocklist', times: 2, action: { status: 400, body: '{"error":["no"]}' } },
          ],
        },
      },
    });
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    const failed = await replies(w);
    expect(failed).toMatchObject({ exitCode: 4, blocked: [], failures: [{ sender: anna }] });
    expect(await origins(w)).toEqual({});
    w.clock.forward(50);
    expect((await replies(w)).blocked).toEqual([]);
    w.clock.forward(50);
    const again = await replies(w);
    expect(again).toMatchObject({ exitCode: 0, fetched: 0, blocked: [anna] });
    expect(await origins(w)).toEqual({ [anna]: ['reply'] });
  });

  test('a STOP that could not be blocked keeps campaigns away too', async () => {
    const w = await world({
      sandbox: {
        faults: {
          rules: [{ endpoint: 'add_to_blocklist', action: { status: 400, body: '{"error":["no"]}' } }],
        },
      },
    });
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    expect((await replies(w)).exitCode).toBe(4);
    const { recipients } = await planMessage(w.environment, {
      as: 'campaign',
      account: 'default',
      text: 'Hej',
      from: undefined,
      numbers: [{ text: `${anna}, ${bo}`, where: '--to' }],
      groups: [],
      at: undefined,
      timeZone: 'Europe/Stockholm',
      name: undefined,
      region: 'SE',
    });
    expect(recipients).toMatchObject({ msisdns: [bo], blocked: [anna] });
  });

  test('answers that were lost are a gap: a warning, and exit 4 under --strict', async () => {
    const w = await world();
    await replies(w);
    w.clock.forward(95);
    expect((await replies(w, true)).exitCode).toBe(0);
    w.clock.forward(97);
    const gap = await replies(w, true);
    expect(gap).toMatchObject({
      exitCode: 4,
      gap: { from: '2026-11-27T02:00:00.000Z', to: '2026-11-27T03:00:00.000Z' },
    });
    w.clock.forward(97);
    expect((await replies(w)).exitCode).toBe(0);
  });

  test('a sender in national spelling is known by his number', async () => {
    const w = await world();
    w.sandbox.feedReply({ sender: '070-174 06 05', message: 'STOP' });
    expect(await replies(w)).toMatchObject({ exitCode: 0, blocked: [anna] });
  });

  test('a sender without a number is told of, and stops nothing', async () => {
    const w = await world();
    w.sandbox.feedReply({ sender: 'Telia', message: 'STOP' });
    expect(await replies(w)).toMatchObject({ exitCode: 4, failures: [{ sender: 'Telia' }] });
    expect((await replies(w)).exitCode).toBe(0);
  });

  test('other words of a pipeline find also what was kept before', async () => {
    const w = await world({ pipeline: { blocklist: { optOutWords: ['basta'] } } });
    w.sandbox.feedReply({ sender: anna, message: 'Basta!' });
    await fetchReplies(w.environment, { pipeline: undefined, account: 'default', strict: false });
    expect(await origins(w)).toEqual({});
    w.clock.forward(30);
    expect((await replies(w)).blocked).toEqual([anna]);
  });
});

describe('sync', () => {
  test('takes answers first, and imports nobody whose block failed (L1)', async () => {
    const w = await world({
      pipeline: { blocklist: { replies: true } },
      sandbox: {
        faults: {
          rules: [
            { endpoint: 'add_to_blocklist', msisdn: anna, action: { status: 400, body: '{"error":["no"]}' } },
          ],
        },
      },
    });
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    w.sandbox.feedReply({ sender: bo, message: 'STOP' });
    w.crm(row(1, 'Anna', anna), row(2, 'Bo', bo), row(3, 'Cilla', cilla));
    const report = await w.sync();
    expect(report).toMatchObject({
      exitCode: 4,
      skipped: 1,
      replies: { new: 2, blocked: 1, failures: 1, gap: false },
    });
    expect(w.sandbox.state().contacts.map(({ msisdn }) => msisdn)).toEqual([bo, cilla]);
    expect(w.sandbox.state().blocklist).toEqual([bo]);
    expect(await origins(w)).toEqual({ [anna]: ['reply'], [bo]: ['reply'] });
    expect(await doubts(w)).toEqual({ [anna]: 'sent' });
  });

  test('a pipeline that does not ask for it fetches none', async () => {
    const w = await world();
    w.crm(row(1, 'Anna', anna));
    expect((await w.sync()).replies).toBeUndefined();
    expect(w.sandbox.requests().fetch_replies).toBeUndefined();
  });
});

describe('unblock: managed (P7)', () => {
  const managed = { blocklist: { unblock: 'managed' }, guards: { unblocks: 'off', blocks: 'off' } };

  /** Anna opted out at the source, and the night was carried out; Bo is there, so that nights are never empty. */
  async function blocked(options: WorldOptions = {}): Promise<World> {
    const w = await world({ pipeline: managed, ...options });
    w.crm(row(1, 'Anna', anna, 'ja'), row(2, 'Bo', bo));
    await w.sync();
    expect(w.sandbox.state().blocklist).toContain(anna);
    w.clock.forward(24);
    w.sent();
    return w;
  }

  test('whoever says no again gets SMS again, and nothing is left to do', async () => {
    const w = await blocked();
    w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo));
    expect((await w.sync()).exitCode).toBe(0);
    expect(w.sent()).toEqual({ rm_from_blocklist: 1 });
    expect(await origins(w)).toEqual({});
    await w.sync();
    expect(w.sent()).toEqual({});
    w.crm(row(1, 'Anna', anna, 'ja'), row(2, 'Bo', bo));
    await w.sync();
    expect(w.sandbox.state().blocklist).toEqual([anna]);
  });

  test.each<[string, (w: World) => unknown]>([
    ['an empty value is no consent', (w) => w.crm(row(1, 'Anna', anna, ''), row(2, 'Bo', bo))],
    ['absence is none', (w) => w.crm(row(2, 'Bo', bo))],
    [
      'who answered STOP since stays blocked',
      (w) => {
        w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo));
        w.sandbox.feedReply({ sender: anna, message: 'STOP' });
      },
    ],
    [
      'a block by hand stays',
      async (w) => {
        w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo));
        await changeBlocklist(w.environment, 'default', 'add', [anna], { yes: false }, async () => {});
      },
    ],
    [
      'after a gap nobody is unblocked',
      (w) => {
        w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo));
        w.clock.forward(97);
      },
    ],
  ])('%s', async (_, change) => {
    const w = await blocked();
    await change(w);
    await w.sync();
    expect(w.sandbox.requests().rm_from_blocklist).toBeUndefined();
    expect(w.sandbox.state().blocklist).toEqual([anna]);
  });

  test('who was blocked before we came is found, costs no call that writes, and stays blocked', async () => {
    const w = await blocked({ sandbox: { data: { blocklist: [anna] } } });
    expect(w.sandbox.requests().add_to_blocklist).toBeUndefined();
    expect(await origins(w)).toEqual({ [anna]: ['found', 'source'] });
    w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo));
    await w.sync();
    expect(w.sandbox.state().blocklist).toEqual([anna]);
  });

  test('who could not be asked about is blocked all the same, and never unblocked by a sync', async () => {
    const w = await world({
      pipeline: managed,
      sandbox: {
        data: { blocklist: [anna] },
        faults: { rules: [{ endpoint: 'check_if_in_blocklist', nth: 1, action: { drop: true } }] },
      },
    });
    w.crm(row(1, 'Anna', anna, 'ja'), row(2, 'Bo', bo));
    expect((await w.sync()).exitCode).toBe(0);
    expect(w.sandbox.requests().add_to_blocklist).toBe(1);
    expect(await origins(w)).toEqual({ [anna]: ['found', 'source'] });
    w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo));
    await w.sync();
    expect(w.sandbox.state().blocklist).toEqual([anna]);
  });

  test('a saved plan looks at the origins again right before it unblocks', async () => {
    const w = await blocked();
    w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo));
    const { plan } = await planPipeline('crm', w.environment, { allowEmpty: false });
    expect(plan.changes).toEqual([{ kind: 'unblock', msisdn: anna }]);
    await writePlanFile(`${w.cwd}/tonight.json`, plan, w.environment);
    w.sandbox.feedReply({ sender: anna, message: 'stopp' });
    const report = await applyPlan('tonight.json', w.environment, { accept: undefined });
    expect(report.outcomes).toEqual(['skipped']);
    expect(w.sandbox.state().blocklist).toEqual([anna]);
    expect(await origins(w)).toEqual({ [anna]: ['reply', 'source'] });
  });

  test('an unblock of unknown outcome is not relied on: an opt-out after it is blocked again', async () => {
    const w = await blocked({
      sandbox: {
        faults: { rules: [{ endpoint: 'rm_from_blocklist', nth: 1, after: true, action: { drop: true } }] },
      },
    });
    w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo));
    await w.sync();
    expect(w.sandbox.state().blocklist).toEqual([]);
    w.crm(row(1, 'Anna', anna, 'ja'), row(2, 'Bo', bo));
    await w.sync();
    expect(w.sandbox.state().blocklist).toEqual([anna]);
  });

  test('the opt-out of another pipeline stands', async () => {
    const w = await blocked();
    const other = { account: 1 } as const;
    await w.withState(async (database) => {
      await database.knex.raw(
        "update ledger_blocks set pipelines = '{crm,webb}' where account_id = ? and msisdn = ?",
        [other.account, anna],
      );
    });
    w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo));
    await w.sync();
    expect(w.sandbox.state().blocklist).toEqual([anna]);
    const { blockedBy } = await w.withState((database) => readLedger(database, 1));
    expect(blockedBy.get(anna)).toEqual(['webb']);
  });
});

describe('a changed number', () => {
  test('takes its opt-out along before it is imported, and the old contact goes', async () => {
    const w = await world();
    w.crm(row(1, 'Anna', anna), row(2, 'Bo', bo));
    await w.sync();
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    await replies(w);
    w.crm(row(1, 'Anna', cilla), row(2, 'Bo', bo));
    const report = await w.sync();
    expect(report.plan.plan.moves).toMatchObject([{ from: anna, to: cilla, name: 'Anna' }]);
    expect(await origins(w)).toEqual({ [anna]: ['reply'], [cilla]: ['carried'] });
    expect(
      w.sandbox
        .state()
        .contacts.map(({ msisdn }) => msisdn)
        .sort(),
    ).toEqual([bo, cilla]);
    expect(w.sandbox.state().blocklist).toEqual([anna, cilla]);
    w.sent();
    await w.sync();
    expect(w.sent()).toEqual({});
  });

  test('is remembered until its block is confirmed, however many nights that takes', async () => {
    const w = await world({
      sandbox: {
        faults: {
          rules: [
            {
              endpoint: 'add_to_blocklist',
              msisdn: cilla,
              times: 2,
              action: { status: 400, body: '{"error":["no"]}' },
            },
          ],
        },
      },
    });
    w.crm(row(1, 'Anna', anna), row(2, 'Bo', bo));
    await w.sync();
    await changeBlocklist(w.environment, 'default', 'add', [anna], { yes: false }, async () => {});
    w.crm(row(1, 'Anna', cilla), row(2, 'Bo', bo));
    for (const night of [1, 2]) {
      expect((await w.sync()).exitCode, `night ${night}`).toBe(4);
      expect(w.sandbox.state().contacts.map(({ msisdn }) => msisdn)).not.toContain(cilla);
    }
    expect((await w.sync()).exitCode).toBe(0);
    expect(await origins(w)).toEqual({ [anna]: ['manual'], [cilla]: ['carried'] });
    expect(
      w.sandbox
        .state()
        .contacts.map(({ msisdn }) => msisdn)
        .sort(),
    ).toEqual([bo, cilla]);
  });
});

describe('by hand', () => {
  const lines = async (w: World, what: 'add' | 'remove', inputs: string[], yes = false) => {
    const said: [string, string | undefined, string][] = [];
    await changeBlocklist(w.environment, 'default', what, inputs, { yes }, async (batch) => {
      for (const { input, msisdn, outcome } of batch) said.push([input, msisdn, outcome]);
    });
    return said;
  };

  test('add, check, remove: many at once, in their order, in any spelling', async () => {
    const w = await world();
    expect(await lines(w, 'add', ['070-174 06 05', 'nonsense', bo])).toEqual([
      ['070-174 06 05', anna, 'done'],
      ['nonsense', undefined, 'not a number'],
      [bo, bo, 'done'],
    ]);
    expect(await origins(w)).toEqual({ [anna]: ['manual'], [bo]: ['manual'] });
    const checked: string[] = [];
    await checkBlocklist(w.environment, 'default', [anna, cilla], async (batch) => {
      for (const { outcome } of batch) checked.push(outcome);
    });
    expect(checked).toEqual(['blocked', 'not blocked']);
    await lines(w, 'remove', [anna]);
    expect(await origins(w)).toEqual({ [bo]: ['manual'] });
    expect(w.sandbox.state().blocklist).toEqual([bo]);
  });

  test('who answered STOP himself is unblocked only when that is said twice', async () => {
    const w = await world();
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    await replies(w);
    const refused = lines(w, 'remove', [bo, anna]);
    await expect(refused).rejects.toThrow(/asked not to get SMS/);
    await expect(refused).rejects.toMatchObject({ blocked: [{ origins: ['reply'] }] });
    expect(w.sandbox.requests().rm_from_blocklist).toBeUndefined();
    await lines(w, 'remove', [anna], true);
    expect(w.sandbox.state().blocklist).toEqual([]);
  });

  test.each<['add' | 'remove', string, string]>([
    ['add', 'add_to_blocklist', 'owed'],
    ['remove', 'rm_from_blocklist', 'unsure'],
  ])('%s whose answer is lost leaves its number in doubt (P12)', async (what, endpoint, doubt) => {
    const w = await world({
      sandbox: { faults: { rules: [{ endpoint, after: true, action: { drop: true } }] } },
    });
    const change = (to: 'add' | 'remove') =>
      changeBlocklist(w.environment, 'default', to, [anna], { yes: true }, async () => {}).catch(() => {});
    if (what === 'remove') await change('add');
    await change(what);
    const { doubts } = await w.withState((database) => readLedger(database, 1));
    expect([...doubts]).toEqual([[anna, doubt]]);
  });

  test('import asks once about each number of the ledger, and goes on where it was stopped', async () => {
    const w = await world({ sandbox: { data: { blocklist: [bo] } } });
    const many = Array.from({ length: 450 }, (_, index) => row(10 + index, 'N', `46701741${100 + index}`));
    w.crm(row(1, 'Anna', anna), row(2, 'Bo', bo), ...many);
    await w.sync();
    const stopping = new AbortController();
    const stopped = {
      ...w.environment,
      signal: stopping.signal,
      emit: (event: JobEvent) => {
        if (event.kind === 'progress' && event.step === 'blocklist' && event.done === 200)
          stopping.abort(new Error('stopped'));
      },
    };
    await expect(importBlocks(stopped, 'default', 1000)).rejects.toThrow('stopped');
    expect(w.sandbox.requests().check_if_in_blocklist).toBe(200);
    expect(await importBlocks(w.environment, 'default', 1000)).toMatchObject({ asked: 252 });
    expect(w.sandbox.requests().check_if_in_blocklist).toBe(452);
    expect(await origins(w)).toEqual({ [bo]: ['found'] });
    expect(await importBlocks(w.environment, 'default', 1000)).toMatchObject({ asked: 0, found: 0 });
  });
});

describe('write-back', () => {
  test('tells the CRM of each STOP once; what fails is tried again and stops nothing', async () => {
    const crmUrl = await createDatabase();
    const crm = new pg.Client({ connectionString: crmUrl });
    await crm.connect();
    const statement =
      'insert into stops (number, why, at) values (:msisdn::text, :origin, cast(:at as timestamptz)) -- 12:30';
    const w = await world({
      pipeline: { blocklist: { replies: true, writeBack: { url: crmUrl, statement } } },
    });
    w.crm(row(2, 'Bo', bo));
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    const failed = await w.sync();
    expect(failed.exitCode).toBe(0);
    expect(failed.plan.warnings.map(({ code }) => code)).toContain('write-back-failed');
    expect(await origins(w)).toEqual({ [anna]: ['reply'] });

    await crm.query('create table stops (number text, why text, at timestamptz)');
    expect(await replies(w)).toMatchObject({ exitCode: 0, writtenBack: 1 });
    expect(await replies(w)).toMatchObject({ exitCode: 0, writtenBack: 0 });
    const { rows } = await crm.query('select number, why, at from stops');
    expect(rows).toEqual([{ number: anna, why: 'reply', at: new Date('2026-11-23T03:00:00Z') }]);
    await crm.end();
  });

  test.each([
    ['update c set stop = true where n = :msisdn', 'update c set stop = true where n = $1', ['m']],
    ['select :at, :msisdn, :at', 'select $1, $2, $1', ['a', 'm']],
    ["select ':x', a::text, :origin", "select ':x', a::text, $1", ['o']],
    ['select 1', 'select 1', []],
  ])('%s', (statement, text, values) => {
    const made = positional(statement, optOutNames);
    expect(made.text).toBe(text);
    expect(made.values({ msisdn: 'm', origin: 'o', at: 'a' })).toEqual(values);
  });
});

describe('a misreading that was mended (T5)', () => {
  test('is told, and what it blocked can be released: that alone, by guards, once', async () => {
    const misread = { optOut: { column: 'Stopp', is: ['aktiv', 'ja'], not: ['nej'] } };
    const w = await world();
    const pipeline = (optOut: object, guards: object = {}) =>
      writeFileSync(
        join(w.cwd, 'pipelines', 'crm.json'),
        JSON.stringify({
          name: 'crm',
          sources: [
            {
              type: 'csv',
              path: join(w.cwd, 'crm.csv'),
              id: 'Kundnr',
              phone: 'Mobil',
              name: 'Namn',
              ...optOut,
            },
          ],
          contacts: { absent: 'remove-managed' },
          load: { requestsPerSecond: 1000, retries: 0 },
          guards,
        }),
      );
    const crm = () =>
      w.crm(row(1, 'Anna', anna, 'aktiv'), row(2, 'Bo', bo, 'aktiv'), row(3, 'Cilla', cilla, 'ja'));
    pipeline(misread, { unblocks: 0 });
    crm();
    const first = await w.sync();
    expect(await origins(w)).toEqual({ [anna]: ['source'], [bo]: ['source'], [cilla]: ['source'] });
    w.sandbox.feedReply({ sender: bo, message: 'STOPP' });
    await replies(w);

    pipeline({ optOut: { column: 'Stopp', is: ['ja'], not: ['aktiv'] } }, { unblocks: 0 });
    const second = await w.sync();
    expect(second.plan.warnings).toContainEqual({
      code: 'still-blocked',
      figures: { numbers: 1, runs: [[first.run, 1]] },
    });
    // Anna: the source still opts Cilla out, and Bo has answered STOP.
    expect(await countReleasable(w.environment, first.run)).toEqual({
      run: first.run,
      numbers: 1,
      pipeline: 'crm',
    });
    w.sent();
    expect(await releaseBlocks(w.environment, first.run)).toMatchObject({ exitCode: 3, heldBack: true });
    expect(w.sent()).toEqual({});

    pipeline({ optOut: { column: 'Stopp', is: ['ja'], not: ['aktiv'] } }, { unblocks: 'off' });
    w.crm(row(1, 'Anna', anna, 'ja'), row(2, 'Bo', bo, 'aktiv'), row(3, 'Cilla', cilla, 'ja'));
    w.clock.forward(24);
    const third = await w.sync();
    expect(third.exitCode).toBe(0);
    await expect(releaseBlocks(w.environment, third.run)).rejects.toThrow(
      'rests on nothing but the source of crm',
    );
  });

  test('goes by the last sync: whom the source still opts out stays blocked', async () => {
    const w = await world({ pipeline: { guards: { unblocks: 'off' } } });
    // Whom nobody knows whether he has answered STOP is not unblocked (S2).
    await replies(w);
    w.crm(row(1, 'Anna', anna, 'ja'), row(2, 'Bo', bo, 'ja'));
    const first = await w.sync();
    w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo, 'ja'));
    await expect(countReleasable(w.environment, first.run)).rejects.toThrow('was not asked for');
    await w.sync();
    w.sent();
    expect(await releaseBlocks(w.environment, first.run)).toMatchObject({ exitCode: 0 });
    expect(w.sent()).toMatchObject({ rm_from_blocklist: 1 });
    expect(await origins(w)).toEqual({ [bo]: ['source'] });
    const next = await w.sync();
    expect(next.plan.warnings.map(({ code }) => code)).not.toContain('still-blocked');
  });

  test('does not go by a night that a guard held back: its file may be broken', async () => {
    const w = await world({ pipeline: { guards: { unblocks: 'off', removals: 0 } } });
    await replies(w);
    w.crm(row(1, 'Anna', anna, 'ja'), row(2, 'Bo', bo, 'nej'));
    const first = await w.sync();
    w.crm(row(1, 'Anna', anna, ''));
    expect((await w.sync()).heldBack).toBe(true);
    await expect(countReleasable(w.environment, first.run)).rejects.toThrow('was not asked for');
  });

  test('forgets nothing that is ours: who is gone from the CRM is removed by the next sync (P3)', async () => {
    const w = await world({ pipeline: { guards: { unblocks: 'off', removals: 'off' } } });
    await replies(w);
    w.crm(row(1, 'Anna', anna, 'ja'), row(2, 'Bo', bo, 'nej'), row(3, 'Cilla', cilla, 'nej'));
    const first = await w.sync();
    w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo, 'nej'), row(3, 'Cilla', cilla, 'nej'));
    await w.sync();
    expect(await releaseBlocks(w.environment, first.run)).toMatchObject({ exitCode: 0 });
    w.crm(row(1, 'Anna', anna, 'nej'), row(2, 'Bo', bo, 'nej'));
    w.clock.forward(24);
    expect((await w.sync()).plan.plan.summary.absent).toMatchObject({ removed: 1, unmanaged: 0 });
    expect(
      w.sandbox
        .state()
        .contacts.map(({ msisdn }) => msisdn)
        .sort(),
    ).toEqual([anna, bo]);
  });
});

test('what was blocked and unblocked by hand stands in the number’s story (U2)', async () => {
  const w = await world();
  w.crm(row(1, 'Anna', anna));
  await w.sync();
  for (const what of ['add', 'remove'] as const) {
    w.clock.forward(1);
    await changeBlocklist(w.environment, 'default', what, [anna, bo], { yes: true }, async () => {});
  }
  const { msisdn, stories } = (await explainNumber(w.environment, anna)) as ToldStory;
  const text = storyText(msisdn, stories, { color: false });
  expect(text).toMatch(/blocked {2}\(done\) {2}run \S+ \(blocklist add\)/);
  expect(text).toMatch(/unblocked {2}\(done\) {2}run \S+ \(blocklist remove\)/);
});
