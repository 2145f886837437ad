import { expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { blocked, useWorlds, type World } from '../support/in-process.ts';

/** A block that Jojka has is not forgotten by a run that was to send it again and died (P7, P12). */
const { world } = useWorlds();
const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'] as const;
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
const ledgerOf = (w: World) => w.withState((database) => readLedger(database, 1));
const off = { missing: 'off', blocks: 'off', creates: 'off', unblocks: 'off', joins: 'off' };

/** Dies once its plan is recorded, before anything is sent. */
const dying = ({ environment }: World): World['environment'] => ({
  ...environment,
  emit: (event) => {
    if (event.kind === 'writing') throw new Error('killed');
  },
});

test.each([
  ['never', [anna]],
  ['managed', []],
] as const)('of whom is to be created again: %s', async (unblock, left) => {
  const w = await world({ pipeline: { guards: off, blocklist: { unblock } } });
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await w.sync();
  w.clock.forward(24);
  await w.somebody(({ contacts, ...held }) => ({
    ...held,
    contacts: contacts.filter(({ msisdn }) => msisdn !== anna),
  }));
  await expect(syncPipeline('crm', dying(w))).rejects.toThrow('killed');
  w.crm(row(1, anna), row(2, bo));
  const codes: string[] = [];
  for (let night = 0; night < 2; night++) {
    w.clock.forward(24);
    codes.push(...(await w.sync()).plan.warnings.map(({ code }) => code));
  }
  // What the ledger knows is what Jojka has: nobody is blocked whom it tells nothing of.
  expect([blocked(w), [...(await ledgerOf(w)).blocks.keys()]]).toEqual([left, left]);
  expect(codes.includes('still-blocked')).toBe(unblock === 'never');
});

test.each([
  ['never', [anna]],
  ['managed', []],
] as const)('of whom a held night had blocked, when its plan is applied: %s', async (unblock, left) => {
  const w = await world({ pipeline: { guards: { ...off, creates: 0, floor: 0 }, blocklist: { unblock } } });
  w.crm(row(1, anna), row(2, bo));
  await w.sync();
  w.clock.forward(12);
  w.crm(row(1, anna, 'ja'), row(2, bo), row(3, cilla));
  const { run, exitCode, plan } = await w.sync();
  expect([exitCode, blocked(w)]).toEqual([3, [anna]]);
  await expect(applyPlan(run, dying(w), { accept: plan.plan.fingerprint })).rejects.toThrow('killed');
  expect((await ledgerOf(w)).doubts.has(anna)).toBe(false);
  w.crm(row(1, anna), row(2, bo));
  w.clock.forward(12);
  await w.sync();
  expect([blocked(w), [...(await ledgerOf(w)).blocks.keys()]]).toEqual([left, left]);
});
