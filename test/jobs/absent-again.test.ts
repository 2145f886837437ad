import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endPipeline } from '../../src/jobs/pipelines.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { undoRun } from '../../src/jobs/undo.ts';
import { numbers, useWorlds, type World } from '../support/in-process.ts';

/** Under `absentRuns` whoever is absent goes some day, whatever became of what was first tried (P3). */
const { world } = useWorlds();

const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'];
const row = (id: number, number: string) => `${id};N${id};${number};;nej`;
const pipeline = { contacts: { absent: 'remove-managed', absentRuns: 2 } };
const firstRemovalFails = {
  faults: { rules: [{ endpoint: 'rm_contact', nth: 1, action: { status: 500 } }] },
} as never;

/** Nights until a number is gone; the exit codes of those before it. */
async function untilGone(w: World, number: string): Promise<readonly (number | null)[]> {
  const codes = [];
  for (let night = 0; night < 6 && numbers(w).includes(number); night++) {
    w.clock.forward(24);
    codes.push((await w.sync()).exitCode);
  }
  return codes;
}

describe('who is absent goes', () => {
  test('though his removal failed once', async () => {
    const w = await world({ pipeline, sandbox: firstRemovalFails });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(2, bo));
    expect(await untilGone(w, anna)).toEqual([0, 4, 0, 0]);
    expect(numbers(w)).toEqual([bo]);
  });

  test('under a former number, though its removal failed once', async () => {
    const w = await world({ pipeline, sandbox: firstRemovalFails });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(1, cilla), row(2, bo));
    // A former number waits for no extract: the night after makes up for it.
    expect(await untilGone(w, anna)).toEqual([4, 0]);
    expect(numbers(w)).toEqual([bo, cilla]);
  });

  test('though his removal was undone', async () => {
    const w = await world({ pipeline });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(2, bo));
    expect(await untilGone(w, anna)).toEqual([0, 0]);
    await undoRun(w.environment, 'latest');
    expect(numbers(w)).toEqual([anna, bo]);
    expect(await untilGone(w, anna)).toEqual([0, 0]);
  });

  test('though the pipeline that asked for him was retired', async () => {
    const w = await world({ pipeline });
    const crm = JSON.parse(readFileSync(join(w.cwd, 'pipelines', 'crm.json'), 'utf8'));
    const sources = [{ ...crm.sources[0], path: join(w.cwd, 'webb.csv') }];
    writeFileSync(join(w.cwd, 'webb.csv'), `Kundnr;Namn;Mobil;Ort;Stopp\n${row(1, anna)}\n${row(2, bo)}\n`);
    writeFileSync(join(w.cwd, 'pipelines', 'webb.json'), JSON.stringify({ ...crm, name: 'webb', sources }));
    w.crm(row(2, bo));
    await syncPipeline('webb', w.environment);
    await w.sync();
    await endPipeline(w.environment, 'webb');
    expect(await untilGone(w, anna)).toEqual([0, 0]);
  });

  test('from our groups, where he stays in one of somebody else, though the first try failed', async () => {
    const rules = [{ endpoint: 'rm_contact_from_group', nth: 1, action: { status: 500 } }];
    const contacts = [{ msisdn: anna, name: 'N1', groups: ['VIP'] }];
    const w = await world({ pipeline, sandbox: { data: { contacts }, faults: { rules } } as never });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.crm(row(2, bo));
    const codes = [];
    for (let night = 0; night < 4; night++) {
      w.clock.forward(24);
      codes.push((await w.sync()).exitCode);
    }
    expect(codes).toEqual([0, 4, 0, 0]);
    expect(w.sandbox.state().contacts.find(({ msisdn }) => msisdn === anna)?.groups).toEqual(['VIP']);
  });
});
