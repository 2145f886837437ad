import { describe, expect, test } from 'vitest';
import { forgetNumber } from '../../src/jobs/forget.ts';
import { endPipeline, movePipeline } from '../../src/jobs/pipelines.ts';
import { readSubject } from '../../src/jobs/subject.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { planUndo, undoRun } from '../../src/jobs/undo.ts';
import { renderRun } from '../../src/report/formats.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

/** Nobody becomes reachable by an undo who has opted out since, or in that very night, under another number. */
const { world } = useWorlds();

const [anna, bo, later, third] = ['46701740605', '46701740606', '46701740607', '46701740608'];
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;

/** Nights of a CRM, each by its lines; the world after the last one, and the run of each. */
async function nights(given: object, ...all: (readonly string[])[]): Promise<{ w: World; runs: string[] }> {
  const w = await world({ pipeline: { guards: { moves: 'off', removals: 'off' }, ...given } });
  const runs: string[] = [];
  for (const lines of all) {
    w.crm(...lines);
    runs.push((await w.sync()).run);
    w.clock.forward(24);
  }
  return { w, runs };
}

/** Numbers that can be texted: in Jojka and not blocked. */
const reachable = (w: World) => numbers(w).filter((number) => !blocked(w).includes(number));

const before = [row(1, anna), row(2, bo)];

describe('whose record has opted out under another number is blocked before an undo brings back the former one', () => {
  const cases: [string, object, string[][]][] = [
    ['in the night that is undone', {}, [[row(1, later, 'ja'), row(2, bo)]]],
    [
      'who is treated as absent then',
      { contacts: { absent: 'remove-managed', optedOut: 'remove' } },
      [[row(1, later, 'ja'), row(2, bo)]],
    ],
    [
      'whose former number stays and loses its groups',
      { contacts: { absent: 'keep' } },
      [[row(1, later, 'ja'), row(2, bo)]],
    ],
    [
      'in a later night',
      {},
      [
        [row(1, later), row(2, bo)],
        [row(1, later, 'ja'), row(2, bo)],
      ],
    ],
    [
      'under a third number',
      {},
      [
        [row(1, later), row(2, bo)],
        [row(1, third, 'ja'), row(2, bo)],
      ],
    ],
    ['who was away meanwhile', {}, [[row(2, bo)], [row(1, later, 'ja'), row(2, bo)]]],
  ];

  test.each(cases)('%s', async (_, given, after) => {
    const { w, runs } = await nights(given, before, ...after);
    const [, night] = runs as [string, string];
    const planned = await planUndo(w.environment, night);
    expect(planned.plan.changes).toContainEqual(
      expect.objectContaining({ kind: 'block', msisdn: anna, origins: ['carried'] }),
    );
    const report = await undoRun(w.environment, night);
    expect(report.exitCode).toBe(0);
    expect(numbers(w)).toContain(anna);
    expect(reachable(w)).toEqual([bo]);
    expect(report.plan.warnings).toContainEqual({ code: 'undo-carried', figures: { blocks: 1 } });
    expect(renderRun(report, 'text')).toContain('1 number that comes back is blocked first');
  });

  test('who answered STOP under it, also while the undo is about to begin', async () => {
    const { w, runs } = await nights({ blocklist: { replies: true } }, before, [row(1, later), row(2, bo)]);
    w.sandbox.feedReply({ sender: later, message: 'STOPP' });
    expect((await undoRun(w.environment, runs[1] as string)).exitCode).toBe(0);
    expect(numbers(w)).toContain(anna);
    expect(reachable(w)).toEqual([bo]);
  });

  test('after its pipeline was renamed', async () => {
    const { w, runs } = await nights({}, before, [row(1, later, 'ja'), row(2, bo)]);
    await movePipeline(w.environment, 'crm', 'kunder');
    await undoRun(w.environment, runs[1] as string);
    expect(numbers(w)).toContain(anna);
    expect(reachable(w)).toEqual([bo]);
  });

  test('after its pipeline was retired', async () => {
    const { w, runs } = await nights({}, before, [row(1, later, 'ja'), row(2, bo)]);
    await endPipeline(w.environment, 'crm');
    await undoRun(w.environment, runs[1] as string);
    expect(numbers(w)).toContain(anna);
    expect(reachable(w)).toEqual([bo]);
  });

  test('who left the CRM under it, and answered STOP afterwards', async () => {
    const moved = [row(1, later), row(2, bo)];
    const { w, runs } = await nights({ blocklist: { replies: true } }, before, moved, [row(2, bo)]);
    w.sandbox.feedReply({ sender: later, message: 'STOPP' });
    await w.sync();
    await undoRun(w.environment, runs[1] as string);
    expect(numbers(w)).toContain(anna);
    expect(reachable(w)).toEqual([bo]);
  });

  test('who is forgotten by the later number is not brought back by the former one', async () => {
    const { w, runs } = await nights({}, before, [row(1, later, 'ja'), row(2, bo)], [row(2, bo)]);
    const { accounts } = await readSubject(w.environment, { number: later });
    expect(accounts[0]?.otherNumbers).toEqual([anna]);
    // Of the former number no more is told than that it was one.
    expect(accounts[0]?.places.find(({ table }) => table === 'run_contacts')?.rows).toContainEqual({
      run_id: runs[1],
      before: { later: [later] },
    });
    await forgetNumber(w.environment, { number: later });
    await undoRun(w.environment, runs[1] as string);
    expect(numbers(w)).toEqual([bo]);
  });
});

test('who has another number and has not opted out comes back as he was', async () => {
  const { w, runs } = await nights({}, before, [row(1, later), row(2, bo)]);
  const report = await undoRun(w.environment, runs[1] as string);
  expect(report.plan.plan.changes.map(({ kind }) => kind)).toEqual(['remove', 'create']);
  expect(reachable(w)).toEqual([anna, bo]);
});

test('into no group that he has not agreed to under the number that he has now', async () => {
  const w = await world({
    pipeline: {
      sources: [
        {
          ...{ type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' },
          groups: ['Kunder', 'Nyhetsbrev'],
          optOut: { column: 'Stopp' },
          consent: { column: 'Ort', groups: ['Nyhetsbrev'] },
        },
      ],
    },
  });
  const says = (id: number, number: string, yes: string) => `${id};N${id};${number};${yes};nej`;
  w.crm(says(1, anna, 'ja'), says(2, bo, 'ja'));
  await w.sync();
  w.clock.forward(24);
  w.crm(says(2, bo, 'ja'));
  const { run } = await w.sync();
  w.clock.forward(24);
  w.crm(says(1, later, 'nej'), says(2, bo, 'ja'));
  await w.sync();
  const report = await undoRun(w.environment, run);
  expect(report.plan.warnings).toContainEqual({ code: 'undo-no-consent', figures: { contacts: 1 } });
  expect(w.sandbox.state().contacts.find(({ msisdn }) => msisdn === anna)?.groups).toEqual(['Kunder']);
});

test('a key that several had, or have the record of, tells of nobody', async () => {
  // Both of a company's people are known by its key; one leaves, and the other one opts out.
  const shared = [row(1, anna), row(1, bo)];
  const { w, runs } = await nights({}, shared, [row(1, bo)], [row(1, bo, 'ja')]);
  await undoRun(w.environment, runs[1] as string);
  expect(reachable(w)).toEqual([anna]);
});

describe('a no that no night has written down yet brings nobody back either', () => {
  const says = (id: number, number: string, yes: string, name = `N${id}`) =>
    `${id};${name};${number};${yes};nej`;
  const consenting = {
    sources: [
      {
        ...{ type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' },
        ...{ groups: ['Kunder', 'Nyhetsbrev'], optOut: { column: 'Stopp' } },
        consent: { column: 'Ort', groups: ['Nyhetsbrev'] },
      },
    ],
    guards: { renames: 0 },
  };
  /** Anna left with a yes; the night that is undone took her away. */
  const annaLeft = async () => {
    const w = await world({ pipeline: consenting });
    w.crm(says(1, anna, 'ja'), says(2, bo, 'ja'), says(3, third, 'ja'));
    await w.sync();
    w.clock.forward(24);
    w.crm(says(2, bo, 'ja'), says(3, third, 'ja'));
    const { run } = await w.sync();
    w.clock.forward(24);
    return { w, run };
  };
  const failing = {
    rules: [{ endpoint: 'export_contacts_list', nth: 1, action: { status: 400, body: '{}' } }],
  };

  test.each<[string, (w: World) => Promise<unknown>]>([
    [
      'of a night that failed when its sources were read',
      async (w) => {
        w.crm(says(1, anna, 'nej'), says(2, bo, 'ja'), says(3, third, 'ja'));
        await w.restart({ faults: failing as never });
        await expect(w.sync()).rejects.toThrow();
      },
    ],
    [
      'of a night that guards held back',
      async (w) => {
        w.crm(says(1, anna, 'nej'), says(2, bo, 'ja', 'Bosse'), says(3, third, 'ja'));
        expect(await w.sync()).toMatchObject({ heldBack: true });
      },
    ],
    [
      'of a part of a night',
      async (w) => {
        w.crm(says(1, anna, 'nej'), says(2, bo, 'ja'), says(3, third, 'ja'));
        await syncPipeline('crm', w.environment, { only: [bo] });
      },
    ],
  ])('%s', async (_, night) => {
    const { w, run } = await annaLeft();
    await night(w);
    const report = await undoRun(w.environment, run);
    expect(report.withheld).toMatchObject([{ msisdn: anna, reason: 'no-consent' }]);
    expect(report.plan.warnings).toMatchObject([{ code: 'undo-unread', figures: { pipeline: 'crm' } }]);
    expect(numbers(w)).toEqual([bo, third]);
    // A whole night that goes through says how it stands.
    w.clock.forward(24);
    w.crm(says(2, bo, 'ja'), says(3, third, 'ja'));
    await w.sync();
    expect((await planUndo(w.environment, run)).plan.warnings).toEqual([]);
    await undoRun(w.environment, run);
    expect(numbers(w)).toEqual([anna, bo, third]);
  });

  test('nor one of another pipeline of the account, whose group it is', async () => {
    const { w, run } = await annaLeft();
    w.crm(says(1, anna, 'nej'), says(2, bo, 'ja'), says(3, third, 'ja'));
    await w.restart({ faults: failing as never });
    await expect(w.sync()).rejects.toThrow();
    await w.withState(({ knex }) => knex('runs').where({ id: run }).update({ pipeline: 'annan' }));
    await undoRun(w.environment, run);
    expect(numbers(w)).toEqual([bo, third]);
  });
});
