import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LockedError } from '../../src/errors.ts';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { forgetNumber } from '../../src/jobs/forget.ts';
import { endPipeline } from '../../src/jobs/pipelines.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { lockAccount } from '../../src/state/lock.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

/** What becomes of an opt-out whose block a guard held back (P11): it goes out, or somebody decides; it is never lost. */
const { world } = useWorlds();

const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'];
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
const guards = { blocks: 0 };

/** Anna has opted out, and a guard has held her block back. */
async function heldNight(pipeline: object = {}): Promise<World> {
  const w = await world({ pipeline: { guards, ...pipeline } });
  w.crm(row(1, anna), row(2, bo));
  await w.sync();
  w.clock.forward(24);
  w.crm(row(1, anna, 'ja'), row(2, bo));
  expect(await w.sync()).toMatchObject({ heldBack: true });
  w.clock.forward(24);
  return w;
}

const doubtOf = (w: World, msisdn: string) =>
  w.withState(({ knex }) => knex('ledger_blocks').where({ msisdn }).pluck('doubt'));
const byHand = (w: World, what: 'add' | 'remove') =>
  changeBlocklist(w.environment, 'default', what, [anna], { yes: true }, async () => {});

/** Another pipeline of the account, which opts out nobody. */
function shop(w: World, ...ids: string[]) {
  const path = join(w.cwd, 'shop.csv');
  writeFileSync(path, `Mobil\n${ids.join('\n')}\n`);
  const source = { type: 'csv' as const, path, phone: 'Mobil', groups: ['Butik'] };
  return syncPipeline(
    {
      name: 'shop',
      sources: [source],
      contacts: { absent: 'keep' },
      load: { requestsPerSecond: 1000, retries: 0 },
    },
    w.environment,
  );
}

describe('a block that a guard held back', () => {
  test('stays held when the record is gone, is told each night, and nobody makes her reachable', async () => {
    const w = await heldNight({ contacts: { absent: 'keep' }, groups: { mode: 'add' } });
    w.crm(row(2, bo));
    for (const _ of [1, 2]) {
      const { warnings } = (await w.sync()).plan;
      expect(warnings).toContainEqual({
        code: 'held-blocks-wait',
        figures: { numbers: 1, examples: [anna] },
      });
      w.clock.forward(24);
    }
    expect(await doubtOf(w, anna)).toEqual(['held']);
    await w.somebody((held) => ({
      ...held,
      contacts: held.contacts.filter(({ msisdn }) => msisdn !== anna),
    }));
    expect((await shop(w, anna, bo, cilla)).withheld).toMatchObject([{ msisdn: anna, reason: 'block-owed' }]);
    expect(numbers(w)).toEqual([bo, cilla]);
  });

  test('is released when her record is there and opts out no more', async () => {
    for (const stop of ['nej', '']) {
      const w = await heldNight();
      w.crm(row(1, anna, stop), row(2, bo));
      expect((await w.sync()).plan.warnings).toEqual([]);
      expect(await doubtOf(w, anna)).toEqual([]);
    }
  });

  test('of somebody who is gone is ended by hand: sent, or forgotten', async () => {
    const w = await heldNight();
    w.crm(row(2, bo));
    await w.sync();
    await byHand(w, 'add');
    expect([blocked(w), await doubtOf(w, anna)]).toEqual([[anna], [null]]);

    const other = await heldNight();
    // Her source says so still: nobody lifts that by hand.
    await byHand(other, 'remove');
    expect(await doubtOf(other, anna)).toEqual(['held']);
    other.crm(row(2, bo));
    await other.sync();
    await byHand(other, 'remove');
    expect(await doubtOf(other, anna)).toEqual([]);
    other.clock.forward(24);
    expect((await other.sync()).plan.warnings).toEqual([]);
  });

  test('is owed once she is forgotten: the next run sends it', async () => {
    const w = await heldNight();
    await forgetNumber(w.environment, { number: anna });
    expect(await doubtOf(w, anna)).toEqual(['owed']);
    w.crm(row(2, bo));
    await w.sync();
    expect([blocked(w), await doubtOf(w, anna)]).toEqual([[anna], [null]]);
  });

  test('keeps its pipeline from being retired, until somebody has decided', async () => {
    const w = await heldNight();
    await expect(endPipeline(w.environment, 'crm')).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('no run has blocked yet: 1.'),
    });
    // While a run has the account nothing is decided of it, nor asked (L9).
    await w.withState(async (database) => {
      const [account] = await database.knex('accounts').select('id', 'name');
      const lock = await lockAccount(database, account, 'sync');
      await expect(endPipeline(w.environment, 'crm')).rejects.toBeInstanceOf(LockedError);
      await lock.release();
    });
    await byHand(w, 'add');
    expect(await endPipeline(w.environment, 'crm')).toBe(2);
  });
});

test('a block whose call failed keeps its pipeline from being retired, until it is sent (P11)', async () => {
  const w = await world({
    sandbox: { faults: { rules: [{ endpoint: 'add_to_blocklist', nth: 1, action: { status: 500 } }] } },
  });
  w.crm(row(1, anna), row(2, bo));
  await w.sync();
  w.clock.forward(24);
  w.crm(row(1, anna, 'ja'), row(2, bo));
  expect(await w.sync()).toMatchObject({ exitCode: 4 });
  expect([blocked(w), await doubtOf(w, anna)]).toEqual([[], ['sent']]);
  const refused = {
    exitCode: 3,
    message: expect.stringContaining('no run has blocked yet: 1.'),
    advice: expect.stringContaining('jojka-sync sync crm'),
  };
  await expect(endPipeline(w.environment, 'crm')).rejects.toMatchObject(refused);

  // Whoever asked for it: without a pipeline there is no night that sends it.
  const asked = (origins: string[], pipelines: string[]) =>
    w.withState(({ knex }) => knex('ledger_blocks').update({ origins, pipelines }));
  await asked(['reply'], []);
  await expect(endPipeline(w.environment, 'crm')).rejects.toMatchObject(refused);
  await asked(['source'], ['crm']);

  await w.sync();
  expect(blocked(w)).toEqual([anna]);
  expect(await endPipeline(w.environment, 'crm')).toBeGreaterThan(0);
});

describe('a block by a pipeline that was retired is forgotten by hand: nothing would decide of it any more', () => {
  test('one that stood', async () => {
    const w = await world();
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    await endPipeline(w.environment, 'crm');
    // Until then it stays, and nobody gets past it.
    expect([blocked(w), await doubtOf(w, anna)]).toEqual([[anna], [null]]);
    await byHand(w, 'remove');
    expect([blocked(w), await doubtOf(w, anna)]).toEqual([[], []]);
    const night = await shop(w, anna);
    expect(night.plan.warnings).toEqual([]);
    expect([blocked(w), night.exitCode]).toEqual([[], 0]);
  });

  test('one that a guard held back, as a move that was none', async () => {
    const w = await heldNight();
    await w.withState(({ knex }) =>
      knex('ledger_blocks')
        .where({ msisdn: anna })
        .update({ origins: ['carried'], pipelines: [] }),
    );
    await endPipeline(w.environment, 'crm');
    await byHand(w, 'remove');
    expect(await doubtOf(w, anna)).toEqual([]);
  });

  test('not one by a pipeline of opt-outs alone, which wants nobody', async () => {
    const w = await world({
      pipeline: {
        sources: [],
        optOuts: [{ type: 'csv', path: 'crm.csv', phone: 'Mobil' }],
        contacts: { absent: 'keep' },
      },
    });
    w.crm(row(1, anna));
    await w.sync();
    await byHand(w, 'remove');
    expect([blocked(w), await doubtOf(w, anna)]).toEqual([[], ['held']]);
  });
});
