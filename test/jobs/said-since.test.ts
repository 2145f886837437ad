import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { endPipeline } from '../../src/jobs/pipelines.ts';
import { planPipeline, savePlan } from '../../src/jobs/plan.ts';
import { fetchReplies, keptReplies } from '../../src/jobs/replies.ts';
import { resumeRun } from '../../src/jobs/resume.ts';
import { runDetail } from '../../src/jobs/runs.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { undoRun } from '../../src/jobs/undo.ts';
import { runDetailText } from '../../src/report/history-text.ts';
import type { JobEvent, RunEnvironment } from '../../src/session/environment.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

/** What was said or done of a block after a run had begun with it: no later command takes the older for the newer (P7, P11, P12). */
const { world } = useWorlds();
const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'] as [string, string, string];
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
const managed = {
  pipeline: { blocklist: { unblock: 'managed', recheck: 0 }, guards: { unblocks: 'off', blocks: 'off' } },
};
const failing = (endpoint: string, more: object = {}) => ({
  faults: { rules: [{ endpoint, action: { status: 500 }, ...more }] },
});

/** As `kill -9` leaves a run, and what it was about to write of Anna's block. */
function killed(w: World, run: string, block: object): Promise<unknown> {
  return w.withState(async ({ knex }) => {
    await knex('runs')
      .where({ id: run })
      .update({ state: 'running', exit_code: null, ended_at: null, settled: false });
    const [{ account_id }] = await knex('runs').where({ id: run }).select('account_id');
    await knex('ledger_blocks')
      .insert({ account_id, msisdn: anna, origins: ['source'], pipelines: ['crm'], ...block })
      .onConflict(['account_id', 'msisdn'])
      .merge();
  });
}

/** A night in which Anna opts out, and one in which she opts in again. @returns the second */
async function lifted(w: World): Promise<string> {
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await w.sync();
  w.clock.forward(24);
  w.crm(row(1, anna), row(2, bo));
  return (await w.sync()).run;
}

const byHand = (w: World, what: 'add' | 'remove', environment: Partial<RunEnvironment> = {}) =>
  changeBlocklist(
    { ...w.environment, ...environment },
    'default',
    what,
    [anna],
    { yes: false },
    async () => {},
  );
const ledger = (w: World) => w.withState((database) => readLedger(database, 1));

describe('after a run that died', () => {
  test('a block that somebody has lifted since is not taken for confirmed by its journal (P12)', async () => {
    const w = await world(managed);
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await killed(w, (await w.sync()).run, { doubt: 'sent' });
    await w.restart(failing('rm_from_blocklist', { after: true }));
    await byHand(w, 'remove').catch(() => {});
    expect(blocked(w)).toEqual([]);
    await w.restart({});
    expect(await w.sync()).toMatchObject({ exitCode: 0 });
    expect(blocked(w)).toEqual([anna]);
  });

  test('an opt-out that was noted since its unblock is not forgotten with that (P11)', async () => {
    const w = await world(managed);
    const run = await lifted(w);
    expect(blocked(w)).toEqual([]);
    await killed(w, run, { doubt: 'unsure', unsaid: true });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    const emit = (event: { kind: string; step?: string }) => {
      if (event.kind === 'progress' && event.step === 'export') throw new Error('killed');
    };
    await w.restart(failing('check_if_in_blocklist'));
    await expect(syncPipeline('crm', { ...w.environment, emit } as never)).rejects.toThrow();
    await w.restart({});
    const events: JobEvent[] = [];
    const told = { ...w.environment, emit: (event: JobEvent) => void events.push(event) };
    expect(await resumeRun(told, run, { dismiss: true })).toMatchObject({ kind: 'dismissed' });
    expect([...(await ledger(w)).blocks.keys()]).toEqual([anna]);
    w.crm(row(2, bo));
    await w.sync();
    expect(blocked(w)).toEqual([anna]);
  });

  test('to dismiss it says whom it leaves unblocked', async () => {
    const w = await world(managed);
    await w.restart(failing('add_to_blocklist'));
    w.crm(row(1, anna, 'ja'), row(2, bo));
    const { run } = await w.sync();
    await killed(w, run, { doubt: 'owed' });
    const events: JobEvent[] = [];
    const told = { ...w.environment, emit: (event: JobEvent) => void events.push(event) };
    expect(await resumeRun(told, run, { dismiss: true })).toMatchObject({ notBlocked: 1 });
    expect(JSON.stringify(events)).toContain('1 opt-out was read and is NOT blocked yet');
  });
});

test('who opts in again is created in the night that unblocks him (P7, P11)', async () => {
  const w = await world({
    pipeline: { ...managed.pipeline, contacts: { absent: 'keep', optedOut: 'remove' } },
  });
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await w.sync();
  expect([numbers(w), blocked(w)]).toEqual([[bo], [anna]]);
  w.clock.forward(24);
  w.crm(row(1, anna), row(2, bo));
  expect(await w.sync()).toMatchObject({ exitCode: 0 });
  expect([numbers(w), blocked(w)]).toEqual([[anna, bo], []]);
});

test('a run that ends between the two leaves his block in doubt: he may opt out again (P12)', async () => {
  const w = await world(managed);
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await w.sync();
  // Somebody has removed her, and with her the block.
  await w.somebody((held) => ({
    ...held,
    contacts: held.contacts.filter(({ msisdn }) => msisdn !== anna),
    blocklist: [],
  }));
  w.clock.forward(24);
  w.crm(row(1, anna), row(2, bo));
  const stopped = new AbortController();
  const emit = (event: JobEvent) => {
    if (event.kind === 'attempt' && event.attempt.endpoint === 'import_contacts_list')
      stopped.abort(new Error('SIGTERM'));
  };
  await syncPipeline('crm', { ...w.environment, signal: stopped.signal, emit }).catch(() => {});
  expect(numbers(w)).toEqual([anna, bo]);
  w.clock.forward(24);
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await w.sync();
  expect(blocked(w)).toEqual([anna]);
});

test('whom somebody has blocked since a run unblocked him is not that run’s to unblock after its undo (P7)', async () => {
  const w = await world(managed);
  const run = await lifted(w);
  await w.somebody((held) => ({ ...held, blocklist: [anna] }));
  await undoRun(w.environment, run);
  w.clock.forward(24);
  await w.sync();
  expect(blocked(w)).toEqual([anna]);
});

test('a STOP whose block is not confirmed yet is lifted by nobody without --yes (P7)', async () => {
  const w = await world(managed);
  w.crm(row(1, anna), row(2, bo));
  await w.sync();
  w.sandbox.feedReply({ sender: anna, message: 'STOP' });
  await w.restart({ ...failing('add_to_blocklist', { after: true }) });
  w.sandbox.feedReply({ sender: anna, message: 'STOP' });
  await fetchReplies(w.environment, { pipeline: undefined, account: 'default', strict: false });
  expect(blocked(w)).toEqual([anna]);
  await expect(byHand(w, 'remove')).rejects.toMatchObject({
    name: 'RefusedError',
    blocked: [{ msisdn: anna, origins: ['reply'] }],
  });
  expect(blocked(w)).toEqual([anna]);
});

test('a pipeline does not end while it is not known whether a block of its is there (P11)', async () => {
  const w = await world(managed);
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await w.sync();
  await w.restart(failing('rm_from_blocklist', { after: true }));
  await byHand(w, 'remove').catch(() => {});
  await expect(endPipeline(w.environment, 'crm')).rejects.toMatchObject({ name: 'RefusedError' });
});

test('a sender that is a word is not blocked, and nobody is told that it was (S1)', async () => {
  const w = await world({ pipeline: { blocklist: { replies: true } } });
  w.crm(row(1, anna), row(2, bo));
  w.sandbox.feedReply({ sender: 'Butiken', message: 'STOPP' });
  await w.sync();
  expect(await keptReplies(w.environment, 'default', 4)).toMatchObject([
    { sender: 'Butiken', blocked: false },
  ]);
});

test('a plan of before sends no block that a guard holds back by now (G3)', async () => {
  const w = await world({ pipeline: { guards: { blocks: 0, creates: 'off' } } });
  const shop = {
    type: 'csv',
    path: 'butik.csv',
    id: 'Kundnr',
    phone: 'Mobil',
    name: 'Namn',
    groups: ['Butik'],
  };
  const pipeline = {
    name: 'butik',
    sources: [shop],
    contacts: { absent: 'keep' },
    load: { retries: 0 },
    guards: { creates: 'off' },
  };
  writeFileSync(join(w.cwd, 'pipelines', 'butik.json'), JSON.stringify(pipeline));
  w.crm(row(2, bo), row(3, cilla));
  await w.sync();
  writeFileSync(join(w.cwd, 'butik.csv'), `Kundnr;Namn;Mobil\n7;N7;${anna}\n`);
  await savePlan('butik-plan.json', await planPipeline('butik', w.environment), w.environment);
  w.clock.forward(1);
  w.crm(row(2, bo), row(3, cilla), row(1, anna, 'ja'));
  expect(await w.sync()).toMatchObject({ exitCode: 3 });
  w.sent();
  const applied = await applyPlan('butik-plan.json', w.environment);
  expect(applied.exitCode).toBe(4);
  // The story of the run says why, as its report does (P11).
  const story = runDetailText(await runDetail(w.environment, applied.run), { color: false });
  expect(story).toContain('somebody who opted out is not blocked yet');
  expect([numbers(w), blocked(w), w.sent()]).toEqual([[bo, cilla], [], {}]);
});

test('what somebody was to take along to a number goes to nobody else who has it by then (P3, P7b)', async () => {
  const w = await world({
    pipeline: {
      sources: [
        {
          ...{ type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' },
          groups: ['Kunder', 'Ort {Ort}'],
        },
      ],
      groups: { mode: 'add' },
      guards: { moves: 'off', creates: 'off' },
    },
  });
  const of = (id: number, number: string, town: string) => `${id};N${id};${number};${town};`;
  w.crm(of(1, anna, 'Ystad'), of(2, bo, ''));
  await w.sync();
  w.clock.forward(24);
  w.crm(of(1, cilla, ''), of(2, bo, ''));
  await w.restart(failing('import_contacts_list'));
  await w.sync();
  await w.restart({});
  w.clock.forward(24);
  w.crm(of(3, cilla, ''), of(2, bo, ''));
  await w.sync();
  const groups = new Map(w.sandbox.state().contacts.map((one) => [one.msisdn, one.groups]));
  expect(groups.get(cilla)).toEqual(['Kunder']);
});

test('a block that another command sends for a pipeline is asked about first: what somebody else has blocked stays (P7)', async () => {
  const w = await world(managed);
  w.crm(row(1, anna), row(2, bo), row(3, cilla));
  const { run } = await w.sync();
  w.clock.forward(24);
  w.crm(row(1, anna, 'ja'), row(2, bo), row(3, cilla));
  const emit = (event: { kind: string; step?: string }) => {
    if (event.kind === 'progress' && event.step === 'export') throw new Error('killed');
  };
  await w.restart(failing('check_if_in_blocklist'));
  await expect(syncPipeline('crm', { ...w.environment, emit } as never)).rejects.toThrow();
  await w.somebody((held) => ({ ...held, blocklist: [anna] }));
  await w.withState(({ knex }) => knex('ledger_blocks').update({ doubt: 'owed' }));
  w.sent();
  await undoRun(w.environment, run);
  expect(w.sent()).not.toHaveProperty('add_to_blocklist');
  expect((await ledger(w)).blocks.get(anna)).toEqual(['found', 'source']);
  w.clock.forward(24);
  w.crm(row(1, anna), row(2, bo), row(3, cilla));
  await w.sync();
  expect(blocked(w)).toEqual([anna]);
});
