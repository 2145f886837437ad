import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { releaseBlocks } from '../../src/jobs/blocklist.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { blocked, useWorlds, type World } from '../support/in-process.ts';

/** An opt-out that is lost may be anybody's: a night that has one lets nobody go (T8, P7, L1b). */
const { world } = useWorlds();
const [anna, bo, other] = ['46701740605', '46701740606', '46701740699'] as const;
const row = (id: number | string, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
const people = [row(1, anna), row(2, bo), row(3, '46701740617')];
const ledgerOf = (w: World) => w.withState((database) => readLedger(database, 1));
const codes = ({ plan }: Awaited<ReturnType<World['sync']>>) => plan.warnings.map(({ code }) => code);
const guards = { missing: 'off', blocks: 'off', unblocks: 'off' };

/** What the list holds of a night in which nobody can tell whether Anna is in it. */
const lost: [string, readonly string[]][] = [
  ['her row cannot be read', ['4,67017E+10', other]],
  ['the list is empty', []],
];

function pipeline(w: World, name: string, more: object = {}): void {
  const source = {
    type: 'csv',
    path: join(w.cwd, `${name}.csv`),
    id: 'Kundnr',
    phone: 'Mobil',
    name: 'Namn',
  };
  mkdirSync(join(w.cwd, 'pipelines'), { recursive: true });
  writeFileSync(
    join(w.cwd, 'pipelines', `${name}.json`),
    JSON.stringify({
      name,
      sources: [{ ...source, groups: ['Kunder'], optOut: { column: 'Stopp' } }],
      contacts: { absent: 'remove-managed' },
      load: { requestsPerSecond: 1000, retries: 0 },
      guards,
      ...more,
    }),
  );
}

const listed = (w: World, numbers: readonly string[]) =>
  writeFileSync(join(w.cwd, 'ut.csv'), `${['Mobil', ...numbers].join('\n')}\n`);

/** CRM's pipeline with its list, after a first night in which Anna was not in it. */
async function begun(more: object = {}, first: readonly string[] = [other]): Promise<World> {
  const w = await world();
  pipeline(w, 'crm', { optOuts: [{ type: 'csv', path: join(w.cwd, 'ut.csv'), phone: 'Mobil' }], ...more });
  w.crm(...people);
  listed(w, first);
  await w.sync();
  w.clock.forward(24);
  return w;
}

describe.each(lost)('%s', (_name, list) => {
  test('a block that a guard held back stays, and is told', async () => {
    const w = await begun({ guards: { ...guards, blocks: 0, floor: 0 } });
    listed(w, [anna, other]);
    expect((await w.sync()).exitCode).toBe(3);
    w.clock.forward(24);
    listed(w, list);
    const { warnings } = (await w.sync()).plan;
    expect(warnings).toContainEqual({
      code: 'held-blocks-wait',
      figures: { numbers: 1, examples: [anna], lostOptOuts: true },
    });
    expect((await ledgerOf(w)).doubts.get(anna)).toBe('held');
    // Once the list can be read and she is not in it, her record tells that it was a mistake.
    w.clock.forward(24);
    listed(w, [other]);
    await w.sync();
    expect((await ledgerOf(w)).blocks.has(anna)).toBe(false);
  });

  test('what a night noted that decided nothing is blocked', async () => {
    const w = await begun();
    listed(w, [anna, other]);
    const emit: World['environment']['emit'] = (event) => {
      if (event.kind === 'progress' && event.step === 'export') throw new Error('killed');
    };
    await expect(syncPipeline('crm', { ...w.environment, emit })).rejects.toThrow('killed');
    expect((await ledgerOf(w)).doubts.get(anna)).toBe('noted');
    w.clock.forward(24);
    listed(w, list);
    await w.sync();
    expect(blocked(w)).toEqual([anna, other]);
  });

  test('a block that somebody has lifted is sent again', async () => {
    const w = await begun();
    listed(w, [anna, other]);
    await w.sync();
    await w.somebody((held) => ({ ...held, blocklist: [other] }));
    w.clock.forward(24);
    listed(w, list);
    expect((await w.sync()).plan.warnings).toContainEqual({
      code: 'blocks-gone',
      figures: { again: 1, forgotten: 0 },
    });
    expect(blocked(w)).toEqual([anna, other]);
  });

  test('nobody is told as still blocked, and nobody is released', async () => {
    const w = await begun({ blocklist: { replies: true } });
    listed(w, [anna, other]);
    const { run } = await w.sync();
    w.clock.forward(24);
    listed(w, list);
    expect(codes(await w.sync())).not.toContain('still-blocked');
    await expect(releaseBlocks(w.environment, run)).rejects.toThrow('No block of run');
    expect(blocked(w)).toEqual([anna, other]);
    w.clock.forward(24);
    listed(w, [other]);
    expect(codes(await w.sync())).toContain('still-blocked');
    await releaseBlocks(w.environment, run);
    expect(blocked(w)).toEqual([other]);
  });

  test('no other pipeline can lift the block then', async () => {
    const blocklist = { unblock: 'managed' };
    const w = await begun({ blocklist }, [anna, other]);
    const webb = (stop: string) => {
      const rows = ['Kundnr;Namn;Mobil;Ort;Stopp', row('W1', anna, stop), row('W2', bo)];
      writeFileSync(join(w.cwd, 'webb.csv'), `${rows.join('\n')}\n`);
      return syncPipeline('webb', w.environment);
    };
    pipeline(w, 'webb', { blocklist });
    await webb('ja');
    listed(w, list);
    await w.sync();
    await webb('nej');
    expect(blocked(w)).toEqual([anna, other]);
    // Once both say no for sure, she is let go.
    w.clock.forward(24);
    listed(w, [other]);
    await w.sync();
    expect(blocked(w)).toEqual([other]);
  });
});
