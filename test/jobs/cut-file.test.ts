import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { verifyPipeline } from '../../src/jobs/verify.ts';
import { hasDrift } from '../../src/report/drift.ts';
import { runText } from '../../src/report/run-text.ts';
import { useWorlds, type World, type WorldOptions } from '../support/in-process.ts';

/** A file that was cut in two, with a record in it whose nobody knows: what is in doubt is no good night (T7, G1). */
const { world } = useWorlds();
const rows = Array.from({ length: 40 }, (_, id) => `${id};N${id};467017406${String(id + 10)};;`);
const landline = (key: string) => `${key};Växel;08-4650 04 00;;`;
const text = (report: Parameters<typeof runText>[0]) =>
  runText(report, { color: false, redact: false } as never);
const keyless: WorldOptions = { pipeline: { guards: { rejections: 'off' } } };

async function filled(options: WorldOptions = keyless): Promise<World> {
  const w = await world(options);
  w.crm(...rows);
  expect((await w.sync()).exitCode).toBe(0);
  w.clock.forward(24);
  return w;
}

describe('a cut file with a record that nobody knows', () => {
  test('is held back as the same file is without it, and is not the last good night', async () => {
    const w = await filled();
    w.crm(...rows.slice(0, 15), landline('900'));
    const night = await w.sync();
    expect(night.exitCode).toBe(3);
    expect(night.plan.plan.guards).toMatchObject([
      { rule: 'G1', guard: 'removals', count: 25, of: 40, inDoubt: 25 },
    ]);
    expect(text(night)).toContain(
      '25 contacts are missing from the sources, 25 of them neither confirmed nor removed, since rejected records may be theirs (62.5 % of 40 managed)',
    );
    expect(text(night)).not.toContain('holds what the sources say');
    const { plan } = await verifyPipeline('crm', w.environment);
    expect(hasDrift(plan)).toBe(true);
    w.clock.forward(24);
    const again = await w.sync();
    expect(again.exitCode).toBe(3);
    expect(again.plan.basis?.lastGood?.desired).toBe(40);
  });

  test('goes through once somebody has accepted it, and is asked about no more', async () => {
    const w = await filled();
    w.crm(...rows.slice(0, 15), landline('900'));
    const { run, plan } = await w.sync();
    const accepted = await applyPlan(run, w.environment, { accept: plan.plan.fingerprint });
    expect(accepted.exitCode).toBe(0);
    w.clock.forward(24);
    const next = await w.sync();
    expect(next.exitCode).toBe(0);
    expect(text(next)).toContain('Done. In Jojka stay 25 contacts that the sources do not have, in doubt.');
    w.crm(...rows.slice(0, 3), landline('900'));
    expect((await w.sync()).exitCode).toBe(3);
  });

  test('a rejected record of a known key changes nothing', async () => {
    const w = await filled();
    w.crm(...rows.slice(1), '0;N0;08-4650 04 00;;');
    const night = await w.sync();
    expect([night.exitCode, night.plan.plan.summary.inDoubt]).toEqual([0, undefined]);
    expect(text(night)).toContain('Done: Jojka holds what the sources say.');
  });

  test('a few in doubt are no bad night, and are told', async () => {
    const w = await filled();
    w.crm(...rows.slice(10), landline(''));
    const night = await w.sync();
    expect(night.exitCode).toBe(0);
    expect(text(night)).toContain('Done. In Jojka stay 10 contacts that the sources do not have, in doubt.');
  });
});
