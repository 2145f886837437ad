import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { endPipeline, movePipeline } from '../../src/jobs/pipelines.ts';
import { resumeRun } from '../../src/jobs/resume.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { numbers, useWorlds, type World, type WorldOptions } from '../support/in-process.ts';

/** What was planned for a pipeline that was renamed or retired since does not come back (P10, G5). */
const worlds = useWorlds();
const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'] as const;
const line = (key: string, number: string) => `${key};Kund ${key};${number};Lund;nej`;
const off = { removals: 'off', memberships: 'off', missing: 'off', creates: 'off', rejections: 'off' };

/** Writes a pipeline's file; its source is the CSV file of that name. */
function writePipeline(
  w: World,
  name: string,
  { file = name, ...more }: { file?: string; guards?: object } = {},
) {
  writeFileSync(
    join(w.cwd, 'pipelines', `${name}.json`),
    JSON.stringify({
      name,
      sources: [
        {
          ...{ type: 'csv', path: join(w.cwd, `${file}.csv`), label: file, id: 'Kundnr', phone: 'Mobil' },
          ...{ name: 'Namn', groups: ['Kunder'], optOut: { column: 'Stopp' } },
        },
      ],
      contacts: { absent: 'remove-managed' },
      load: { requestsPerSecond: 1000, retries: 0, maxConsecutiveFailures: 1 },
      guards: off,
      ...more,
    }),
  );
}

async function world(options?: WorldOptions): Promise<World> {
  const w = await worlds.world(options);
  writePipeline(w, 'crm');
  w.crm(line('K1', anna), line('K2', bo));
  return w;
}

const wanting = async (w: World) =>
  [...(await w.withState((database) => readLedger(database, 1))).wants]
    .filter(([, wants]) => wants.size > 0)
    .map(([pipeline]) => pipeline);

describe('the plan of a first night that guards held back', () => {
  async function heldNight() {
    const w = await world();
    writePipeline(w, 'crm', { guards: { ...off, rejections: 0, floor: 0 } });
    w.crm(line('K1', anna), line('K2', bo), line('K3', '123'));
    const { run, plan } = await w.sync();
    return { w, apply: () => applyPlan(run, w.environment, { accept: plan.plan.fingerprint }) };
  }

  test('is refused once its pipeline was renamed; who leaves is removed under the new name', async () => {
    const { w, apply } = await heldNight();
    await movePipeline(w.environment, 'crm', 'ny');
    await expect(apply()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('"crm" was renamed to "ny" since'),
      advice: expect.stringContaining('jojka-sync sync ny'),
    });
    expect([numbers(w), await wanting(w)]).toEqual([[], ['ny']]);

    writePipeline(w, 'ny', { file: 'crm' });
    w.crm(line('K1', anna), line('K2', bo));
    await syncPipeline('ny', w.environment);
    w.clock.forward(24);
    w.crm(line('K2', bo));
    await syncPipeline('ny', w.environment);
    expect(numbers(w)).toEqual([bo]);
  });

  test('is refused once its pipeline was retired; one that is made afterwards is not', async () => {
    const { w, apply } = await heldNight();
    w.clock.forward(1);
    await endPipeline(w.environment, 'crm');
    await expect(apply()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('"crm" was renamed or retired since'),
    });
    expect([numbers(w), await wanting(w)]).toEqual([[], []]);

    w.clock.forward(1);
    const again = await w.sync();
    await applyPlan(again.run, w.environment, { accept: again.plan.plan.fingerprint });
    expect(numbers(w)).toEqual([anna, bo]);
  });
});

test('what is left of an interrupted run is not resumed once its pipeline was retired', async () => {
  const w = await world({
    sandbox: { faults: { rules: [{ endpoint: 'import_contacts_list', nth: 2, action: { status: 500 } }] } },
  });
  writePipeline(w, 'webb');
  writeFileSync(join(w.cwd, 'webb.csv'), `Kundnr;Namn;Mobil;Ort;Stopp\n${line('W1', bo)}\n`);
  await syncPipeline('webb', w.environment);
  w.crm(line('K1', anna), line('K2', bo), line('K3', cilla));
  const { run, stopped } = await w.sync();
  expect(stopped).toBeDefined();
  await endPipeline(w.environment, 'crm');
  await expect(resumeRun(w.environment, run, { dismiss: false })).rejects.toMatchObject({
    exitCode: 3,
    message: `Run ${run} is of a pipeline that is gone: "crm" was renamed or retired since.`,
  });
  expect([numbers(w), await wanting(w)]).toEqual([[bo], ['webb']]);
  // What it got done is still taken into the ledger.
  expect(await resumeRun(w.environment, run, { dismiss: true })).toMatchObject({ kind: 'dismissed' });
});
