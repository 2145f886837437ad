import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { examine } from '../../src/jobs/doctor.ts';
import { planPipeline, savePlan } from '../../src/jobs/plan.ts';
import { latestRuns } from '../../src/jobs/runs.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import type { JobEvent } from '../../src/session/environment.ts';
import { useWorlds, type World } from '../support/in-process.ts';

/** One night while the clock was ahead, by 300 years: the nights after it are as if it had been right (G5, P11, K3). */
const { world } = useWorlds();

const row = (id: number, stop = 'nej') => `${id};N${id};467017406${String(id).padStart(2, '0')};Lund;${stop}`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index + 5));
const years = 24 * 365.25;

/** A world whose second night was in the future, and what it told. */
async function afterAhead(pipeline: object = {}) {
  const w = await world({ pipeline: { guards: { creates: 'off', removals: 2, floor: 0 }, ...pipeline } });
  const events: JobEvent[] = [];
  const environment = { ...w.environment, emit: (event: JobEvent) => void events.push(event) };
  w.crm(...rows(10));
  const first = await w.sync();
  w.clock.forward(300 * years);
  w.crm(...rows(11));
  const ahead = await w.sync();
  expect(ahead).toMatchObject({ exitCode: 0 });
  w.clock.forward(-300 * years + 24);
  const notes = () => events.flatMap((event) => (event.kind === 'note' ? [event.message] : []));
  return { w, environment, first, ahead, notes };
}

/** A night that guards hold back. */
async function heldBack(w: World) {
  w.crm(...rows(5));
  const held = await w.sync();
  expect(held).toMatchObject({ exitCode: 3, heldBack: true });
  return held;
}

test('a plan that is held back afterwards can be applied', async () => {
  const { w } = await afterAhead();
  const { plan } = (await heldBack(w)).plan;
  const applied = await applyPlan(plan.id, w.environment, { accept: plan.fingerprint });
  expect(applied).toMatchObject({ exitCode: 0 });
});

test('so can a plan in a file', async () => {
  const { w } = await afterAhead();
  w.crm(...rows(12));
  await savePlan('plan.json', await planPipeline('crm', w.environment), w.environment);
  expect(await applyPlan(join(w.cwd, 'plan.json'), w.environment)).toMatchObject({ exitCode: 0 });
});

test('a plan of before it, or that a later run has overtaken, cannot be', async () => {
  const w = await world({ pipeline: { guards: { creates: 'off', removals: 2, floor: 0 } } });
  w.crm(...rows(10));
  await w.sync();
  const { plan } = (await heldBack(w)).plan;
  w.clock.forward(300 * years);
  w.crm(...rows(11));
  const ahead = await w.sync();
  w.clock.forward(-300 * years + 1);
  await expect(applyPlan(plan.id, w.environment, { accept: plan.fingerprint })).rejects.toMatchObject({
    name: 'RefusedError',
    message: expect.stringContaining(`is overtaken: run ${ahead.run}`),
  });
});

test('a plan that was made in it cannot be: how old it is nobody knows', async () => {
  const w = await world();
  w.crm(...rows(3));
  w.clock.forward(300 * years);
  await savePlan('plan.json', await planPipeline('crm', w.environment), w.environment);
  w.clock.forward(-300 * years);
  await expect(applyPlan(join(w.cwd, 'plan.json'), w.environment)).rejects.toMatchObject({
    name: 'RefusedError',
    message: expect.stringContaining('a time that has not come yet'),
  });
});

test('the latest run is the one that ran last, and is compared with the one before it', async () => {
  const { w, environment, ahead, notes } = await afterAhead();
  const after = await syncPipeline('crm', environment);
  expect((await latestRuns(environment, { limit: 3 })).map(({ id }) => id).slice(0, 2)).toEqual([
    after.run,
    ahead.run,
  ]);
  expect(notes().filter((note) => note.includes('has not come yet'))).toEqual([
    expect.stringContaining(ahead.run as string),
  ]);
  w.clock.forward(24);
  const next = await syncPipeline('crm', environment);
  expect(next.plan.basis?.lastGood?.run).toBe(after.run);
  // It is said once.
  expect(notes().filter((note) => note.includes('has not come yet'))).toHaveLength(1);
});

test('doctor says that the state holds it', async () => {
  const { environment, ahead } = await afterAhead();
  const states = (await examine({ account: 'default' }, environment)).filter(({ name }) => name === 'state');
  expect(states).toEqual([
    expect.objectContaining({ verdict: 'ok' }),
    expect.objectContaining({
      verdict: 'warn',
      said: expect.stringContaining(ahead.run as string),
      advice: expect.stringContaining('NTP'),
    }),
  ]);
});

test('who is absent is counted from now on, and not never again', async () => {
  const { w } = await afterAhead({ contacts: { absent: 'remove-managed', absentRuns: 3 } });
  const gone = rows(11).slice(1);
  w.clock.forward(300 * years);
  w.crm(...gone);
  await w.sync();
  w.clock.forward(-300 * years + 24);
  await w.sync();
  const removed = [];
  for (let night = 0; night < 3; night++) {
    w.clock.forward(24);
    removed.push((await w.sync()).plan.plan.summary.changes.remove);
  }
  expect(removed).toEqual([0, 1, 0]);
});

test('a night whose clock alone is ahead prunes nothing, and is pruned itself in its time (K3)', async () => {
  const w = await world();
  w.crm(row(5), '6;Trasig;trasig;Lund;nej');
  const first = await w.sync();
  const ahead = await syncPipeline('crm', {
    ...w.environment,
    now: () => new Date(w.clock.now.getTime() + 300 * years * 3_600_000),
  });
  const left = (run: string | undefined) =>
    w.withState(async ({ knex }) => {
      const [row] = await knex('rejections').where({ run_id: run }).count('* as n');
      return Number(row?.n);
    });
  expect([await left(first.run), await left(ahead.run)]).toEqual([1, 1]);
  w.clock.forward(24);
  const after = await w.sync();
  w.clock.forward(24 * 35);
  await w.sync();
  expect([await left(first.run), await left(ahead.run), await left(after.run)]).toEqual([0, 0, 0]);
});
