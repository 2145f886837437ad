import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { blocked, useWorlds } from '../support/in-process.ts';

/** A block that two sources have asked for is the last one's to lift (P7, P10). */
const { world } = useWorlds();
const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'] as const;
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
const guards = { missing: 'off', blocks: 'off', unblocks: 'off', creates: 0, floor: 0 };
const blocklist = { unblock: 'managed' as const };

test('a plan from before withdraws nothing by which the block would be nobody’s', async () => {
  const w = await world({ pipeline: { guards, blocklist } });
  const webb = (stop: string) => {
    const path = join(w.cwd, 'webb.csv');
    writeFileSync(path, `${['Kundnr;Namn;Mobil;Ort;Stopp', row(1, anna, stop), row(2, bo)].join('\n')}\n`);
    const source = { type: 'csv' as const, path, id: 'Kundnr', phone: 'Mobil', name: 'Namn' };
    const sources = [{ ...source, groups: ['Webb'], optOut: { column: 'Stopp' } }];
    const load = { requestsPerSecond: 1000, retries: 0 };
    return syncPipeline(
      { name: 'webb', sources, contacts: { absent: 'keep' }, load, guards, blocklist },
      w.environment,
    );
  };
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await w.sync();
  await webb('ja');
  const by = async () =>
    (await w.withState((database) => readLedger(database, 1))).blockedBy.get(anna)?.toSorted();
  expect(await by()).toEqual(['crm', 'webb']);
  w.clock.forward(12);
  w.crm(row(1, anna), row(2, bo), row(3, cilla));
  const held = await w.sync();
  expect(held.exitCode).toBe(3);
  await webb('nej');
  expect(await by()).toEqual(['crm']);
  await applyPlan(held.run, w.environment, { accept: held.plan.plan.fingerprint });
  expect(await by()).toEqual(['crm']);
  w.clock.forward(12);
  await w.sync();
  expect(blocked(w)).toEqual([]);
});
