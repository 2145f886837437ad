import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { planPipeline, savePlan } from '../../src/jobs/plan.ts';
import { rejectionsOf } from '../../src/jobs/rejects.ts';
import { showPlanOrRun } from '../../src/jobs/show.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { planUndo, undoRun } from '../../src/jobs/undo.ts';
import { renderPlan, renderRun } from '../../src/report/formats.ts';
import { pruneRuns } from '../../src/state/prune.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { blocked, useWorlds, type World } from '../support/in-process.ts';

/** What is told of an undo: whom it blocked, what stays, and which run is meant. */
const { world } = useWorlds();

const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'];
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
const withAnswers = { pipeline: { blocklist: { replies: true } } };

const byHand = (w: World, what: 'add' | 'remove', number: string) =>
  changeBlocklist(w.environment, 'default', what, [number], { yes: true }, async () => {});

/** The one who comes back answers STOP before; so does a stranger. */
const answer = (w: World) => {
  for (const sender of [bo, cilla]) w.sandbox.feedReply({ sender, message: 'STOPP' });
};

describe('whom a plan of earlier blocks of those who answered STOP is told as a sync tells it', () => {
  test.each<[string, (w: World) => Promise<RunReport>]>([
    [
      'undo',
      async (w) => {
        w.crm(row(1, anna));
        const removed = await w.sync();
        answer(w);
        return undoRun(w.environment, removed.run);
      },
    ],
    [
      'apply',
      async (w) => {
        w.crm(row(1, anna), row(2, bo), row(3, '46701740609'));
        await savePlan('tonight.json', await planPipeline('crm', w.environment), w.environment);
        answer(w);
        return applyPlan('tonight.json', w.environment);
      },
    ],
    [
      'sync, while its question stands',
      (w) => {
        w.crm(row(1, anna), row(3, '46701740609'));
        const agree = async () => {
          answer(w);
          return true;
        };
        return syncPipeline('crm', w.environment, { agree });
      },
    ],
  ])('%s', async (_, work) => {
    const w = await world(withAnswers);
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.sent();
    const report = await work(w);
    expect(report.replies).toMatchObject({ new: 2, blocked: 2, failures: 0, gap: false });
    expect(report.plan.plan.summary.standingBlocks).toMatchObject({ reply: 2 });
    const text = renderRun(report, 'text');
    expect(text).toContain('Answers: 2 new answers, 2 STOPs blocked.');
    expect(text).toContain('stay whatever the source says: 2 by a STOP.');
    expect(blocked(w)).toEqual([bo, cilla]);
    // Nobody is blocked twice, also not who comes back.
    expect(w.sandbox.requests().add_to_blocklist).toBe(2);
    const shown = await showPlanOrRun(report.run, w.environment);
    expect(shown.report).toMatchObject({ replies: report.replies });
  });
});

describe('the blocks of an undo are counted as they are', () => {
  test('those of who comes back are calls of it, and told', async () => {
    const w = await world();
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(1, anna));
    const removed = await w.sync();
    await byHand(w, 'add', bo);
    w.sent();
    const report = await undoRun(w.environment, removed.run);
    const sent = w.sent();
    expect(report.calls.add_to_blocklist?.done).toBe(sent.add_to_blocklist);
  });

  test('a block that was lifted since does not stay; whom a STOP blocked does', async () => {
    const w = await world(withAnswers);
    w.crm(row(1, anna, 'ja'), row(2, bo, 'ja'));
    w.sandbox.feedReply({ sender: cilla, message: 'STOPP' });
    const made = await w.sync();
    const staying = async () =>
      (await planUndo(w.environment, made.run)).plan.warnings.find(({ code }) => code === 'undo-blocks')
        ?.figures;
    expect(await staying()).toEqual({ blocks: 3, answered: 1 });
    await byHand(w, 'remove', bo);
    expect(await staying()).toEqual({ blocks: 2, answered: 1 });
  });
});

describe('a dry run of an undo speaks of the undo, and of no sync', () => {
  test.each([
    ['en', 'The undo would hold this plan back, all but its blocks', 'A sync'],
    ['sv', 'Ångrandet skulle hålla tillbaka den här planen, utom spärrarna', 'En sync'],
  ] as const)('%s', async (lang, says, never) => {
    const w = await world({ pipeline: { guards: { removals: 0 } } });
    w.crm(row(1, anna), row(2, bo));
    const made = await w.sync();
    const planned = await planUndo(w.environment, made.run);
    for (const format of ['text', 'markdown', 'html'] as const) {
      const told = renderPlan(planned, format, { color: false, lang });
      expect(told, format).toContain(says);
      expect(told, format).not.toContain(never);
    }
    expect(renderPlan(planned, 'text', { color: false, lang })).toContain(made.run);
    expect(JSON.parse(renderPlan(planned, 'json'))).toMatchObject({ undoes: made.run });
    const held = await undoRun(w.environment, made.run);
    const { report } = await showPlanOrRun(held.savedAs as string, w.environment);
    expect(report).toMatchObject({ undoes: made.run });
    expect((await showPlanOrRun(held.run, w.environment)).report).toMatchObject({
      plan: { undoes: made.run },
    });
  });
});

describe('what Jojka spells in its own way is taken back too (P8)', () => {
  const spelled: [string, object][] = [
    ['as asked', {}],
    ['groups in lower case', { lowerCaseGroups: true }],
    ['names cut', { cutNames: 12 }],
    ['names in capitals', { names: 'upper' }],
  ];
  const named = (id: number, number: string, name: string) => `${id};${name};${number};;nej`;

  test.each(spelled)('contacts that it created: %s', async (_, faults) => {
    const w = await world({ sandbox: { faults } as never });
    w.crm(named(1, anna, 'Anna-Karin Bergström'), named(2, bo, 'Bosse Ekholm-Nyberg'));
    const made = await w.sync();
    const undone = await undoRun(w.environment, made.run);
    expect(undone.plan.warnings).toEqual([]);
    expect(undone).toMatchObject({ exitCode: 0 });
    expect(w.sandbox.state().contacts).toEqual([]);
  });

  test.each(spelled)('names and memberships that it changed: %s', async (_, faults) => {
    const w = await world({
      pipeline: { guards: { floor: 0, renames: '100%', memberships: '100%' } },
      sandbox: {
        faults,
        data: { contacts: [anna, bo].map((msisdn) => ({ msisdn, name: 'Förr', groups: ['egna'] })) },
      } as never,
    });
    w.crm(named(1, anna, 'Anna-Karin Bergström'), named(2, bo, 'Bosse Ekholm-Nyberg'));
    const before = w.sandbox.state().contacts;
    const made = await w.sync();
    expect(w.sandbox.state().contacts).not.toEqual(before);
    const undone = await undoRun(w.environment, made.run);
    expect(undone.plan.plan.summary.changes.removeMembership).toBe(2);
    expect(undone).toMatchObject({ exitCode: 0 });
    expect(
      w.sandbox.state().contacts.map(({ name, groups }) => [name.toLocaleLowerCase('sv'), groups]),
    ).toEqual(before.map(({ name, groups }) => [name.toLocaleLowerCase('sv'), groups]));
  });

  test('and what somebody else has changed since stays', async () => {
    const w = await world({ sandbox: { faults: { lowerCaseGroups: true, cutNames: 12 } } as never });
    w.crm(named(1, anna, 'Anna-Karin Bergström'));
    const made = await w.sync();
    await w.somebody((held) => ({
      ...held,
      contacts: held.contacts.map((one) => ({ ...one, groups: [...one.groups, 'Personal'] })),
    }));
    const undone = await undoRun(w.environment, made.run);
    expect(undone.plan.warnings).toMatchObject([{ code: 'undo-stays' }]);
    expect(w.sandbox.state().contacts).toMatchObject([{ msisdn: anna, groups: ['Personal'] }]);
  });
});

describe('latest is the run that somebody means', () => {
  test('the latest that did something to contacts, whatever came after it', async () => {
    const w = await world();
    w.crm(row(1, anna));
    const made = await w.sync();
    const notes: unknown[] = [];
    const watching = { ...w.environment, emit: (one: unknown) => notes.push(one) };
    w.crm();
    await expect(w.sync()).rejects.toThrow('is empty');
    w.crm(row(1, anna, 'ja'), row(9, '070-17'));
    await w.sync();
    await byHand(w, 'add', cilla);
    expect((await rejectionsOf(w.environment, 'latest')).rejections).toMatchObject([{ value: '070-17' }]);
    expect((await planUndo(watching, 'latest')).undoes).toBe(made.run);
    expect(JSON.stringify(notes)).toContain(`the latest that did is ${made.run} (sync of crm)`);
    expect((await undoRun(w.environment, 'latest')).plan.undoes).toBe(made.run);
    // Once more would bring it all back: that is said.
    await planUndo(watching, 'latest');
    expect(JSON.stringify(notes)).toContain('was itself an undo: what it took back comes again');
  });

  test('also one that only unblocked somebody, a sync or a hand', async () => {
    const unblock = { blocklist: { unblock: 'managed' }, guards: { unblocks: 'off', blocks: 'off' } };
    const w = await world({ pipeline: unblock });
    const notes: unknown[] = [];
    const watching = { ...w.environment, emit: (one: unknown) => notes.push(one) };
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    w.clock.forward(24);
    w.crm(row(1, anna), row(2, bo));
    const lifted = await w.sync();
    w.clock.forward(24);
    await w.sync();
    expect((await planUndo(w.environment, 'latest')).undoes).toBe(lifted.run);
    const twoByHand = (what: 'add' | 'remove') =>
      changeBlocklist(w.environment, 'default', what, [bo, cilla], { yes: true }, async () => {});
    await twoByHand('add');
    await twoByHand('remove');
    expect(blocked(w)).toEqual([]);
    await w.sync();
    await undoRun(watching, 'latest');
    expect(JSON.stringify(notes)).toMatch(/the latest that did is \S+ \(blocklist remove\)/);
    expect(blocked(w)).toEqual([bo, cilla]);
    const known = await w.withState(({ knex }) =>
      knex('ledger_blocks').orderBy('msisdn').select('msisdn', 'origins', 'pipelines', 'doubt'),
    );
    expect(known).toEqual(
      [bo, cilla].map((msisdn) => ({ msisdn, origins: ['manual'], pipelines: [], doubt: null })),
    );
  });

  test('a hand that unblocked whom the source still opts out: he is blocked again', async () => {
    const w = await world();
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    await byHand(w, 'remove', anna);
    expect(blocked(w)).toEqual([]);
    expect(await undoRun(w.environment, 'latest')).toMatchObject({ exitCode: 0 });
    expect(blocked(w)).toEqual([anna]);
  });

  test('where there is none, or it is pruned, that is said', async () => {
    const w = await world();
    w.crm(row(1, anna));
    const made = await w.sync();
    const nothing = await w.sync();
    await expect(planUndo(w.environment, nothing.run)).rejects.toThrow(
      `Run ${nothing.run} changed nothing that could be undone.`,
    );
    const before = new Date('2027-01-01');
    await w.withState((database) => pruneRuns(database, { runs: before, rejections: before }));
    await expect(planUndo(w.environment, made.run)).rejects.toThrow(
      `The details of run ${made.run} have been pruned`,
    );
    await expect(planUndo(w.environment, 'latest')).rejects.toThrow('No run has done anything');
  });
});

test('whom nobody was asked about, since guards held the plan back, it does not take away when they hold it back no more', async () => {
  const w = await world({ pipeline: { guards: { removals: 1, missing: 'off' } } });
  w.crm(row(1, anna), row(2, bo));
  const made = await w.sync();
  const shown = w.sandbox.state().contacts;
  let asked = 0;
  const agree = async () => {
    asked++;
    return true;
  };
  await w.somebody((held) => ({ ...held, contacts: held.contacts.filter(({ msisdn }) => msisdn !== bo) }));
  const body = JSON.stringify({ export: shown });
  // What is shown before the run begins is two contacts, and one after it.
  await w.restart({
    faults: { rules: [{ endpoint: 'export_contacts_list', nth: 1, action: { status: 200, body } }] },
  });
  await expect(undoRun(w.environment, made.run, { agree })).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('more would be taken away now than anybody has agreed to'),
  });
  expect([asked, w.sent()]).toEqual([0, {}]);
  await undoRun(w.environment, made.run, { agree });
  expect([asked, w.sent()]).toEqual([1, { rm_contact: 1 }]);
});

describe('whom a run unblocked its undo blocks again', () => {
  const managed = {
    blocklist: { unblock: 'managed', replies: true },
    guards: { unblocks: 'off', blocks: 'off' },
  };
  const unblockedNight = async (pipeline: object = {}) => {
    const w = await world({ pipeline: { ...managed, ...pipeline } });
    w.crm(row(1, anna, 'ja'), row(2, bo, 'ja'), row(3, cilla));
    await w.sync();
    w.clock.forward(24);
    w.crm(row(1, anna), row(2, bo), row(3, cilla));
    const { run } = await w.sync();
    expect(blocked(w)).toEqual([]);
    return { w, run };
  };

  test('as its source had it: the next sync may unblock them again', async () => {
    const { w, run } = await unblockedNight();
    expect((await planUndo(w.environment, run)).plan.changes).toEqual([
      { kind: 'block', msisdn: anna, origins: ['source'] },
      { kind: 'block', msisdn: bo, origins: ['source'] },
    ]);
    expect(await undoRun(w.environment, run)).toMatchObject({ exitCode: 0 });
    expect(blocked(w)).toEqual([anna, bo]);
    const known = await w.withState(({ knex }) =>
      knex('ledger_blocks').orderBy('msisdn').select('msisdn', 'origins', 'pipelines', 'doubt'),
    );
    expect(known).toEqual(
      [anna, bo].map((msisdn) => ({ msisdn, origins: ['source'], pipelines: ['crm'], doubt: null })),
    );
    w.clock.forward(24);
    await w.sync();
    expect(blocked(w)).toEqual([]);
  });

  test('not who was blocked otherwise since', async () => {
    const { w, run } = await unblockedNight();
    await byHand(w, 'add', anna);
    expect((await planUndo(w.environment, run)).plan.changes.map(({ msisdn }) => msisdn)).toEqual([bo]);
  });
});
