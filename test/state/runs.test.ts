import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Want } from '../../src/contact/ledger.ts';
import type { Rejection, Warning } from '../../src/contact/rejection.ts';
import type { Change, TouchedContact } from '../../src/plan/change.ts';
import {
  type AccountIdentity,
  acceptAccount,
  acceptNewKey,
  identifyAccount,
} from '../../src/state/accounts.ts';
import { callCounts, changeStates, lastCall, openJournal } from '../../src/state/journal.ts';
import { readLedger, writeLedger } from '../../src/state/ledger.ts';
import { readRejections, readWarnings, saveRejections, saveWarnings } from '../../src/state/notes.ts';
import { accountsOf, listPipelines, retirePipeline } from '../../src/state/pipelines.ts';
import { pruneRuns } from '../../src/state/prune.ts';
import { areTwo, renamePipeline } from '../../src/state/rename-pipeline.ts';
import { findResumable, settleRun, unsettledRuns } from '../../src/state/run-order.ts';
import { loadRunPlan, saveRunPlan, saveVerdicts } from '../../src/state/run-plan.ts';
import {
  findRun,
  finishRun,
  listRuns,
  newRunId,
  pipelinesThatRan,
  saveRunSummary,
  startRun,
} from '../../src/state/runs.ts';
import { readStories } from '../../src/state/story.ts';
import { kinds, newAccount, newRun, useDatabase } from './databases.ts';

const odd = 'Åsa "O\'Neill" \\ 👩‍👩‍👧 :rows ? $1 {a,b} NULL\r\n';
const end = { exitCode: 0, endedAt: new Date(Date.UTC(2026, 0, 1, 1)), settled: true } as const;

it('makes run ids that sort by time', () => {
  const ids = [0, 1, 2].map((hour) => newRunId(new Date(Date.UTC(2026, 10, 23, hour))));
  expect(ids[1]).toMatch(/^20261123-010000-[2-9a-z]{4}$/);
  expect([...ids].sort()).toEqual(ids);
});

describe.each(kinds)('runs on %s', (kind) => {
  const database = useDatabase(kind);

  it('is found by its id, by a beginning that no other has, and as the latest', async () => {
    const account = await newAccount(database(), `named-${kind}`);
    const ids = ['20270101-010000-aaaa', '20270101-010000-abbb', '20270102-010000-aaaa'];
    for (const [day, id] of ids.entries())
      await startRun(database(), {
        id,
        accountId: account,
        pipeline: 'p',
        command: 'sync',
        startedAt: new Date(Date.UTC(2027, 0, 1 + day)),
      });
    const found = async (name: string) => (await findRun(database(), name))?.id;
    expect(await found(ids[0] as string)).toBe(ids[0]);
    expect(await found('20270102')).toBe(ids[2]);
    expect(await found('20270101-010000-ab')).toBe(ids[1]);
    expect(await found('latest')).toBe(ids[2]);
    for (const several of ['20270101', '2027', '20270101-010000-a'])
      expect(await found(several)).toBeUndefined();
    for (const none of ['', '%', '20280101', '2027010_', 'late']) expect(await found(none)).toBeUndefined();
  });

  describe('a run', () => {
    it('is recorded when it begins and when it ends', async () => {
      const account = await newAccount(database(), `acc-${odd}`);
      const startedAt = new Date('2026-03-29T01:59:59.123Z');
      await startRun(database(), {
        id: 'r1',
        accountId: account,
        pipeline: odd,
        command: 'sync',
        startedAt,
      });
      expect(await findRun(database(), 'r1')).toEqual({
        id: 'r1',
        account: `acc-${odd}`,
        pipeline: odd,
        command: 'sync',
        state: 'running',
        exitCode: null,
        startedAt,
        endedAt: null,
        summary: null,
        error: null,
        host: expect.any(String),
        pid: process.pid,
      });
      await saveRunSummary(database(), 'r1', { planned: 3, note: odd });
      expect((await findRun(database(), 'r1'))?.summary).toEqual({ version: 1, planned: 3, note: odd });
      await finishRun(database(), 'r1', { ...end, state: 'partial', exitCode: 4, error: odd });
      expect(await findRun(database(), 'r1')).toMatchObject({
        state: 'partial',
        exitCode: 4,
        endedAt: end.endedAt,
        error: odd,
        summary: { planned: 3, note: odd },
      });
    });

    it('ends with whatever text an error or a summary has', async () => {
      const run = await newRun(database());
      await finishRun(database(), run, {
        ...end,
        state: 'failed',
        error: 'bad byte \0 and half \ud83d',
        summary: { 'k\0': '\0\udc00' },
      });
      expect(await findRun(database(), run)).toMatchObject({
        error: 'bad byte  and half \ufffd',
        summary: { k: '\ufffd' },
      });
    });

    it('is not there under another id', async () => {
      expect(await findRun(database(), 'no such run')).toBeUndefined();
    });

    it('is listed in the order in which they began, newest first, whatever their clocks said', async () => {
      const account = await newAccount(database());
      const ids = [];
      for (const minute of [10_000_001, 10_000_003, 10_000_002])
        ids.push(await newRun(database(), account, minute));
      const listed = (await listRuns(database(), { limit: 2 })).map(({ id }) => id);
      expect(listed).toEqual([ids[2], ids[1]]);
      expect(await listRuns(database(), { limit: 5, pipeline: 'none such' })).toEqual([]);
    });

    it('is unsettled until it is settled, for its own account alone', async () => {
      const account = await newAccount(database());
      const dead = await newRun(database(), account, 1);
      const interrupted = await newRun(database(), account, 2);
      const done = await newRun(database(), account, 3);
      const own = await newRun(database(), account, 4);
      await newRun(database());
      await finishRun(database(), interrupted, { ...end, state: 'interrupted', settled: false });
      await finishRun(database(), done, { ...end, state: 'done' });
      const unsettled = async () => (await unsettledRuns(database(), account, own)).map(({ id }) => id);
      expect(await unsettled()).toEqual([dead, interrupted]);
      await settleRun(database(), dead);
      await settleRun(database(), interrupted);
      expect(await unsettled()).toEqual([]);
      expect((await findRun(database(), dead))?.state).toBe('interrupted');
    });

    it('can be resumed only where it has a plan and is not settled', async () => {
      const run = await newRun(database(), undefined, 20_000_000);
      expect(await findResumable(database(), run)).toEqual({ run: undefined, known: true });
      await saveRunPlan(database(), run, {
        changes: [{ kind: 'block', msisdn: '46700000001', origins: ['source'] }],
        contacts: [],
      });
      expect((await findResumable(database(), run)).run?.id).toBe(run);
      expect((await findResumable(database(), undefined)).run?.id).toBe(run);
      await settleRun(database(), run);
      expect(await findResumable(database(), run)).toEqual({ run: undefined, known: true });
      expect(await findResumable(database(), 'none such')).toEqual({ run: undefined, known: false });
    });

    it('loses its personal data when it is pruned, and only when it is old and settled', async () => {
      const account = await newAccount(database());
      const limit = new Date(Date.UTC(1990, 0, 2));
      const before = { runs: limit, rejections: limit, now: new Date(Date.UTC(2100, 0, 1)) };
      const old = async (settled: boolean, rejected: boolean) => {
        const id = `old-${kind}-${settled}-${rejected}`;
        const startedAt = new Date(Date.UTC(1990, 0, 1));
        await startRun(database(), { id, accountId: account, pipeline: 'p', command: 'sync', startedAt });
        if (rejected) await saveRejections(database(), id, [rejection]);
        else
          await saveRunPlan(database(), id, {
            changes: [{ kind: 'remove', msisdn: '46700000001' }],
            contacts: [],
          });
        await finishRun(database(), id, { ...end, state: 'done', settled, error: odd, summary: { n: 1 } });
        return id;
      };
      const [one, two, unsettled] = [await old(true, false), await old(true, true), await old(false, false)];
      const young = await newRun(database(), account);
      await saveRejections(database(), young, [rejection]);
      expect(await pruneRuns(database(), before)).toBe(2);
      expect(await pruneRuns(database(), before)).toBe(0);
      expect((await loadRunPlan(database(), one)).changes).toEqual([]);
      expect(await readRejections(database(), two)).toEqual([]);
      expect(await findRun(database(), two)).toMatchObject({ summary: { n: 1 }, error: null });
      expect((await loadRunPlan(database(), unsettled)).changes).toHaveLength(1);
      expect(await readRejections(database(), young)).toHaveLength(1);
    });
  });

  it("gives a run's plan back as it was", async () => {
    const name = fc.oneof(fc.constantFrom(odd, ''), fc.string({ unit: 'grapheme', maxLength: 8 }));
    const safe = name.map((value) => value.replaceAll('\0', ''));
    const msisdn = fc.integer({ min: 46700000000, max: 46700009999 }).map(String);
    const state = fc.option(fc.record({ name: safe, groups: fc.array(safe, { maxLength: 3 }) }));
    const change: fc.Arbitrary<Change> = fc.oneof(
      fc.record({ kind: fc.constantFrom('block', 'remove', 'unblock'), msisdn }),
      fc.record({ kind: fc.constantFrom('removeMembership', 'addMembership'), msisdn, group: safe }),
      fc.record({
        kind: fc.constant('create'),
        msisdn,
        name: safe,
        groups: fc.array(safe, { maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('rename'), msisdn, from: safe, to: safe }),
    ) as fc.Arbitrary<Change>;
    const contact: fc.Arbitrary<TouchedContact> = fc.record({
      msisdn,
      before: state,
      after: state,
      byImport: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 12 }),
        fc.uniqueArray(contact, { selector: (item) => item.msisdn, maxLength: 8 }),
        async (changes, contacts) => {
          const run = await newRun(database());
          await saveRunPlan(database(), run, { changes, contacts });
          const sorted = [...contacts].sort((a, b) => (a.msisdn < b.msisdn ? -1 : 1));
          expect(await loadRunPlan(database(), run)).toEqual({ changes, contacts: sorted });
        },
      ),
      { numRuns: 30 },
    );
  });

  describe('the journal', () => {
    it('follows calls from pending to their end', async () => {
      const run = await newRun(database());
      const journal = openJournal(database(), run);
      await journal.add([
        { seq: 1, endpoint: 'add_to_blocklist', changeSeqs: [0] },
        { seq: 2, endpoint: 'import_contacts_list', changeSeqs: [1, 2, 3] },
        { seq: 3, endpoint: 'rm_contact', changeSeqs: [4] },
        { seq: 4, endpoint: 'rm_contact', changeSeqs: [5] },
      ]);
      expect(await lastCall(database(), run)).toBe(4);
      await journal.sent(1);
      await journal.sent(2);
      await journal.sent(3);
      await journal.outcome(1, { state: 'done', attempts: 2, ms: 12.7 });
      const error = { name: 'ApiError', message: odd };
      await journal.outcome(2, { state: 'failed', attempts: 1, ms: 3, error });
      expect([...(await changeStates(database(), run))]).toEqual([
        [0, 'done'],
        [1, 'failed'],
        [2, 'failed'],
        [3, 'failed'],
        [4, 'sent'],
        [5, 'pending'],
      ]);
      const rows = await database().knex('calls').where({ run_id: run }).orderBy('seq');
      expect(rows[0]).toMatchObject({ attempts: 2, ms: 13, error: null, parent_seq: null });
      expect(rows[0].sent_at.getTime()).toBeLessThanOrEqual(rows[0].ended_at.getTime());
      expect(rows[1].error).toEqual(error);
      expect(rows[3]).toMatchObject({ sent_at: null, ended_at: null });
      expect(await callCounts(database(), run)).toEqual(
        expect.arrayContaining([
          { endpoint: 'add_to_blocklist', state: 'done', count: 1 },
          { endpoint: 'import_contacts_list', state: 'failed', count: 1 },
          { endpoint: 'rm_contact', state: 'pending', count: 1 },
          { endpoint: 'rm_contact', state: 'sent', count: 1 },
        ]),
      );
    });

    it('is empty before anything is journaled', async () => {
      const run = await newRun(database());
      expect(await lastCall(database(), run)).toBe(0);
      expect(await changeStates(database(), run)).toEqual(new Map());
      await openJournal(database(), run).add([]);
      expect(await callCounts(database(), run)).toEqual([]);
    });

    it('takes a change for done once any call that carries it is, whatever a halved one says', async () => {
      const run = await newRun(database());
      const journal = openJournal(database(), run);
      await journal.add([{ seq: 1, endpoint: 'import_contacts_list', changeSeqs: [0, 1] }]);
      await journal.sent(1);
      await journal.outcome(1, { state: 'failed', attempts: 1, ms: 1 });
      await journal.add([
        { seq: 2, parentSeq: 1, endpoint: 'import_contacts_list', changeSeqs: [0] },
        { seq: 3, parentSeq: 1, endpoint: 'import_contacts_list', changeSeqs: [1] },
      ]);
      await journal.outcome(2, { state: 'done', attempts: 1, ms: 1 });
      await journal.outcome(3, { state: 'unknown', attempts: 3, ms: 1 });
      expect(await changeStates(database(), run)).toEqual(
        new Map([
          [0, 'done'],
          [1, 'unknown'],
        ]),
      );
      await journal.add([{ seq: 4, endpoint: 'import_contacts_list', changeSeqs: [0, 1] }]);
      await journal.outcome(4, { state: 'failed', attempts: 1, ms: 1 });
      expect((await changeStates(database(), run)).get(0)).toBe('done');
      // A first call may have done it, whatever became of the next.
      expect((await changeStates(database(), run)).get(1)).toBe('unknown');
      await journal.add([{ seq: 5, endpoint: 'import_contacts_list', changeSeqs: [1] }]);
      expect((await changeStates(database(), run)).get(1)).toBe('unknown');
      expect(await database().knex('calls').where({ run_id: run, parent_seq: 1 }).pluck('seq')).toEqual([
        2, 3,
      ]);
    });

    it('shares statements among concurrent calls and loses none', async () => {
      const run = await newRun(database());
      const journal = openJournal(database(), run);
      const seqs = Array.from({ length: 400 }, (_, index) => index + 1);
      await journal.add(seqs.map((seq) => ({ seq, endpoint: 'rm_contact', changeSeqs: [seq] })));
      let statements = 0;
      const count = () => {
        statements++;
      };
      database().knex.on('query', count);
      await Promise.all(
        seqs.map(async (seq) => {
          await journal.sent(seq);
          await journal.outcome(seq, { state: seq % 3 === 0 ? 'failed' : 'done', attempts: 1, ms: 1 });
        }),
      );
      database().knex.off('query', count);
      expect(statements).toBeLessThan(20);
      const states = await changeStates(database(), run);
      expect(seqs.every((seq) => states.get(seq) === (seq % 3 === 0 ? 'failed' : 'done'))).toBe(true);
    });

    it('keeps the last line where two of one call come at once', async () => {
      const run = await newRun(database());
      const journal = openJournal(database(), run);
      await journal.add([1, 2, 3].map((seq) => ({ seq, endpoint: 'rm_contact', changeSeqs: [seq] })));
      await Promise.all([
        journal.sent(1),
        ...[2, 3].flatMap((seq) => [
          journal.sent(seq),
          journal.outcome(seq, { state: 'done', attempts: 1, ms: 1 }),
        ]),
      ]);
      expect([...(await changeStates(database(), run)).values()]).toEqual(['sent', 'done', 'done']);
    });

    it('fails every line of a batch that cannot be written, and goes on', async () => {
      const run = await newRun(database());
      const journal = openJournal(database(), run);
      await journal.add([{ seq: 1, endpoint: 'rm_contact', changeSeqs: [0] }]);
      const wrong = { state: 'no such state' as 'done', attempts: 1, ms: 1 };
      await expect(journal.outcome(1, wrong)).rejects.toThrow(/calls_state_check/);
      await journal.sent(1);
      expect([...(await changeStates(database(), run)).values()]).toEqual(['sent']);
    });
  });

  const rejection: Rejection = {
    source: 'crm',
    line: 7,
    key: `crm\t${odd}`,
    field: 'Mobil, Telefon',
    code: 'not-a-number',
    value: odd,
    figures: { type: odd },
    row: [odd, ['a', odd], ''],
  };

  it('gives rejections and warnings back in their order', async () => {
    const run = await newRun(database());
    const { key: _, ...keyless } = rejection;
    const rejections = [{ ...rejection, line: 9 }, keyless, rejection];
    const warnings: Warning[] = [
      { code: 'empty-opt-outs', figures: { source: odd } },
      { code: 'duplicates', figures: { numbers: 0 } },
    ];
    await saveRejections(database(), run, rejections);
    await saveWarnings(database(), run, warnings);
    expect(await readRejections(database(), run)).toEqual(rejections);
    expect(await readWarnings(database(), run)).toEqual(warnings);
  });

  it('takes a rejected cell with a NUL in it', async () => {
    const run = await newRun(database());
    await saveRejections(database(), run, [{ ...rejection, value: '07\x000', row: ['07\x000', ['\0']] }]);
    expect(await readRejections(database(), run)).toEqual([
      { ...rejection, value: '070', row: ['070', ['']] },
    ]);
  });

  describe('an account', () => {
    const account = (name: string): AccountIdentity => ({
      name,
      url: 'https://jojka.example/',
      apiKey: 'sEcReT-kEy-0123456789',
    });

    it('is new, then known, and changed when its key or URL is another', async () => {
      const one = account('shop');
      expect(await identifyAccount(database(), one)).toEqual({ status: 'new' });
      const id = await acceptAccount(database(), one);
      expect(await identifyAccount(database(), one)).toEqual({ status: 'known', id, isSandbox: false });
      const changed = { status: 'changed', id, knownUrl: one.url, isSandbox: false };
      const moved = { ...one, url: 'http://localhost:1/' };
      expect(await identifyAccount(database(), { ...one, apiKey: 'other' })).toEqual({
        ...changed,
        what: ['key'],
      });
      expect(await identifyAccount(database(), moved)).toEqual({ ...changed, what: ['url'] });
      expect(await identifyAccount(database(), { ...moved, apiKey: '' })).toEqual({
        ...changed,
        what: ['key', 'url'],
      });
      expect(await identifyAccount(database(), { ...one, name: 'Shop' })).toEqual({ status: 'new' });
      expect(await acceptAccount(database(), moved)).toBe(id);
      expect(await identifyAccount(database(), moved)).toEqual({ status: 'known', id, isSandbox: false });
      expect((await identifyAccount(database(), one)).status).toBe('changed');
    });

    it('has its key nowhere in the table, and another hash than an account with the same key', async () => {
      const [one, two] = [account('hash-1'), account('hash-2')];
      await acceptAccount(database(), one);
      await acceptAccount(database(), two);
      const rows = await database().knex('accounts').whereIn('name', [one.name, two.name]);
      const everything = JSON.stringify(rows);
      for (const form of ['utf8', 'hex', 'base64'] as const)
        expect(everything.toLowerCase()).not.toContain(
          Buffer.from(one.apiKey).toString(form).toLowerCase().replace(/=+$/, ''),
        );
      expect(rows[0].key_hash).not.toBe(rows[1].key_hash);
    });
  });

  it('takes a new key and puts every block in doubt, or does neither (K4, P12)', async () => {
    const one: AccountIdentity = { name: `key-${kind}`, url: 'https://a.example/api', apiKey: 'one' };
    const other = { ...one, apiKey: 'other' };
    const id = await acceptAccount(database(), one);
    await writeLedger(database(), id, { addBlocks: [['46700000001', 'manual']] });
    const { knex } = database();
    await knex.raw('alter table ledger_blocks rename column doubt to hidden');
    await expect(acceptNewKey(database(), other, false)).rejects.toThrow();
    await knex.raw('alter table ledger_blocks rename column hidden to doubt');
    expect(await identifyAccount(database(), one)).toMatchObject({ status: 'known' });
    await acceptNewKey(database(), other, false);
    expect(await identifyAccount(database(), other)).toMatchObject({ status: 'known' });
    expect([...(await readLedger(database(), id)).doubts]).toEqual([['46700000001', 'unsure']]);
  });

  it('knows which pipelines have run', async () => {
    const id = await newAccount(database(), `ran-${kind}`);
    const known = await pipelinesThatRan(database());
    const run = { accountId: id, command: 'sync', startedAt: new Date(0) };
    for (const [index, pipeline] of ['once', '-', 'once'].entries())
      await startRun(database(), { ...run, id: `ran-${index}`, pipeline });
    expect(await pipelinesThatRan(database())).toEqual([...known, 'once'].sort());
  });

  it('lists, renames and retires pipelines', async () => {
    const name = `pipes-${kind}`;
    const id = await newAccount(database(), name);
    const want = { name: '', groups: [], keys: [], absentRuns: 0, since: '2026-01-01T00:00:00.000Z' };
    for (const pipeline of ['a', odd])
      await writeLedger(database(), id, {
        contacts: new Map([['46700000001', { groups: [], managed: 'created', pipeline }]]),
        wants: { pipeline, upserts: new Map([['46700000001', want]]), drops: [] },
        addBlocks: [['46700000001', 'source', pipeline]],
      });
    const known = async () =>
      (await listPipelines(database())).filter(({ account }) => account === name).map((row) => row.pipeline);
    expect((await known()).sort()).toEqual(['a', odd].sort());
    expect(await renamePipeline(database(), id, odd, 'b', new Date())).toEqual({
      wants: 1,
      shared: 0,
      unfollowed: [],
    });
    expect(await known()).toEqual(['a', 'b']);
    expect(await accountsOf(database(), 'b')).toContainEqual({ id, name });
    const { blockedBy } = await readLedger(database(), id);
    expect([...(blockedBy.get('46700000001') ?? [])].sort()).toEqual(['a', 'b']);
    expect(await retirePipeline(database(), id, 'a', new Date())).toBe(1);
    expect(await retirePipeline(database(), id, 'a', new Date())).toBe(0);
    expect(await known()).toEqual(['b']);
  });

  it('a rename merges what both names know, and loses and invents nothing (P10)', async () => {
    const id = await newAccount(database(), `merge-${kind}`);
    const want = { name: 'N', groups: [], keys: [], absentRuns: 0, since: '2026-01-01T00:00:00.000Z' };
    const later = '2026-02-01T00:00:00.000Z';
    const [both, moved, to, left, waits, out, held] = ['1', '2', '3', '4', '5', '6', '7'].map(
      (last) => `4670000000${last}`,
    ) as [string, string, string, string, string, string, string];
    await writeLedger(database(), id, {
      contacts: new Map([
        [both, { groups: ['A', 'B'], managed: 'created', pipeline: 'old' }],
        [left, { groups: ['A'], managed: 'adopted', pipeline: 'old' }],
      ]),
      wants: {
        pipeline: 'old',
        upserts: new Map<string, Want>([
          [both, { ...want, groups: ['A', 'B'], keys: ['s\t1', 's\t9'] }],
          [moved, { ...want, keys: ['s\t2'] }],
          [left, { ...want, groups: ['A'], keys: ['s\t4'] }],
          [waits, { ...want, absentRuns: 3 }],
          [out, { ...want, groups: ['A'] }],
          [held, { ...want, keys: ['s\t7'] }],
        ]),
        drops: [],
      },
      addBlocks: [
        [moved, 'reply'],
        [both, 'source', 'old'],
      ],
    });
    await writeLedger(database(), id, {
      wants: {
        pipeline: 'new',
        upserts: new Map<string, Want>([
          [both, { ...want, name: 'M', groups: ['B', 'C'], keys: ['s\t1', 's\t8'], since: later }],
          [to, { ...want, keys: ['s\t2'], since: later }],
          [waits, { ...want, name: '', absentRuns: 1, absentAt: later, since: later }],
          [out, { ...want, name: '', optedOut: true, since: later }],
          [held, { ...want, keys: ['s\t99'], held: true, since: later }],
        ]),
        drops: [],
      },
      addBlocks: [[both, 'source', 'new']],
    });
    expect(await renamePipeline(database(), id, 'old', 'new', new Date())).toEqual({
      wants: 6,
      shared: 4,
      unfollowed: [to],
    });
    const { wants, contacts, blockedBy, blocks } = await readLedger(database(), id);
    expect([...wants.keys()]).toEqual(['new']);
    expect(Object.fromEntries(wants.get('new') ?? [])).toEqual({
      [both]: { ...want, name: 'M', groups: ['B', 'C', 'A'], keys: ['s\t1', 's\t8', 's\t9'] },
      [moved]: want,
      [to]: { ...want, keys: ['s\t2'], since: later },
      [left]: { ...want, groups: ['A'], keys: ['s\t4'] },
      [waits]: { ...want, absentRuns: 1, absentAt: later },
      [out]: { ...want, name: '', optedOut: true },
      [held]: { ...want, keys: ['s\t7'] },
    });
    expect(Object.fromEntries(contacts)).toEqual({
      [both]: { groups: ['A', 'B'], managed: 'created', pipeline: 'new' },
      [left]: { groups: ['A'], managed: 'adopted', pipeline: 'new' },
    });
    expect(blockedBy.get(both)).toEqual(['new']);
    expect([...blocks.keys()].sort()).toEqual([both, moved]);
    expect(await renamePipeline(database(), id, 'old', 'new', new Date())).toEqual({
      wants: 0,
      shared: 0,
      unfollowed: [],
    });
    expect(await areTwo(database(), id, 'old', 'new')).toBe(false);
  });

  it('tells the story of a number', async () => {
    const name = `story-${kind}`;
    const msisdn = '46709876543';
    const id = await newAccount(database(), name);
    const run = await newRun(database(), id);
    const key = 'crm\t17';
    await saveRunPlan(database(), run, {
      changes: [{ kind: 'create', msisdn, name: odd, groups: [odd] }],
      contacts: [{ msisdn, before: null, after: { name: odd, groups: [odd] }, byImport: true }],
    });
    await saveVerdicts(database(), run, [{ msisdn, verdict: 'confirmed' }]);
    await saveRejections(database(), run, [
      { ...rejection, value: '0709-87 65 43 x', key: 'crm\t18' },
      { ...rejection, value: 'none', key },
      { ...rejection, value: '070-111 11 11', key: 'crm\t19' },
    ]);
    const journal = openJournal(database(), run);
    await journal.add([{ seq: 1, endpoint: 'import_contacts_list', changeSeqs: [0] }]);
    await journal.outcome(1, { state: 'done', attempts: 1, ms: 1 });
    await writeLedger(database(), id, {
      contacts: new Map([[msisdn, { groups: [odd], managed: 'created', pipeline: 'nightly' }]]),
      wants: {
        pipeline: 'nightly',
        upserts: new Map([
          [
            msisdn,
            { name: odd, groups: [odd], keys: [key], absentRuns: 0, since: '2026-01-01T00:00:00.000Z' },
          ],
        ]),
        drops: [],
      },
      addBlocks: [[msisdn, 'manual']],
    });
    const stories = (await readStories(database(), msisdn)).filter(({ account }) => account === name);
    expect(stories).toHaveLength(1);
    expect(stories[0]).toMatchObject({
      contact: { managed: 'created', groups: [odd] },
      wants: [{ pipeline: 'nightly', keys: [key] }],
      block: { origins: ['manual'] },
      changes: [{ run, kind: 'create', state: 'done', verdict: 'confirmed', detail: { name: odd } }],
      rejections: [{ value: '0709-87 65 43 x' }, { value: 'none' }],
    });
    expect(await readStories(database(), '46731234567')).toEqual([]);
  });
});
