import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  EndlessExportError,
  ExportMovedError,
  InterruptedError,
  RefusedError,
  SourceError,
} from '../../src/errors.ts';
import { checkCall, makeCall } from '../../src/jobs/api.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { resumeRun } from '../../src/jobs/resume.ts';
import { planMessage, sendMessage } from '../../src/jobs/send.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { undoRun } from '../../src/jobs/undo.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { leavesBlocks } from '../../src/steps/blocks-alone.ts';
import { writePlanFile } from '../../src/steps/saved-plans.ts';
import { useWorlds, type World, type WorldOptions } from '../support/in-process.ts';

/** Blocks that were lifted since, or of which a night that ended early decided nothing (L1b, P11, P12, G3). */
const { world } = useWorlds();
const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'];
const row = (id: number, number: string, stop = 'nej', name = `N${id}`) => `${id};${name};${number};;${stop}`;
const ledgerOf = (w: World) => w.withState((database) => readLedger(database, 1));
const blocked = (w: World) => [...w.sandbox.state().blocklist].sort();
const isThere = (w: World, number: string) =>
  w.sandbox.state().contacts.some(({ msisdn }) => msisdn === number);
const lift = (w: World, number: string) =>
  changeBlocklist(w.environment, 'default', 'remove', [number], { yes: true }, async () => {});
const fails = (endpoint: string): WorldOptions['sandbox'] => ({
  faults: { rules: [{ endpoint, action: { status: 500 } }] },
});
const quick = { requestsPerSecond: 1000, retries: 0, maxConsecutiveFailures: 1 };

/** A night that has blocked Anna and stops at its first import. */
async function interrupted(w: World, before: readonly string[]): Promise<void> {
  w.crm(...before);
  await w.sync();
  w.crm(row(1, anna, 'ja'), row(2, bo), row(3, cilla));
  await w.restart(fails('import_contacts_list'));
  w.clock.forward(1);
  expect((await w.sync()).stopped).toBeDefined();
  expect(blocked(w)).toEqual([anna]);
  await w.restart({});
  w.clock.forward(1);
}

describe('an old journal confirms no block that was lifted since (P12)', () => {
  test.each<[string, (w: World) => Promise<unknown>]>([
    ['by hand', (w) => lift(w, anna)],
    ['by somebody in Jojka', (w) => w.somebody((held) => ({ ...held, blocklist: [] }))],
    [
      'past the ledger',
      (w) => makeCall(w.environment, 'default', checkCall('rm_from_blocklist', { msisdn: anna })),
    ],
  ])('%s: the next sync blocks again', async (_name, lifted) => {
    const w = await world({ pipeline: { load: quick } });
    await interrupted(w, [row(1, anna), row(2, bo)]);
    await lifted(w);
    expect((await w.sync()).exitCode).toBe(0);
    expect(blocked(w)).toEqual([anna]);
    expect((await ledgerOf(w)).doubts.size).toBe(0);
  });

  test.each<[string, (w: World) => Promise<unknown>]>([
    ['by hand', (w) => lift(w, anna)],
    [
      'past the ledger',
      (w) => makeCall(w.environment, 'default', checkCall('rm_from_blocklist', { msisdn: anna })),
    ],
  ])('%s: resume creates nobody unblocked', async (_name, lifted) => {
    const w = await world({ pipeline: { load: quick } });
    await interrupted(w, [row(2, bo)]);
    await lifted(w);
    await resumeRun(w.environment, undefined, { dismiss: false });
    expect([isThere(w, anna), blocked(w)]).toEqual([true, [anna]]);
  });

  test('apply adds no origin to a block that is there no more', async () => {
    const w = await world();
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    await changeBlocklist(w.environment, 'default', 'add', [anna], { yes: true }, async () => {});
    w.crm(row(1, anna, 'ja'), row(2, bo), row(3, cilla));
    const { plan } = await planPipeline('crm', w.environment);
    await writePlanFile(join(w.cwd, 'tonight.json'), plan, w.environment);
    await lift(w, anna);
    w.clock.forward(1);
    await applyPlan('tonight.json', w.environment, {});
    expect((await ledgerOf(w)).blocks.has(anna)).toBe(false);
    await w.sync();
    expect(blocked(w)).toEqual([anna]);
  });
});

describe('an opt-out that was read is not lost with its night (L1b, P11)', () => {
  test.each(['keep', 'remove-managed'])(
    'stopped while the export is read, and absent the night after: %s',
    async (absent) => {
      const w = await world({ pipeline: { contacts: { absent }, guards: { removals: 'off' } } });
      w.crm(row(1, anna), row(2, bo), row(3, cilla));
      await w.sync();
      w.crm(row(1, anna, 'ja'), row(2, bo), row(3, cilla));
      w.clock.forward(24);
      const stop = new AbortController();
      const stopped = syncPipeline('crm', {
        ...w.environment,
        signal: stop.signal,
        emit: (event) => {
          if (event.kind === 'progress' && event.step === 'export') stop.abort();
        },
      });
      await expect(stopped).rejects.toThrow();
      expect((await ledgerOf(w)).doubts.get(anna)).toBe('noted');
      w.crm(row(2, bo), row(3, cilla));
      w.clock.forward(24);
      expect((await w.sync()).exitCode).toBe(0);
      expect(blocked(w)).toEqual([anna]);
    },
  );

  test('a source that says no by then lets him go', async () => {
    const w = await world();
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(1, anna, 'ja'), row(2, bo));
    const stop = new AbortController();
    const emit: World['environment']['emit'] = (event) => {
      if (event.kind === 'progress' && event.step === 'export') stop.abort();
    };
    await expect(syncPipeline('crm', { ...w.environment, signal: stop.signal, emit })).rejects.toThrow();
    w.crm(row(1, anna), row(2, bo));
    w.clock.forward(24);
    await w.sync();
    expect([blocked(w), [...(await ledgerOf(w)).blocks]]).toEqual([[], []]);
  });

  test.each<[string, Error, boolean]>([
    ['an export that never stands still', new ExportMovedError('moved'), true],
    ['an export that has no end', new EndlessExportError('endless'), true],
    ['one that cannot be true', new RefusedError('empty'), true],
    ['a stop, or the end of its time', new InterruptedError('stopped'), true],
    ['a source that cannot be read', new SourceError('crm', 'cut'), true],
  ])('%s leaves the blocks, or does not', (_name, error, leaves) => {
    expect(leavesBlocks(error)).toBe(leaves);
  });

  test('a night that came no further says what it sent', async () => {
    const w = await world();
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.restart(fails('export_contacts_list'));
    w.clock.forward(24);
    await expect(w.sync()).rejects.toMatchObject({
      advice: expect.stringContaining("Of tonight's work only the blocks were sent (1)"),
    });
    expect(blocked(w)).toEqual([anna]);
  });

  describe.each<
    [string, (stop: () => void) => Partial<World['environment']> & { agree?: () => Promise<boolean> }]
  >([
    [
      'while the export is read',
      (stop) => ({
        emit: (event) => {
          if (event.kind === 'progress' && event.step === 'export') stop();
        },
      }),
    ],
    [
      'while a question stands',
      (stop) => ({
        agree: () => {
          stop();
          return new Promise(() => {});
        },
      }),
    ],
  ])('%s', (when, at) => {
    /** A night with one opt-out and one removal. */
    async function begun(load: object): Promise<World> {
      const w = await world({ pipeline: { load: { ...quick, ...load } } });
      w.crm(row(1, anna), row(2, bo), row(3, cilla));
      await w.sync();
      w.crm(row(1, anna, 'ja'), row(2, bo));
      w.clock.forward(24);
      return w;
    }

    test('a stop sends nothing more, and says whom it leaves unblocked (L7)', async () => {
      const w = await begun({});
      const stop = new AbortController();
      const { agree, ...rest } = at(() =>
        stop.abort(new InterruptedError('Stopped by SIGTERM.', { exitCode: 143, advice: 'Run it again.' })),
      );
      await expect(
        syncPipeline('crm', { ...w.environment, signal: stop.signal, ...rest }, { agree }),
      ).rejects.toMatchObject({
        exitCode: 143,
        advice: expect.stringMatching(/^1 opt-out was read and is NOT blocked yet: .*\nRun it again\.$/),
        story: expect.stringContaining('1 opt-out was read and is NOT blocked yet'),
      });
      expect([blocked(w), (await ledgerOf(w)).doubts.get(anna)]).toEqual([[], 'noted']);
      await w.sync();
      expect(blocked(w)).toEqual([anna]);
    });

    test('when its time is over, the blocks are sent (L1b, L3)', async () => {
      const w = await begun({ maxMinutes: 0.02 });
      const isSlow = when === 'while the export is read';
      const slow = { endpoint: 'export_contacts_list', action: { delayMs: 2000 } };
      if (isSlow) await w.restart({ faults: { rules: [slow] } });
      const { agree, ...rest } = at(() => {});
      await expect(syncPipeline('crm', { ...w.environment, ...rest }, { agree })).rejects.toMatchObject({
        message: 'The run has taken longer than load.maxMinutes (0.02).',
        advice: expect.stringContaining("Of tonight's work only the blocks were sent (1)"),
      });
      expect(blocked(w)).toEqual([anna]);
      w.clock.forward(1);
      if (isSlow) await w.restart({});
      expect((await resumeRun(w.environment, undefined, { dismiss: false })).kind).toBe('resumed');
    });
  });

  describe('right before the first call', () => {
    const night = async (load: object, before: () => void, signal?: AbortSignal) => {
      const w = await world({ pipeline: { load: { ...quick, ...load } } });
      w.crm(row(1, anna, 'ja'), row(2, bo));
      const report = await syncPipeline('crm', {
        ...w.environment,
        ...(signal && { signal }),
        emit: (event) => {
          if (event.kind === 'writing') before();
        },
      });
      return { w, report };
    };

    test('a stop says whom it leaves unblocked (L7)', async () => {
      const stop = new AbortController();
      const { w, report } = await night({}, () => stop.abort(new InterruptedError('Stopped.')), stop.signal);
      expect(report.stopped).toContain('Stopped. 1 opt-out was read and is NOT blocked yet');
      expect(blocked(w)).toEqual([]);
    });

    test('when its time is over, the blocks are sent and nothing else (L1b)', async () => {
      const wait = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1300);
      const { w, report } = await night({ maxMinutes: 0.02 }, wait);
      expect(report.stopped).toMatch(/^The run has taken longer than load\.maxMinutes/);
      expect(report.stopped).not.toContain('NOT blocked');
      expect([blocked(w), isThere(w, bo)]).toEqual([[anna], false]);
    });
  });

  test('what a guard held back in a night that sent blocks alone no resume sends', async () => {
    const w = await world({ pipeline: { guards: { blocks: 1 } } });
    w.crm(row(1, anna), row(2, bo), row(3, cilla));
    await w.sync();
    w.crm(row(1, anna, 'ja'), row(2, bo, 'ja'), row(3, cilla));
    await w.restart(fails('export_contacts_list'));
    w.clock.forward(1);
    await expect(w.sync()).rejects.toThrow();
    await w.restart({});
    await resumeRun(w.environment, undefined, { dismiss: false }).catch(() => {});
    expect(blocked(w)).toEqual([]);
  });
});

describe('messages and calls by hand pass the ledger too (P11)', () => {
  test('who has opted out since a message was planned gets none', async () => {
    const w = await world();
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    const plan = await planMessage(w.environment, {
      ...{
        as: 'campaign',
        account: 'default',
        text: 'Hej',
        from: undefined,
        numbers: [],
        groups: ['Kunder'],
      },
      ...{ at: undefined, timeZone: 'Europe/Stockholm', name: undefined, region: 'SE' },
    } as Parameters<typeof planMessage>[1]);
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    await fetchReplies(w.environment, { pipeline: 'crm', account: 'default', strict: false });
    const results = await sendMessage(w.environment, plan);
    expect(results.map(({ msisdns, outcome }) => [outcome, ...msisdns])).toEqual([
      ['failed', anna],
      ['sent', bo],
    ]);
  });

  test('no call makes somebody reachable whose block is owed', async () => {
    const refuses = {
      rules: [{ endpoint: 'add_to_blocklist', action: { status: 400, body: '{"error":["no"]}' } }],
    };
    const w = await world({ sandbox: { faults: refuses } as WorldOptions['sandbox'] });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    for (const [endpoint, parameters] of [
      ['send', { to: anna, msg: 'Hej' }],
      ['add_campaign', { to_msisdn: `${bo};${anna}`, msg: 'Hej' }],
      ['import_contacts_list', { contacts_list: `${bo};Bo;Kunder\n${anna};Anna;Kunder` }],
      ['add_contact', { msisdn: anna, name: 'Anna' }],
    ] as const)
      await expect(makeCall(w.environment, 'default', checkCall(endpoint, parameters))).rejects.toThrow(
        `${anna} opted out. Nothing was sent.`,
      );
    expect(isThere(w, anna)).toBe(false);
    await makeCall(w.environment, 'default', checkCall('send', { to: bo, msg: 'Hej' }));
  });

  test.each([
    ['add_campaign', { to_group: 'Kunder', msg: 'Hej' }, 'jojka-sync campaign add --group'],
    ['add_campaign', { to_group: 'all', to_msisdn: bo, msg: 'Hej' }, 'jojka-sync campaign add --group'],
    ['import_contacts_list', { contacts_list_url: 'https://crm.example/rader.csv' }, 'contacts_list=@FILE'],
  ] as const)(
    'a call that does not say the numbers is refused where the state knows the account: %s %j',
    async (endpoint, parameters, way) => {
      const w = await world();
      const call = checkCall(endpoint, parameters);
      w.crm(row(1, anna, 'ja'), row(2, bo));
      await w.sync();
      w.sent();
      const refused = expect(makeCall(w.environment, 'default', call)).rejects;
      await refused.toMatchObject({ exitCode: 3, advice: expect.stringContaining(way) });
      expect(w.sent()).toEqual({});
    },
  );

  test('a row that renames makes nobody anew who is owed a block', async () => {
    const w = await world({ pipeline: { guards: { blocks: 0 } } });
    const webb = (...rows: string[]) => {
      const path = join(w.cwd, 'webb.csv');
      writeFileSync(path, `${['Kundnr;Namn;Mobil;Ort;Stopp', ...rows].join('\n')}\n`);
      const source = { type: 'csv' as const, path, id: 'Kundnr', phone: 'Mobil', name: 'Namn' };
      const contacts = { absent: 'keep' as const };
      return syncPipeline({ name: 'webb', sources: [source], contacts, load: quick }, w.environment);
    };
    await webb(row(1, anna), row(2, bo));
    w.clock.forward(1);
    w.crm(row(1, anna, 'ja'), row(2, bo));
    expect((await w.sync()).exitCode).toBe(3);
    const gone = { somebody: [{ before: 'import_contacts_list', does: 'remove', msisdn: anna }] };
    await w.restart({ faults: gone } as Parameters<World['restart']>[0]);
    w.clock.forward(1);
    expect((await webb(row(1, anna, 'nej', 'Anna Ny'), row(2, bo, 'nej', 'Bo Ny'))).withheld).toMatchObject([
      { msisdn: anna, kind: 'rename', reason: 'block-owed' },
    ]);
  });
});

test('undo fetches answers first where somebody does: a STOP that lies unread makes nobody reachable (S1)', async () => {
  const w = await world({ pipeline: { blocklist: { replies: true }, guards: { removals: 'off' } } });
  w.crm(row(1, anna), row(2, bo));
  await w.sync();
  w.crm(row(2, bo));
  w.clock.forward(24);
  const { run } = await w.sync();
  w.sandbox.feedReply({ sender: anna, message: 'STOP' });
  await undoRun(w.environment, run);
  expect(blocked(w)).toEqual([anna]);
});

test.each([
  [
    'replies',
    (w: World) => fetchReplies(w.environment, { pipeline: undefined, account: 'default', strict: false }),
  ],
  [
    'a night that then failed at its source',
    async (w: World) => {
      writeFileSync(join(w.cwd, 'crm.csv'), `Kundnr;Namn;Mobil;Ort;Stopp\n1;"Anna;${anna};;\n`);
      await expect(w.sync()).rejects.toThrow();
      w.crm(row(1, anna), row(2, bo));
    },
  ],
  [
    'a night of another pipeline',
    (w: World) => {
      writeFileSync(join(w.cwd, 'webb.csv'), `Kundnr;Namn;Mobil;Ort;Stopp\n${row(3, cilla)}\n`);
      const source = { type: 'csv' as const, path: 'webb.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' };
      const webb = {
        name: 'webb',
        sources: [source],
        contacts: { absent: 'keep' as const },
        blocklist: { replies: true },
        load: quick,
      };
      return syncPipeline(webb, w.environment);
    },
  ],
] as const)(
  'whoever found that answers are gone: the night after unblocks nobody (P7, S2): %s',
  async (_, fetches) => {
    const blocklist = { replies: true, unblock: 'managed' as const };
    const w = await world({ pipeline: { blocklist } });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    expect(blocked(w)).toEqual([anna]);
    w.clock.forward(240);
    w.crm(row(1, anna), row(2, bo));
    await fetches(w);
    w.clock.forward(1);
    const unblocks = async () => (await planPipeline('crm', w.environment)).plan.summary.changes.unblock;
    expect(await unblocks()).toBe(0);
    expect((await w.sync()).plan.warnings.map(({ code }) => code)).toContain('unblock-waits');
    expect(blocked(w)).toEqual([anna]);
    w.clock.forward(24);
    expect(await unblocks()).toBe(1);
    await w.sync();
    expect(blocked(w)).toEqual([]);
  },
);

test('after --accept-loss verify does not miss what was given up (P13)', async () => {
  const w = await world({ pipeline: { guards: { creates: 'off' } } });
  const all = Array.from({ length: 60 }, (_, index) => row(index + 1, `4670174${1000 + index}`));
  w.crm(...all);
  await w.sync();
  await w.somebody((held) => ({ ...held, contacts: [] }));
  w.crm(...all.slice(0, 40));
  w.clock.forward(24);
  await expect(w.sync()).rejects.toThrow();
  expect(await syncPipeline('crm', w.environment, { allowEmpty: false, acceptLoss: true })).toMatchObject({
    exitCode: 0,
    stopped: undefined,
  });
  w.clock.forward(24);
  expect((await w.sync()).exitCode).toBe(0);
  expect((await ledgerOf(w)).contacts.size).toBe(40);
});
