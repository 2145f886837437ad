import { describe, expect, test } from 'vitest';
import { adoptPipeline } from '../../src/jobs/adopt.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { planPipeline, savePlan } from '../../src/jobs/plan.ts';
import { resumeRun } from '../../src/jobs/resume.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

/** A plan is not carried out once its pipeline's sources have been read anew since (G5, P11). */
const { world } = useWorlds();
const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'] as const;
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
const guards = { removals: 'off', memberships: 'off', creates: 'off', blocks: 'off', unblocks: 'off' };
const managed = { guards, blocklist: { unblock: 'managed' } };

async function planned(w: World): Promise<() => ReturnType<typeof applyPlan>> {
  await savePlan('plan.json', await planPipeline('crm', w.environment), w.environment);
  return () => applyPlan('plan.json', w.environment);
}
const overtaken = { exitCode: 3, message: expect.stringContaining('is overtaken: run ') };
const adopt = (w: World, dryRun = false) => adoptPipeline('crm', w.environment, { dryRun });

test('by a sync that had begun before it, and read the sources after it', async () => {
  const w = await world({
    pipeline: managed,
    // The third night waits for its answers, before it reads the sources.
    sandbox: { faults: { rules: [{ endpoint: 'fetch_replies', nth: 3, action: { delayMs: 3000 } }] } },
  });
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await w.sync();
  await w.sync();
  w.clock.forward(24);
  w.crm(row(1, anna, 'nej'), row(2, bo));
  let begun = () => {};
  const waits = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const night = syncPipeline('crm', {
    ...w.environment,
    emit: (event) => {
      if (event.kind === 'progress' && event.step === 'replies') begun();
    },
  });
  await waits;
  w.clock.forward(0.01);
  const apply = await planned(w);
  w.clock.forward(0.01);
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await night;
  w.clock.forward(1);
  await expect(apply()).rejects.toMatchObject(overtaken);
  expect(blocked(w)).toEqual([anna]);
});

describe('by adopt', () => {
  test('which has read that somebody opts out: he is not unblocked', async () => {
    const w = await world({ pipeline: managed });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    await w.sync();
    w.clock.forward(24);
    w.crm(row(1, anna, 'nej'), row(2, bo));
    const apply = await planned(w);
    w.clock.forward(1);
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await adopt(w);
    w.clock.forward(1);
    await expect(apply()).rejects.toMatchObject(overtaken);
    expect(blocked(w)).toEqual([anna]);
  });

  test('which has taken somebody over: he is not removed; one that only looked overtakes nothing', async () => {
    const w = await world({ pipeline: { guards, contacts: { absent: 'remove-all' } } });
    w.crm(row(2, bo));
    await w.sync();
    const contact = (msisdn: string) => ({ msisdn, name: 'Kund', groups: [] });
    await w.somebody((held) => ({ ...held, contacts: [...held.contacts, contact(anna), contact(cilla)] }));
    w.clock.forward(24);
    w.crm(row(2, bo), row(3, cilla));
    const first = await planned(w);
    w.clock.forward(1);
    await adopt(w, true);
    w.clock.forward(1);
    await first();
    expect(numbers(w)).toEqual([bo, cilla]);

    await w.somebody((held) => ({ ...held, contacts: [...held.contacts, contact(anna)] }));
    w.clock.forward(1);
    const second = await planned(w);
    w.clock.forward(1);
    w.crm(row(1, anna), row(2, bo), row(3, cilla));
    await adopt(w);
    w.clock.forward(1);
    await expect(second()).rejects.toMatchObject(overtaken);
    expect(numbers(w)).toEqual([anna, bo, cilla]);
  });

  test('so is what is left of an interrupted run, though it failed once it had read', async () => {
    const w = await world({ pipeline: { ...managed, load: { requestsPerSecond: 1000, retries: 0 } } });
    w.crm(row(1, anna, 'ja'), row(2, bo));
    await w.sync();
    await w.sync();
    w.clock.forward(24);
    w.crm(row(1, anna, 'nej'), row(2, bo));
    await w.restart({ faults: { rules: [{ endpoint: 'rm_from_blocklist', action: { status: 500 } }] } });
    const stop = new AbortController();
    const dying = {
      ...w.environment,
      signal: stop.signal,
      emit: (event: { readonly kind: string }) => {
        if (event.kind === 'writing') stop.abort(new Error('stopped'));
      },
    };
    await syncPipeline('crm', dying).catch(() => {});
    const [run] = await w.withState(({ knex }) => knex('runs').orderBy('seq', 'desc').limit(1).pluck('id'));
    await w.restart({ faults: { rules: [{ endpoint: 'export_contacts_list', action: { status: 503 } }] } });
    w.clock.forward(1);
    w.crm(row(1, anna, 'ja'), row(2, bo));
    // One that goes through settles the run, so that there is nothing to resume.
    await expect(adopt(w)).rejects.toThrow();
    await w.restart({});
    await expect(resumeRun(w.environment, run, { dismiss: false })).rejects.toMatchObject(overtaken);
    expect(blocked(w)).toEqual([anna]);
  });
});
