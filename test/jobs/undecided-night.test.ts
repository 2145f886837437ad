import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { releaseBlocks } from '../../src/jobs/blocklist.ts';
import { resumeRun } from '../../src/jobs/resume.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { resumedText } from '../../src/report/resumed.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { lastEndedBadly } from '../../src/state/run-order.ts';
import { useWorlds, type World, type WorldOptions } from '../support/in-process.ts';

/** Nights that guards held back, or that ended before they planned anything: what they decide of blocks, and what they leave open. */
const { world } = useWorlds();
const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'];
const row = (id: number, number: string, stop = 'nej', name = `N${id}`) => `${id};${name};${number};;${stop}`;
const ledgerOf = (w: World) => w.withState((database) => readLedger(database, 1));
const blocked = (w: World) => [...w.sandbox.state().blocklist].sort();
const managed = { blocklist: { unblock: 'managed', recheck: 10 } };
const fails: WorldOptions['sandbox'] = {
  faults: { rules: [{ endpoint: 'export_contacts_list', action: { status: 503 } }] },
};

/** Changes what a pipeline says, or makes another one of it. */
function pipeline(w: World, more: object, name = 'crm'): void {
  const file = (of: string) => join(w.cwd, 'pipelines', `${of}.json`);
  writeFileSync(
    file(name),
    JSON.stringify({ ...JSON.parse(readFileSync(file('crm'), 'utf8')), name, ...more }),
  );
}

/** A sync whose export fails. */
async function failedNight(w: World): Promise<Error & { advice?: string }> {
  await w.restart(fails);
  const error = await w.sync().catch((thrown: Error) => thrown);
  await w.restart({});
  if (!(error instanceof Error)) throw new Error('The night did not fail.');
  return error;
}

describe('a night that guards hold back ends no block (P7, P11, P12)', () => {
  test('what it says no more of somebody is said all the same: another pipeline cannot unblock him', async () => {
    const w = await world({ pipeline: { ...managed, guards: { unblocks: 0 } } });
    const shop = join(w.cwd, 'shop.csv');
    const other = (stop: string) =>
      writeFileSync(shop, `Kundnr;Namn;Mobil;Ort;Stopp\n9;Anna;${anna};;${stop}\n`);
    const [source] = JSON.parse(readFileSync(join(w.cwd, 'pipelines', 'crm.json'), 'utf8')).sources;
    pipeline(w, { sources: [{ ...source, path: shop, label: 'shop' }], guards: {} }, 'shop');
    w.crm(row(1, anna, 'ja'), row(2, bo, 'ja'), row(3, cilla));
    other('ja');
    await w.sync();
    await syncPipeline('shop', w.environment);
    w.crm(row(1, anna), row(2, bo), row(3, cilla));
    w.clock.forward(24);
    expect((await w.sync()).heldBack).toBe(true);
    expect((await ledgerOf(w)).blockedBy.get(anna)).toEqual(['crm', 'shop']);
    other('nej');
    expect((await syncPipeline('shop', w.environment)).exitCode).toBe(0);
    expect(blocked(w)).toEqual([anna, bo]);
  });

  test.each<[string, (w: World) => Promise<void>]>([
    [
      'a block that is owed',
      (w) =>
        w.withState(async ({ knex }) => {
          await knex('ledger_blocks').where({ msisdn: bo }).update({ doubt: 'owed' });
        }),
    ],
    ['a block that somebody has lifted', async () => {}],
  ])('%s is owed still, and sent by the next night that says so', async (_name, doubt) => {
    const w = await world({ pipeline: managed });
    w.crm(row(1, anna), row(2, bo, 'ja'));
    await w.sync();
    await w.somebody((held) => ({ ...held, blocklist: [] }));
    await doubt(w);
    pipeline(w, { guards: { renames: 0 } });
    w.crm(row(1, anna, 'nej', 'X'), row(2, bo, 'nej', 'Y'));
    w.clock.forward(24);
    const held = await w.sync();
    expect([held.heldBack, blocked(w)]).toEqual([true, []]);
    expect((await ledgerOf(w)).doubts.get(bo)).toBe('owed');
    pipeline(w, { guards: {} });
    w.crm(row(1, anna), row(2, bo, 'ja'));
    w.clock.forward(24);
    await w.sync();
    expect(blocked(w)).toEqual([bo]);
  });

  test('a block that is gone, and that its source says no more, is forgotten where no guard objects', async () => {
    const w = await world({ pipeline: managed });
    w.crm(row(1, anna), row(2, bo, 'ja'));
    await w.sync();
    await w.somebody((held) => ({ ...held, blocklist: [] }));
    w.crm(row(1, anna), row(2, bo));
    w.clock.forward(24);
    await w.sync();
    expect([blocked(w), [...(await ledgerOf(w)).blocks.keys()]]).toEqual([[], []]);
  });
});

describe('a night that ended when its sources were read', () => {
  test('overtakes a plan by which somebody would be unblocked who opted out in it (P11)', async () => {
    const w = await world({ pipeline: { ...managed, guards: { unblocks: 0 } } });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    w.crm(row(1, anna), row(2, bo));
    w.clock.forward(24);
    const held = await w.sync();
    expect(held.plan.plan.changes).toEqual([{ kind: 'unblock', msisdn: anna }]);
    w.crm(row(1, anna, 'ja'), row(2, bo));
    w.clock.forward(3);
    await failedNight(w);
    w.clock.forward(1);
    await expect(applyPlan(held.run, w.environment, { accept: held.plan.plan.fingerprint })).rejects.toThrow(
      /is overtaken: run .* has gone by newer facts/,
    );
    expect(blocked(w)).toEqual([anna]);
  });

  test('and one by which somebody would come into a group who has said no in it (C1)', async () => {
    const w = await world();
    const file = JSON.parse(readFileSync(join(w.cwd, 'pipelines', 'crm.json'), 'utf8'));
    const sources = [{ ...file.sources[0], consent: { column: 'Ort' } }];
    const said = (id: number, number: string, yes: string) => `${id};N${id};${number};${yes};`;
    pipeline(w, { sources });
    w.crm(said(1, anna, 'ja'), said(2, bo, 'ja'));
    await w.sync();
    pipeline(w, { sources, guards: { creates: 0 } });
    w.crm(said(1, anna, 'ja'), said(2, bo, 'ja'), said(3, cilla, 'ja'));
    w.clock.forward(24);
    const held = await w.sync();
    w.crm(said(1, anna, 'ja'), said(2, bo, 'ja'), said(3, cilla, 'nej'));
    w.clock.forward(3);
    await failedNight(w);
    w.clock.forward(1);
    await expect(applyPlan(held.run, w.environment, { accept: held.plan.plan.fingerprint })).rejects.toThrow(
      /overtaken/,
    );
    expect(w.sandbox.state().contacts.map(({ msisdn }) => msisdn)).toEqual([anna, bo]);
  });

  test.each([true, false])(
    'lets nobody be released who is opted out again in it (P7): %s',
    async (isAgain) => {
      const w = await world({ pipeline: { blocklist: { unblock: 'never', replies: true } } });
      w.crm(row(1, anna, 'ja'), row(2, bo));
      const { run } = await w.sync();
      w.crm(row(1, anna), row(2, bo));
      w.clock.forward(24);
      await w.sync();
      if (isAgain) w.crm(row(1, anna, 'ja'), row(2, bo));
      w.clock.forward(24);
      await failedNight(w);
      w.clock.forward(1);
      await releaseBlocks(w.environment, run).catch(() => {});
      expect(blocked(w)).toEqual(isAgain ? [anna] : []);
    },
  );

  test('says how many opt-outs guards hold back, though it sent nothing (G3)', async () => {
    const w = await world();
    w.crm(row(1, anna), row(2, bo), row(3, cilla));
    await w.sync();
    pipeline(w, { guards: { blocks: 0 } });
    w.crm(row(1, anna, 'ja'), row(2, bo, 'ja'), row(3, cilla));
    w.clock.forward(24);
    const { advice } = await failedNight(w);
    expect(advice).toContain('2 opt-outs are held back by guards and are NOT blocked');
    expect(advice).not.toContain('nobody was to be blocked');
  });

  test('is not done when its blocks are, whoever takes it up (L8)', async () => {
    const w = await world();
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(1, anna, 'ja'), row(2, bo), row(3, cilla));
    w.clock.forward(24);
    await failedNight(w);
    w.clock.forward(1);
    const resumed = await resumeRun(w.environment, undefined, { dismiss: false });
    expect(resumed).toMatchObject({ kind: 'resumed', blocksAlone: true, executed: { exitCode: 4 } });
    for (const lang of ['en', 'sv'] as const)
      expect(resumedText(resumed, { color: false, lang })).toContain('\njojka-sync sync crm\n');
    expect(await w.withState((database) => lastEndedBadly(database, 1, 'crm'))).toBe(true);
    expect(blocked(w)).toEqual([anna]);
  });
});
