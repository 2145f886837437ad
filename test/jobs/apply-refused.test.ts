import { expect, test } from 'vitest';
import { InterruptedError } from '../../src/errors.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { endPipeline } from '../../src/jobs/pipelines.ts';
import { planPipeline, savePlan } from '../../src/jobs/plan.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

/** An apply that is answered by no: its blocks wait for nobody (L1b). */
const { world } = useWorlds();

const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'];
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
const ledgerOf = (w: World) => w.withState((database) => readLedger(database, 1));
const no = { agree: async () => false };

async function saved(w: World): Promise<void> {
  w.crm(row(1, anna), row(2, bo), row(3, cilla));
  await w.sync();
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await savePlan('tonight.json', await planPipeline('crm', w.environment), w.environment);
  w.sent();
}

test('sends the blocks and nothing else, says so, and the plan can be applied yet', async () => {
  const w = await world();
  await saved(w);
  const refusal = await applyPlan('tonight.json', w.environment, no).catch((error) => error);
  expect(refusal.message).toContain('was answered by no');
  expect(`${refusal.message} ${refusal.advice}`).toContain('only the blocks were sent (1)');
  expect(w.sent()).toEqual({ add_to_blocklist: 1 });
  expect(blocked(w)).toEqual([anna]);
  expect(await applyPlan('tonight.json', w.environment)).toMatchObject({ exitCode: 0 });
  expect(w.sent()).toEqual({ rm_contact: 1 });
  expect(numbers(w)).toEqual([anna, bo]);
});

test('says so when nobody is left to be blocked', async () => {
  const w = await world();
  await saved(w);
  await applyPlan('tonight.json', w.environment, no).catch(() => {});
  w.sent();
  const refusal = await applyPlan('tonight.json', w.environment, no).catch((error) => error);
  expect(refusal.story).toContain(
    'Nothing was sent: nobody was to be blocked, and the rest can be applied yet.',
  );
  expect(w.sent()).toEqual({});
});

test('one that is stopped before it sends them says whom that leaves unblocked (L7)', async () => {
  const w = await world();
  await saved(w);
  const stopping = new AbortController();
  const stopped = new InterruptedError('Stopped.', { advice: '' });
  const environment = {
    ...w.environment,
    signal: stopping.signal,
    emit: ({ kind }: { readonly kind: string }) => {
      if (kind === 'run') stopping.abort(stopped);
    },
  };
  const refusal = await applyPlan('tonight.json', environment, no).catch((error) => error);
  expect(refusal.story).toContain('1 opt-out was read and is NOT blocked yet');
  expect(refusal.story).not.toContain('only the blocks were sent');
  expect(w.sent()).toEqual({});
});

test('sends none of a plan that is overtaken, and says that', async () => {
  const w = await world();
  await saved(w);
  w.clock.forward(1);
  w.crm(row(1, anna), row(2, bo), row(3, cilla));
  await w.sync();
  w.sent();
  const refusal = await applyPlan('tonight.json', w.environment, no).catch((error) => error);
  expect(`${refusal.message} ${refusal.advice}`).toMatch(/was not blocked: .* is overtaken/);
  expect(w.sent()).toEqual({});
});

test('a block that was sent is not owed again by another no', async () => {
  const w = await world();
  w.crm(row(1, anna), row(2, bo), row(3, cilla));
  await w.sync();
  w.crm(row(1, anna, 'ja'), row(2, bo, 'ja'));
  await savePlan('tonight.json', await planPipeline('crm', w.environment), w.environment);
  await w.restart({
    faults: { rules: [{ endpoint: 'add_to_blocklist', nth: 2, action: { status: 500 } }] },
  });
  await applyPlan('tonight.json', w.environment, no).catch(() => {});
  const sure = blocked(w);
  expect(sure).toHaveLength(1);
  await w.restart({ faults: { rules: [{ endpoint: 'add_to_blocklist', action: { status: 500 } }] } });
  await applyPlan('tonight.json', w.environment, no).catch(() => {});
  const { doubts } = await ledgerOf(w);
  expect([...doubts.keys()].filter((msisdn) => sure.includes(msisdn))).toEqual([]);
});

test('sends none of a plan whose pipeline has another name by now, and says that', async () => {
  const w = await world();
  await saved(w);
  await endPipeline(w.environment, 'crm');
  const refusal = await applyPlan('tonight.json', w.environment, no).catch((error) => error);
  expect(refusal.story).toMatch(/was not blocked: .* was renamed or retired/);
  expect(w.sent()).toEqual({});
});
