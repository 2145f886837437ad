import { expect, test } from 'vitest';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

/** A night of false moves was to hand somebody's opt-out to another number, and was held back: that ends some time (P7b, G8, P11). */
const { world } = useWorlds();
const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'] as const;
const row = (id: number, number: string) => `${id};N${id};${number};;nej`;
const many = (from: number) =>
  Array.from({ length: 20 }, (_, index) => row(index + 10, `46701740${from + index}`));
const doubtOf = async (w: World, msisdn: string) =>
  (await w.withState((database) => readLedger(database, 1))).doubts.get(msisdn);
const byHand = (w: World, what: 'add' | 'remove', number: string) =>
  changeBlocklist(w.environment, 'default', what, [number], { yes: true }, async () => {});
const codes = ({ plan }: Awaited<ReturnType<World['sync']>>) => plan.warnings.map(({ code }) => code);

/** Ends a night before anything is decided. */
const dying = ({ environment }: World): World['environment'] => ({
  ...environment,
  emit: (event) => {
    if (event.kind === 'progress' && event.step === 'export') throw new Error('killed');
  },
});

/** Anna is blocked by hand; a night gives her key, and many others, other numbers: hers is Cilla's, and G8 holds it. */
async function falseMoves(end: 'held' | 'noted' = 'held'): Promise<World> {
  const guards = { removals: 'off', memberships: 'off', missing: 'off', creates: 'off', joins: 'off' };
  const w = await world({ pipeline: { guards } });
  w.crm(row(1, anna), row(2, bo), ...many(610));
  await w.sync();
  await byHand(w, 'add', anna);
  w.clock.forward(24);
  w.crm(row(1, cilla), row(2, bo), ...many(640));
  if (end === 'noted') await expect(syncPipeline('crm', dying(w))).rejects.toThrow('killed');
  else
    expect((await w.sync()).plan.plan).toMatchObject({ guards: [{ guard: 'moves' }], heldBlocks: [cilla] });
  expect(await doubtOf(w, cilla)).toBe(end);
  w.clock.forward(24);
  return w;
}

test.each(['held', 'noted'] as const)(
  'a night that shows that nobody has moved there releases it, and creates whose number it is: %s',
  async (end) => {
    const w = await falseMoves(end);
    w.crm(row(1, anna), row(2, bo), row(99, cilla), ...many(610));
    const right = await w.sync();
    expect([right.exitCode, codes(right), blocked(w)]).toEqual([0, [], [anna]]);
    expect(await doubtOf(w, cilla)).toBeUndefined();
    expect(numbers(w)).toContain(cilla);
  },
);

test.each<[string, readonly string[]]>([
  ['who is blocked is not there: it may be his number yet', []],
  ['a rejected record may be his', [row(1, '123')]],
  ['the night is held back itself', [row(1, anna), ...many(660)]],
])('%s: it stays', async (_name, rows) => {
  const w = await falseMoves();
  w.crm(...rows, row(2, bo), row(99, cilla), ...(rows.length > 2 ? [] : many(610)));
  await w.sync();
  expect(await doubtOf(w, cilla)).toBe('held');
  expect(numbers(w)).not.toContain(cilla);
});

test('beside another pipeline, which may have said so, the command that is advised ends it', async () => {
  const w = await falseMoves();
  const source = { type: 'csv' as const, path: `${w.cwd}/crm.csv`, phone: 'Mobil', groups: ['Butik'] };
  w.crm(row(2, bo));
  await syncPipeline({ name: 'butik', sources: [source], contacts: { absent: 'keep' } }, w.environment);
  w.crm(row(1, anna), row(2, bo), row(99, cilla), ...many(610));
  const first = await w.sync();
  expect([first.exitCode, codes(first)]).toEqual([4, ['held-blocks-wait']]);
  await byHand(w, 'remove', cilla);
  expect(await doubtOf(w, cilla)).toBeUndefined();
  w.clock.forward(24);
  expect((await w.sync()).exitCode).toBe(0);
  expect(numbers(w)).toContain(cilla);
});
