import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PipelineInput } from '../../src/config/schema.ts';
import type { Ledger } from '../../src/contact/ledger.ts';
import { checkCall, makeCall } from '../../src/jobs/api.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { acceptKey } from '../../src/jobs/doctor.ts';
import { explainNumber, type ToldStory } from '../../src/jobs/explain.ts';
import { endPipeline, movePipeline } from '../../src/jobs/pipelines.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { latestRuns, runDetail } from '../../src/jobs/runs.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { planUndo, undoRun } from '../../src/jobs/undo.ts';
import { planMarkdown } from '../../src/report/markdown.ts';
import { planText } from '../../src/report/plan-text.ts';
import { storyText } from '../../src/report/story-text.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { type Database, openDatabase } from '../../src/state/database.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { migrationNames } from '../../src/state/migrations.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { writePlanFile } from '../../src/steps/saved-plans.ts';
import { blocked, numbers, useWorlds, type World, type WorldOptions } from '../support/in-process.ts';

/** Nobody is texted, dropped or lost between plan and call: what was seen to go wrong, a test each (P10 to P13, L1b, V1b). */
const { world } = useWorlds();

const [anna, bo, cilla, dan] = ['46701740605', '46701740606', '46701740607', '46701740608'];
const row = (id: number, number: string, stop = 'nej', town = '') => `${id};N${id};${number};${town};${stop}`;
const faults = (...rules: object[]) => ({ sandbox: { faults: { rules } } }) as WorldOptions;
const fails = (endpoint: string, rest: object = {}) => ({ endpoint, action: { status: 500 }, ...rest });
const ledgerOf = (w: World): Promise<Ledger> => w.withState((database) => readLedger(database, 1));

/** The state's database, without bringing its schema up to date. */
async function asItIs<T>(w: World, look: (knex: Database['knex']) => PromiseLike<T>): Promise<T> {
  const database = await openDatabase({ url: w.databaseUrl, home: w.cwd, command: 'test', migrate: false });
  try {
    return await look(database.knex);
  } finally {
    await database.close();
  }
}

/** Another pipeline of the account, with an export of its own. */
function other(w: World, lines: readonly string[], rest: Partial<PipelineInput> = {}): Promise<RunReport> {
  const path = join(w.cwd, 'webb.csv');
  writeFileSync(path, `${['Kundnr;Namn;Mobil;Ort;Stopp', ...lines].join('\n')}\n`);
  return syncPipeline(
    {
      name: 'webb',
      sources: [
        { type: 'csv', path, id: 'Kundnr', phone: 'Mobil', name: 'Namn', optOut: { column: 'Stopp' } },
      ],
      contacts: { absent: 'remove-managed' },
      guards: { removals: 'off', memberships: 'off' },
      load: { requestsPerSecond: 1000, retries: 0 },
      ...rest,
    },
    w.environment,
  );
}

async function savedPlan(w: World): Promise<() => Promise<RunReport>> {
  const { plan } = await planPipeline('crm', w.environment);
  await writePlanFile(`${w.cwd}/tonight.json`, plan, w.environment);
  return () => applyPlan('tonight.json', w.environment, {});
}

describe('a repair belongs to its run (V1b)', () => {
  test('it has the plan’s numbers in the journal, so that a block which failed is still owed', async () => {
    const w = await world({
      sandbox: {
        faults: {
          rules: [fails('add_to_blocklist', { nth: 1 }), fails('export_contacts_list', { nth: 5 })],
          swallow: [{ msisdn: bo, times: 1 }],
        },
      } as never,
    });
    w.crm(row(1, anna, 'ja'), row(2, bo), row(3, cilla));
    await expect(w.sync()).rejects.toThrow('HTTP 500');
    expect(blocked(w)).toEqual([]);
    await w.sync();
    expect(blocked(w)).toEqual([anna]);
    expect(numbers(w)).toEqual([anna, bo, cilla]);
  });

  test('its calls and failures are in the report', async () => {
    const w = await world({
      sandbox: {
        faults: {
          rules: [fails('import_contacts_list', { nth: 2 })],
          swallow: [bo],
        },
      } as never,
    });
    w.crm(row(1, anna), row(2, bo));
    const report = await w.sync();
    expect(report.exitCode).toBe(4);
    expect(report.calls.import_contacts_list).toEqual({ done: 1, failed: 1 });
    expect(report.failures).toMatchObject([{ endpoint: 'import_contacts_list', msisdns: [bo] }]);
  });

  test('an unblock that fails is a failure of the run', async () => {
    const w = await world({
      pipeline: { blocklist: { unblock: 'managed' }, guards: { unblocks: 'off', blocks: 'off' } },
      ...faults(fails('rm_from_blocklist')),
    });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    w.crm(row(1, anna), row(2, bo));
    expect((await w.sync()).exitCode).toBe(4);
    expect(blocked(w)).toEqual([anna]);
  });
});

describe('by hand', () => {
  test('whom a source opts out no other pipeline makes reachable, though somebody has lifted his block', async () => {
    const w = await world();
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    await changeBlocklist(w.environment, 'default', 'remove', [anna], { yes: true }, async () => {});
    await w.somebody((held) => ({ ...held, contacts: [] }));
    const report = await other(w, [row(1, anna), row(2, cilla)], { guards: { missing: 'off' } });
    expect(report).toMatchObject({ exitCode: 4, withheld: [{ msisdn: anna, reason: 'block-owed' }] });
    expect([numbers(w), blocked(w)]).toEqual([[cilla], []]);
    w.crm(row(1, anna), row(2, bo));
    await syncPipeline('crm', w.environment, { acceptLoss: true });
    expect([numbers(w), blocked(w)]).toEqual([[anna, bo, cilla], []]);
  });

  test('a call of the blocklist that is made by hand puts its number in doubt (P12)', async () => {
    const w = await world();
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    await makeCall(w.environment, 'default', checkCall('rm_from_blocklist', { msisdn: anna }));
    expect([...(await ledgerOf(w)).doubts]).toEqual([[anna, 'unsure']]);
    await w.sync();
    expect(blocked(w)).toEqual([anna]);
  });

  test('a number whose unblocking was not answered is blocked again when its source says so (P12)', async () => {
    const w = await world(faults(fails('rm_from_blocklist', { after: true })));
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    await changeBlocklist(w.environment, 'default', 'remove', [anna], { yes: false }, async () => {});
    expect(blocked(w)).toEqual([]);
    await w.sync();
    expect(blocked(w)).toEqual([anna]);
  });
});

describe('a saved plan is held against the facts of the moment (P11)', () => {
  test('a newer run of its pipeline has overtaken it', async () => {
    const w = await world({
      pipeline: { blocklist: { unblock: 'managed' }, guards: { unblocks: 'off', blocks: 'off' } },
    });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    w.crm(row(1, anna), row(2, bo));
    const apply = await savedPlan(w);
    w.clock.forward(1);
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    await expect(apply()).rejects.toThrow('is overtaken');
    expect(blocked(w)).toEqual([anna]);
  });

  test('whom another pipeline wants by now it does not remove, and says so', async () => {
    const w = await world({ pipeline: { guards: { removals: 'off' } } });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(1, anna));
    const apply = await savedPlan(w);
    await other(w, [row(1, bo)]);
    const report = await apply();
    expect(numbers(w)).toEqual([anna, bo]);
    expect(report).toMatchObject({
      exitCode: 4,
      withheld: [{ msisdn: bo, kind: 'remove', reason: 'wanted-elsewhere' }],
    });
  });

  test('whom another pipeline’s source has opted out it does not unblock', async () => {
    const w = await world({
      pipeline: { blocklist: { unblock: 'managed' }, guards: { unblocks: 'off', blocks: 'off' } },
    });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    w.crm(row(1, anna), row(2, bo));
    const apply = await savedPlan(w);
    await other(w, [row(1, anna, 'ja'), row(2, bo)]);
    expect(await apply()).toMatchObject({ exitCode: 4, withheld: [{ reason: 'blocked-otherwise' }] });
    expect(blocked(w)).toEqual([anna]);
  });

  test('whose STOP is not carried out yet is not created; when it can be, he is blocked first', async () => {
    const w = await world(faults(fails('add_to_blocklist', { nth: [1, 2, 3] })));
    w.crm(row(1, anna), row(2, bo));
    const apply = await savedPlan(w);
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    await fetchReplies(w.environment, { pipeline: 'crm', account: 'default', strict: false });
    expect(await apply()).toMatchObject({
      exitCode: 4,
      withheld: [{ msisdn: anna, kind: 'create', reason: 'block-owed' }],
    });
    expect(numbers(w)).toEqual([bo]);
    await w.sync();
    expect([numbers(w), blocked(w)]).toEqual([[anna, bo], [anna]]);
  });
});

describe('a saved plan of a pipeline that is no more', () => {
  test.each<[string, (w: World) => Promise<unknown>]>([
    [
      'renamed',
      async (w) => {
        await rm(join(w.cwd, 'pipelines', 'crm.json'), { force: true });
        await movePipeline(w.environment, 'crm', 'nytt');
      },
    ],
    ['retired', (w) => endPipeline(w.environment, 'crm')],
  ])('%s: is refused, and its name owns nothing again', async (_, end) => {
    const w = await world();
    w.crm(row(1, anna));
    await w.sync();
    w.crm(row(1, anna), row(2, bo));
    const apply = await savedPlan(w);
    await end(w);
    await expect(apply()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/"crm" was renamed (?:to "nytt"|or retired) since/),
    });
    expect(numbers(w)).toEqual([anna]);
    expect((await ledgerOf(w)).wants.get('crm')?.size ?? 0).toBe(0);
  });
});

describe('answers that nobody would expect (S1b)', () => {
  const fetch = (w: World, strict = false) =>
    fetchReplies(w.environment, { pipeline: 'crm', account: 'default', strict });
  /** What Jojka answers, as it is. */
  const answering = (...replies: object[]) =>
    faults({ endpoint: 'fetch_replies', action: { status: 200, body: JSON.stringify(replies) } });
  const stamp = '2026-11-23 02:00:00';

  test('a last fetch in the future is a gap: everything is fetched, and --strict is not content', async () => {
    const w = await world();
    w.clock.forward(24 * 30);
    await fetch(w);
    w.clock.forward(-24 * 30);
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    expect(await fetch(w, true)).toMatchObject({ exitCode: 4, gap: { reason: 'clock' }, blocked: [anna] });
    expect(await fetch(w, true)).toMatchObject({ exitCode: 0, gap: undefined });
  });

  test.each([
    ['no sender', {}, 'the answer has no sender.'],
    ['a word as sender', { sender: 'Telia' }, 'the sender is no number'],
  ])('%s fails nothing else, and is told once', async (_, sender, message) => {
    const w = await world(
      answering(
        { inserted: stamp, message: 'STOP', ...sender },
        { inserted: stamp, sender: anna, message: 'STOP' },
      ),
    );
    const first = await fetch(w);
    expect(first).toMatchObject({ exitCode: 4, blocked: [anna], failures: [{ again: false }] });
    expect(first.failures[0]?.message).toContain(message);
    expect(await fetch(w)).toMatchObject({ exitCode: 0, blocked: [], failures: [], replies: [] });
  });

  test('one whose time cannot be read is kept once, counts, and is a gap', async () => {
    const w = await world(answering({ inserted: 'yesterday', sender: anna, message: 'STOP' }));
    expect(await fetch(w, true)).toMatchObject({
      exitCode: 4,
      blocked: [anna],
      gap: { reason: 'unreadable' },
      replies: [{ sender: anna }],
    });
    w.clock.forward(24);
    expect(await fetch(w, true)).toMatchObject({ exitCode: 0, blocked: [], replies: [] });
    expect(w.sandbox.requests().add_to_blocklist).toBe(1);
  });

  test('an opt-out by a word of any pipeline of the account counts for all commands (P11)', async () => {
    const w = await world({ pipeline: { blocklist: { optOutWords: ['Basta'] } } });
    w.crm(row(1, bo));
    await w.sync();
    w.sandbox.feedReply({ sender: anna, message: 'Basta!' });
    await fetchReplies(w.environment, { pipeline: undefined, account: 'default', strict: false });
    expect(blocked(w)).toEqual([anna]);
  });
});

describe('undo goes by the journal (U1)', () => {
  test('--dry-run shows what it would send, and sends nothing', async () => {
    const w = await world();
    w.crm(row(1, anna, 'ja'), row(2, bo));
    const made = await w.sync();
    w.sent();
    const { plan } = await planUndo(w.environment, made.run);
    expect(plan.changes.map(({ kind, msisdn }) => `${kind} ${msisdn}`)).toEqual([
      `remove ${anna}`,
      `remove ${bo}`,
    ]);
    expect(plan.warnings).toContainEqual({ code: 'undo-blocks', figures: { blocks: 1 } });
    expect(w.sent()).toEqual({});
    expect(await latestRuns(w.environment, { limit: 5 })).toHaveLength(1);
  });

  test('of a night that was held back it takes back nothing that somebody else made', async () => {
    const w = await world({ pipeline: { guards: { removals: 0 } } });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(1, anna), row(3, cilla), row(4, dan, 'ja'));
    const held = await w.sync();
    expect(held.heldBack).toBe(true);
    await w.somebody((held) => ({
      ...held,
      contacts: [...held.contacts, { msisdn: cilla, name: 'Theirs', groups: [] }],
    }));
    await expect(undoRun(w.environment, held.run)).resolves.toMatchObject({ exitCode: 0 });
    expect(numbers(w)).toEqual([anna, bo, cilla]);
    expect(blocked(w)).toEqual([dan]);
  });

  test('what another pipeline wants stays', async () => {
    const w = await world();
    w.crm(row(1, anna), row(2, bo));
    const made = await w.sync();
    await other(w, [row(1, bo)]);
    const report = await undoRun(w.environment, made.run);
    expect(numbers(w)).toEqual([bo]);
    expect(report).toMatchObject({ exitCode: 0, withheld: [] });
    expect(report.plan.warnings).toContainEqual({ code: 'undo-stays', figures: { contacts: 1 } });
  });

  test('who is owed a block is not put back into his group', async () => {
    const w = await world({
      pipeline: { guards: { memberships: 'off', removals: 'off' }, contacts: { absent: 'remove-managed' } },
      ...faults(fails('add_to_blocklist')),
    });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(2, bo));
    const left = await w.sync();
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    await fetchReplies(w.environment, { pipeline: 'crm', account: 'default', strict: false });
    const report = await undoRun(w.environment, left.run);
    expect(report).toMatchObject({ exitCode: 4, withheld: [{ msisdn: anna, reason: 'block-owed' }] });
    expect(numbers(w)).toEqual([bo]);
  });
});

describe('blocks depend on nothing (L1b)', () => {
  test('numbers that cannot be blocked keep nobody else from being imported', async () => {
    const refused = Array.from({ length: 25 }, (_, index) => `4670174${1000 + index}`);
    const w = await world(
      faults({ endpoint: 'add_to_blocklist', action: { status: 400, body: '{"error":["no such number"]}' } }),
    );
    w.crm(row(1, anna), ...refused.map((number, index) => row(10 + index, number, 'ja')));
    const report = await w.sync();
    expect(report).toMatchObject({ exitCode: 4, stopped: undefined });
    expect(numbers(w)).toEqual([anna]);
  });

  test('an export that cannot be read keeps no block from being sent', async () => {
    const w = await world(faults(fails('export_contacts_list', { nth: 2 })));
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await expect(w.sync()).rejects.toThrow('HTTP 500');
    expect([numbers(w), blocked(w)]).toEqual([[], [anna]]);
    const { contacts } = await ledgerOf(w);
    expect(contacts.size).toBe(0);
    await w.sync();
    expect(w.sent()).toMatchObject({ import_contacts_list: 1 });
    expect([numbers(w), blocked(w)]).toEqual([[anna, bo], [anna]]);
  });

  test('answers that cannot be fetched keep no block from being sent, and everything else', async () => {
    const w = await world({
      pipeline: { blocklist: { replies: true } },
      ...faults(fails('fetch_replies')),
    });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await expect(w.sync()).rejects.toThrow('fetch_replies');
    expect([numbers(w), blocked(w)]).toEqual([[], [anna]]);
  });

  test.each([
    ['in the folder alone', false],
    ['in the state neither', true],
  ])('a plan that cannot be saved, %s, keeps no block from being sent', async (_, nowhere) => {
    const w = await world({ pipeline: { guards: { removals: 0 } } });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    mkdirSync(join(w.cwd, 'home'), { recursive: true });
    writeFileSync(join(w.cwd, 'home', 'plans'), 'in the way');
    if (nowhere) await asItIs(w, (knex) => knex.raw('alter table held_plans rename to elsewhere'));
    w.crm(row(1, anna, 'ja'));
    const report = await w.sync();
    const savedAs = nowhere ? undefined : `the plan of run ${report.run} in the state`;
    expect(report).toMatchObject({ exitCode: 3, heldBack: true, savedAs });
    expect(blocked(w)).toEqual([anna]);
    const apply = applyPlan(report.run, w.environment, { accept: report.plan.plan.fingerprint });
    if (nowhere) await expect(apply).rejects.toThrow();
    else expect(await apply).toMatchObject({ exitCode: 0 });
    expect(numbers(w)).toEqual(nowhere ? [anna, bo] : [anna]);
  });

  test('whom one pipeline opts out another does not make reachable, though that night had failed', async () => {
    const w = await world(faults(fails('export_contacts_list', { nth: 2 }), fails('add_to_blocklist')));
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await expect(w.sync()).rejects.toThrow('HTTP 500');
    const report = await other(w, [row(1, anna), row(2, cilla)]);
    expect(numbers(w)).toEqual([cilla]);
    expect(report.exitCode).toBe(4);
  });
});

describe('an honest ledger (P12)', () => {
  test('whom the ledger has blocked is blocked again when he is created', async () => {
    const w = await world({ pipeline: { guards: { missing: 'off' }, blocklist: { recheck: 0 } } });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    await w.somebody(() => ({}));
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    expect([numbers(w), blocked(w)]).toEqual([[anna, bo], [anna]]);
  });

  test('a block that somebody has lifted is found out and made again', async () => {
    const w = await world();
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    await w.somebody((held) => ({ ...held, blocklist: [] }));
    const report = await w.sync();
    expect(report.plan.warnings).toContainEqual({ code: 'blocks-gone', figures: { again: 1, forgotten: 0 } });
    expect(blocked(w)).toEqual([anna]);
  });

  test('our own block whose answer was lost is never taken for one of somebody else', async () => {
    const w = await world({
      pipeline: { blocklist: { unblock: 'managed' }, guards: { unblocks: 'off', blocks: 'off' } },
      ...faults(fails('add_to_blocklist', { nth: 1, after: true })),
    });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    expect((await w.sync()).exitCode).toBe(4);
    await w.sync();
    expect((await ledgerOf(w)).blocks.get(anna)).toEqual(['source']);
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    expect(blocked(w)).toEqual([]);
  });
});

describe('an export is believed only when it can be true (P13)', () => {
  const many = Array.from({ length: 40 }, (_, index) => `4670174${1000 + index}`);
  const all = many.map((number, index) => row(index, number));
  const empty = { endpoint: 'export_contacts_list', action: { status: 200, body: '{"export":[]}' } };

  test('empty once: it is read again, and nothing is created anew', async () => {
    const w = await world(faults({ ...empty, nth: 4 }));
    w.crm(...all);
    await w.sync();
    w.sent();
    expect((await w.sync()).exitCode).toBe(0);
    expect(w.sent()).toEqual({});
  });

  test('empty for good: refused, nothing is forgotten, and --accept-loss is the way on', async () => {
    const w = await world();
    w.crm(...all);
    await w.sync();
    await w.somebody((held) => ({ ...held, contacts: [] }));
    w.sent();
    await expect(w.sync()).rejects.toMatchObject({ exitCode: 3 });
    expect(w.sent()).toEqual({});
    expect((await ledgerOf(w)).contacts.size).toBe(40);
    await syncPipeline('crm', w.environment, { acceptLoss: true });
    expect(numbers(w)).toHaveLength(40);
  });

  test('blocks are sent all the same', async () => {
    const w = await world();
    w.crm(...all);
    await w.sync();
    await w.somebody((held) => ({ ...held, contacts: [] }));
    w.crm(...all.slice(1), row(0, many[0] as string, 'ja'));
    await expect(w.sync()).rejects.toMatchObject({ exitCode: 3 });
    expect(blocked(w)).toEqual([many[0]]);
  });

  test('the export that verify reads is held to the same: nothing is forgotten', async () => {
    const w = await world(faults({ ...empty, nth: [6, 7, 8, 9] }));
    w.crm(...all);
    await w.sync();
    w.crm(...all, row(99, anna));
    const report = await w.sync();
    expect(report).toMatchObject({ exitCode: 4, verification: undefined });
    expect((await ledgerOf(w)).contacts.size).toBe(40);
    expect((await w.sync()).exitCode).toBe(0);
    expect((await ledgerOf(w)).contacts.size).toBe(41);
  });
});

describe('from a rehearsal to the real account (K4)', () => {
  test('nothing is planned from a state of another address, and no key accepts it', async () => {
    const w = await world();
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    const real = await startSandbox({ port: 0 });
    const environment = { ...w.environment, env: { ...w.environment.env, JOJKA_API_URL: real.url } };
    for (const attempt of [
      () => planPipeline('crm', environment),
      () => syncPipeline('crm', environment),
      () => acceptKey(environment, 'default'),
    ])
      await expect(attempt()).rejects.toMatchObject({
        exitCode: 3,
        advice: expect.stringContaining('JOJKA_SYNC_HOME='),
      });
    expect(real.state().contacts).toEqual([]);
    await real.close();
  });

  test('a state that was made with a sandbox is refused where none answers, though the address be the same', async () => {
    const w = await world();
    w.crm(row(1, anna));
    await w.sync();
    await w.withState((database) => database.knex('accounts').update({ sandbox: false }));
    await expect(w.sync()).rejects.toThrow('what answers there now is a sandbox');
    await expect(planPipeline('crm', w.environment)).rejects.toMatchObject({ exitCode: 3 });
  });

  test('a new key of the same account keeps the ledger, with every block in doubt', async () => {
    const w = await world();
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    const environment = { ...w.environment, env: { ...w.environment.env, JOJKA_API_KEY: 'another' } };
    await expect(planPipeline('crm', environment)).rejects.toMatchObject({ exitCode: 3 });
    await acceptKey(environment, 'default');
    expect(Object.fromEntries((await ledgerOf(w)).doubts)).toEqual({ [anna]: 'unsure' });
    await w.somebody((held) => ({ ...held, blocklist: [] }));
    expect((await syncPipeline('crm', environment)).exitCode).toBe(0);
    expect(blocked(w)).toEqual([anna]);
    expect((await ledgerOf(w)).doubts.size).toBe(0);
  });
});

describe('two pipelines (P10)', () => {
  test('under keep a contact stays wanted: the other pipeline does not remove it', async () => {
    const w = await world({ pipeline: { contacts: { absent: 'keep' } } });
    w.crm(row(1, anna), row(2, bo));
    await other(w, [row(1, anna), row(2, bo)]);
    await w.sync();
    w.crm(row(1, anna));
    await w.sync();
    await other(w, [row(1, anna)]);
    expect(numbers(w)).toEqual([anna, bo]);
  });

  test('while a night is held back no want shrinks: the other pipeline removes nothing that the guard kept', async () => {
    const w = await world({
      pipeline: {
        guards: { memberships: 0 },
        sources: [
          {
            type: 'csv',
            path: '${CRM_FILE}',
            id: 'Kundnr',
            phone: 'Mobil',
            name: 'Namn',
            groups: ['Ort {Ort}'],
            optOut: { column: 'Stopp' },
          },
        ],
      },
    });
    const groups = { groups: { mode: 'mirror' as const } };
    w.crm(row(1, anna, 'nej', 'Lund'), row(2, bo, 'nej', 'Lund'));
    await w.sync();
    w.crm(row(1, anna), row(2, bo));
    expect((await w.sync()).heldBack).toBe(true);
    await other(w, [row(1, anna), row(2, bo)], groups);
    expect(w.sandbox.state().contacts.map((contact) => contact.groups)).toEqual([['Ort Lund'], ['Ort Lund']]);
  });
});

describe('guards against what a broken source does (G6, G7, G8)', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `4670174${1000 + index}`);
  const rows = (count: number) => many(count).map((number, index) => row(index + 1, number));

  test('a source that multiplies is held back, this night and the next', async () => {
    const w = await world();
    w.crm(...rows(60));
    await w.sync();
    w.crm(...rows(120));
    for (let night = 0; night < 3; night += 1) {
      const report = await w.sync();
      expect(report).toMatchObject({
        exitCode: 3,
        plan: { plan: { guards: [{ rule: 'G7', count: 60, of: 60 }, {}] } },
      });
      expect(numbers(w)).toHaveLength(60);
    }
    w.crm(...rows(60));
    expect((await w.sync()).exitCode).toBe(0);
  });

  test('rows side by side on which Jojka breaks keep no other row out, night after night (L4)', async () => {
    const poison = many(300).slice(60, 90);
    const w = await world({
      pipeline: { load: { requestsPerSecond: 1000, retries: 0, importRows: 100, concurrency: 4 } },
      sandbox: { faults: { poison } } as never,
    });
    for (const count of [300, 305]) {
      w.crm(...rows(count));
      expect((await w.sync()).exitCode).toBe(4);
      expect(numbers(w)).toHaveLength(count - poison.length);
    }
  });

  test('a first load that died is no growth when it goes on', async () => {
    const w = await world(faults(fails('import_contacts_list')));
    w.crm(...rows(60));
    expect((await w.sync()).exitCode).toBe(1);
    await w.somebody((held) => held);
    expect((await w.sync()).exitCode).toBe(0);
    expect(numbers(w)).toHaveLength(60);
  });

  test('running numbers hand nobody’s opt-out to his neighbour, this night or the next', async () => {
    const w = await world({ pipeline: { guards: { removals: 'off', memberships: 'off' } } });
    const all = many(60);
    w.crm(row(1, all[0] as string, 'ja'), ...rows(60).slice(1));
    await w.sync();
    expect(blocked(w)).toEqual([all[0]]);
    // The first one leaves, and everybody gets the number of the one before him.
    w.crm(...all.slice(1).map((number, index) => row(index + 1, number)));
    for (let night = 0; night < 2; night += 1) {
      const report = await w.sync();
      expect(report).toMatchObject({
        exitCode: 3,
        plan: { plan: { moves: [], guards: [{ rule: 'G2' }, { rule: 'G8', count: 59, of: 60 }] } },
      });
      expect(blocked(w)).toEqual([all[0]]);
    }
  });

  test('what a carried opt-out rests on is shown in plan, report and story', async () => {
    const w = await world({ pipeline: { guards: { removals: 'off' } } });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    w.crm(row(1, cilla), row(2, bo));
    const report = await w.sync();
    expect(blocked(w)).toEqual([anna, cilla]);
    const source = join(w.cwd, 'crm.csv');
    expect(report.plan.plan.changes[0]).toEqual({
      kind: 'block',
      msisdn: cilla,
      origins: ['carried'],
      carried: [{ from: anna, keys: [`${source}\t1`], origins: ['source'] }],
    });
    const reason = `opted out under a former number (${anna}: opted out at the source; same record `;
    const basis = `${reason}${source} 1)`;
    expect(planText(report.plan, { color: false })).toContain(`no more SMS: ${basis}`);
    expect(planMarkdown(report.plan)).toContain(`no more SMS: ${reason}`);
    const { msisdn, stories } = (await explainNumber(w.environment, cilla)) as ToldStory;
    expect(storyText(msisdn, stories, { color: false })).toContain(`blocked: ${basis}`);
  });

  test('a key that several share blocks nobody but the record’s own number', async () => {
    const w = await world({ pipeline: { guards: { rejections: 'off' } } });
    w.crm(...many(5).map((number) => row(0, number)));
    await w.sync();
    w.crm(...many(5).map((number) => row(0, number)), row(0, 'trasig', 'ja'));
    await w.sync();
    expect(blocked(w)).toEqual([]);
  });

  test('odd opt-out values: the clear yes is blocked, the odd ones are not, and nothing else is sent', async () => {
    const w = await world({ pipeline: { guards: { blocks: 'off', floor: 3 } } });
    w.crm(...rows(60));
    await w.sync();
    w.sent();
    const [clear, ...odd] = many(8);
    w.crm(
      row(1, clear as string, 'ja'),
      ...odd.map((number, index) => row(index + 2, number, 'x')),
      ...rows(61).slice(8),
    );
    const report = await w.sync();
    expect(report).toMatchObject({
      exitCode: 3,
      plan: { plan: { guards: [{ rule: 'G6', count: 7, of: 61 }] } },
    });
    expect(blocked(w)).toEqual([clear]);
    expect(w.sent()).toEqual({ add_to_blocklist: 1 });
    await applyPlan(report.plan.plan.id, w.environment, { accept: report.plan.plan.fingerprint });
    expect(blocked(w)).toHaveLength(8);
    expect(numbers(w)).toHaveLength(61);
  });
});

test('a run that takes longer than load.maxMinutes stops, and can be taken up again (L3)', async () => {
  const w = await world({
    pipeline: { load: { requestsPerSecond: 1000, maxMinutes: 0.02 } },
    ...faults({
      endpoint: 'import_contacts_list',
      action: { status: 429, headers: { 'retry-after': '3600' } },
    }),
  });
  w.crm(row(1, anna, 'ja'), row(2, bo));
  const report = await w.sync();
  expect(report.stopped).toContain('load.maxMinutes');
  expect(report.exitCode).toBe(1);
  expect(blocked(w)).toEqual([anna]);
});

test('a large import that does not arrive as it was sent ends with its first rows (V2)', async () => {
  const all = Array.from({ length: 1200 }, (_, index) => `467017${40_000 + index}`);
  const w = await world({ sandbox: { faults: { swallow: all } } } as never);
  w.crm(...all.map((number, index) => row(index, number)));
  const report = await w.sync();
  expect(report.stopped).toContain('The first 25 rows');
  // It is logged, and kept with the run: no full number and no name (K2).
  const [kept] = await w.withState(({ knex }) => knex('runs').where({ id: report.run }).pluck('error'));
  for (const said of [report.stopped, kept]) {
    expect(said).toContain('25 of them; 46701•••000 is not there though it was to be');
    expect(said).not.toMatch(/\d{8}|N\d/);
  }
  expect(w.sandbox.requests().import_contacts_list).toBe(1);
  await w.somebody((held) => held);
  expect((await w.sync()).exitCode).toBe(0);
  expect(numbers(w)).toHaveLength(1200);
});

test('old runs are pruned by themselves (K3)', async () => {
  const w = await world();
  w.crm(row(1, anna), row(2, 'trasig'), row(3, bo));
  const first = await w.sync();
  const left = () =>
    w.withState(async ({ knex }) => {
      const [changes] = await knex('run_changes').where({ run_id: first.run }).count('* as n');
      const [rejected] = await knex('rejections').where({ run_id: first.run }).count('* as n');
      return [Number(changes?.n), Number(rejected?.n)];
    });
  expect(await left()).toEqual([2, 1]);
  w.clock.forward(24 * 31);
  await w.sync();
  expect(await left()).toEqual([2, 0]);
  w.clock.forward(24 * 400);
  await w.sync();
  expect(await left()).toEqual([0, 0]);
});

test('who only reads leaves the state as it is, and says that it is of an earlier version', async () => {
  const w = await world();
  w.crm(row(1, anna));
  const { run } = await w.sync();
  const migrations = () => asItIs(w, (knex) => knex('jojka_sync.knex_migrations').count('* as n').first());
  await asItIs(w, (knex) => knex('jojka_sync.knex_migrations').where({ name: '0008_unsaid' }).del());
  for (const read of [
    () => planPipeline('crm', w.environment),
    () => latestRuns(w.environment, { limit: 5 }),
    () => runDetail(w.environment, run),
    () => explainNumber(w.environment, anna),
  ])
    await expect(read()).rejects.toThrow('is of an earlier version');
  expect(Number((await migrations())?.n)).toBe(migrationNames().length - 1);
});

test('an import that is answered with patience asked for is not halved (L3)', async () => {
  const w = await world(faults({ endpoint: 'import_contacts_list', action: { status: 429 } }));
  w.crm(...Array.from({ length: 40 }, (_, index) => row(index, `4670174${1000 + index}`)));
  await w.sync();
  expect(w.sandbox.requests().import_contacts_list).toBe(1);
});

describe('what the service stores otherwise is remembered: the second night writes nothing (P8)', () => {
  test.each<[string, object]>([
    ['groups folded in case', { foldGroups: true }],
    ['groups in lower case', { lowerCaseGroups: true }],
    ['names cut before a picture', { names: 'three-bytes' }],
    ['names in capitals', { names: 'upper' }],
    ['names in another form of Unicode', { names: 'nfd' }],
  ])('%s', async (_name, fault) => {
    const w = await world({
      pipeline: {
        sources: [
          {
            type: 'csv',
            path: '${CRM_FILE}',
            label: 'crm',
            id: 'Kundnr',
            phone: 'Mobil',
            name: 'Namn',
            groups: [{ column: 'Ort', separator: '|' }],
          },
        ],
      },
      sandbox: { faults: fault },
    });
    w.crm(
      `1;Anna 🌸 Ek;${anna};VIP|Kunder;`,
      `2;🌸 Bo;${bo};vip;`,
      `3;Cilla Åberg;${cilla};Vip|VIP;`,
      `4;Dan;${dan};vip|VIP;`,
    );
    expect((await w.sync()).exitCode).toBe(0);
    w.sent();
    for (let night = 0; night < 2; night++) {
      w.clock.forward(24);
      expect((await w.sync()).exitCode).toBe(0);
      expect(w.sent()).toEqual({});
    }
  });
});

describe('an export that lags behind what was sent (V1, P13)', () => {
  const lagging = { faults: { exported: { missing: [bo] } } };

  test('what we created is ours as soon as an export shows it', async () => {
    const w = await world({ sandbox: lagging });
    w.crm(row(1, anna), row(2, bo), row(3, cilla));
    expect((await w.sync()).exitCode).toBe(4);
    await w.restart({});
    w.clock.forward(24);
    expect((await w.sync()).exitCode).toBe(0);
    expect([...(await ledgerOf(w)).contacts.values()].map(({ managed }) => managed)).toEqual([
      'created',
      'created',
      'created',
    ]);
    w.crm(row(1, anna));
    w.clock.forward(24);
    await w.sync();
    expect(numbers(w)).toEqual([anna]);
  });

  test('a block by hand since then stays, whatever the run had lifted', async () => {
    const w = await world({
      pipeline: {
        blocklist: { unblock: 'managed', replies: true },
        guards: { unblocks: 'off', creates: 'off' },
      },
    });
    w.crm(row(1, anna, 'ja'));
    await w.sync();
    await w.restart(lagging);
    w.crm(row(1, anna, 'nej'), row(2, bo));
    w.clock.forward(24);
    expect((await w.sync()).exitCode).toBe(4);
    expect(blocked(w)).toEqual([]);
    await changeBlocklist(w.environment, 'default', 'add', [anna], { yes: true }, async () => {});
    await w.restart({});
    w.clock.forward(24);
    await w.sync();
    expect((await ledgerOf(w)).blocks.get(anna)).toEqual(['manual']);
    expect(blocked(w)).toEqual([anna]);
  });
});
