import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { pruneHistory } from '../../src/jobs/prune.ts';
import { showPlanOrRun } from '../../src/jobs/show.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import { beginAct, listActs } from '../../src/state/console-acts.ts';
import { discardHeld } from '../../src/steps/discard.ts';
import { heldNight } from '../console/desk.ts';
import { temporaryFolder } from '../support/cli.ts';
import { numbers, useWorlds, type World } from '../support/in-process.ts';

/** Plans that guards held back are in the state too: another machine shows and applies them, under the same checks (G5, P9, P11). */
const { world } = useWorlds();

/** Another machine of the same state: a folder and a home of its own. */
function elsewhere({ environment }: World, env: NodeJS.ProcessEnv = {}): RunEnvironment {
  const cwd = temporaryFolder('elsewhere');
  return {
    ...environment,
    cwd,
    env: { ...environment.env, JOJKA_SYNC_HOME: join(cwd, 'home'), ...env },
  };
}

const kept = (here: World) => here.withState(({ knex }) => knex('held_plans').pluck('run_id'));
const fileOf = (here: World) => {
  const folder = join(here.cwd, 'home', 'plans');
  return join(folder, readdirSync(folder)[0] ?? '');
};

test('a held plan is shown and applied on another machine, exactly, and once', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const there = elsewhere(here);
  const shown = await showPlanOrRun(run, there);
  expect(shown.kind === 'run' && shown.report.plan.plan.fingerprint).toBe(fingerprint);
  here.sent();
  await expect(applyPlan(run, there)).rejects.toThrow('Guards hold');
  await expect(applyPlan(run, there, { accept: 'f'.repeat(20) })).rejects.toThrow(
    'not the plan that was acc',
  );
  expect(here.sent()).toEqual({});
  const report = await applyPlan(run, there, { accept: fingerprint });
  expect([report.exitCode, numbers(here).length]).toEqual([0, 10]);
  expect(here.sent()).toEqual({ rm_contact: 30 });
  expect(await kept(here)).toEqual([]);
  // Here its file is there yet, and there nothing is.
  for (const at of [here.environment, there]) {
    const again = applyPlan(run, at, { accept: fingerprint });
    await expect(again).rejects.toMatchObject({ name: 'RefusedError', exitCode: 3 });
    await expect(again).rejects.toThrow(`The plan ${run} is spent: run ${report.run} applied it`);
  }
  expect(here.sent()).toEqual({});
});

test('the beginning of its id will do, and what a later night has overtaken is refused there too', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const there = elsewhere(here);
  here.clock.forward(20);
  await here.sync();
  here.sent();
  await expect(applyPlan(run, there, { accept: fingerprint })).rejects.toThrow('is overtaken');
  await expect(applyPlan(run.slice(0, -1), there, { accept: fingerprint })).rejects.toThrow('is overtaken');
  expect(here.sent()).toEqual({});
});

test.each<[what: string, change: (text: string) => string, said: string]>([
  ['changed', (text) => text.replace('"remove"', '"rename"'), 'has been changed since it was written'],
  [
    'changed, with a checksum that fits and no key',
    (text) => JSON.stringify({ ...JSON.parse(text), seal: 'f'.repeat(40) }),
    'its seal does not fit',
  ],
  ['cut off', (text) => text.slice(0, 1000), 'is cut off or damaged'],
])('what is %s in the state is refused', async (_, change, said) => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  await here.withState(async ({ knex }) => {
    const { packed } = await knex('held_plans').first('packed');
    await knex('held_plans').update({ packed: gzipSync(change(gunzipSync(packed).toString())) });
  });
  here.sent();
  const applied = applyPlan(run, elsewhere(here), { accept: fingerprint });
  await expect(applied).rejects.toMatchObject({ name: 'RefusedError' });
  await expect(applied).rejects.toThrow(said);
  expect(here.sent()).toEqual({});
});

test('whoever has another key, or finds it damaged, applies nothing; a file that was changed is not passed over', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  here.sent();
  const accept = { accept: fingerprint };
  await expect(applyPlan(run, elsewhere(here, { JOJKA_API_KEY: 'other' }), accept)).rejects.toThrow(
    'with another API key',
  );
  writeFileSync(fileOf(here), readFileSync(fileOf(here), 'utf8').replace('"remove"', '"rename"'));
  await expect(applyPlan(run, here.environment, accept)).rejects.toThrow('has been changed since');
  await here.withState(({ knex }) => knex('held_plans').update({ packed: Buffer.from('no gzip') }));
  await expect(applyPlan(run, elsewhere(here), accept)).rejects.toThrow('nor in the state');
  expect(here.sent()).toEqual({});
});

test('it is taken out when it is discarded, and what is refused then says so everywhere', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  await discardHeld(here.environment, run, { who: 'anna', reason: 'a cut export' });
  expect(await kept(here)).toEqual([]);
  for (const at of [here.environment, elsewhere(here)])
    await expect(applyPlan(run, at, { accept: fingerprint })).rejects.toThrow('was discarded by anna');
});

test('it goes after seven days with the next night, and with what `prune` takes; acts of the console with their runs (K3)', async () => {
  const here = await world();
  const first = await heldNight(here);
  const act = { who: 'anna', role: 'see', act: 'explain', subject: null, reason: null } as const;
  await here.withState((database) => beginAct(database, { ...act, at: here.clock.now }));
  here.clock.forward(6 * 24);
  const { run } = await here.sync();
  expect(await kept(here)).toEqual([first.run, run]);
  here.clock.forward(26);
  await here.sync();
  expect(await kept(here)).not.toContain(first.run);
  expect(await here.withState((database) => listActs(database, 9))).toHaveLength(1);
  await pruneHistory(here.environment, 3);
  expect(await here.withState((database) => listActs(database, 9))).toEqual([]);
  await pruneHistory(here.environment, 0);
  here.clock.forward(1);
  await pruneHistory(here.environment, 0);
  expect(await kept(here)).toEqual([]);
});
