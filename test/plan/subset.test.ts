import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ledger, LedgerContact, Want } from '../../src/contact/ledger.ts';
import { UsageError } from '../../src/errors.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Subset, SubsetTerm } from '../../src/plan/subset.ts';
import { subsetOf } from '../../src/steps/subset-of.ts';
import { contact, contacts, created, desired, ledger, number, plan, want } from '../support/builders.ts';
import { examples } from '../support/length.ts';
import { applyPlan, ledgerAfter } from '../support/model.ts';

const groups = ['Kunder', 'VIP', 'Personal'];
const index = fc.integer({ min: 0, max: 7 });
const states = fc.array(fc.tuple(index, fc.constantFrom('Anna', 'Bo', 'Cilla'), fc.subarray(groups)), {
  maxLength: 8,
});
const keysOf = (at: number) => [`crm\tK${at}`];
const policies = fc.record({
  contacts: fc.record({
    absent: fc.constantFrom('keep' as const, 'remove-managed' as const, 'remove-all' as const),
    absentRuns: fc.constantFrom(1, 2, 3),
    optedOut: fc.constantFrom('keep' as const, 'no-groups' as const, 'remove' as const),
  }),
  groups: fc.record({ mode: fc.constantFrom('mirror' as const, 'add' as const) }),
  blocklist: fc.record({ unblock: fc.constantFrom('never' as const, 'managed' as const) }),
});
/** Contacts with keys, some of whom have changed their number: the source knows index 0 by number 5, say. */
const worlds = fc
  .record({
    jojka: states,
    source: states,
    moved: fc.uniqueArray(fc.tuple(index, fc.integer({ min: 8, max: 12 })), {
      maxLength: 2,
      selector: ([from]) => from,
    }),
    wanted: fc.array(fc.tuple(index, fc.subarray(groups), fc.integer({ min: 0, max: 2 })), { maxLength: 8 }),
    managed: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]),
    optOuts: fc.uniqueArray(index, { maxLength: 3 }),
    blocks: fc.uniqueArray(index, { maxLength: 2 }),
    policy: policies,
    semantics: fc.constantFrom('merge' as const, 'replace' as const),
  })
  .map(({ jojka, source, moved, wanted, managed, optOuts, blocks, policy, semantics }) => {
    const to = new Map(moved);
    const wishes = new Map(
      source.map(([at, name, of]) => [
        at,
        { ...contact(number(to.get(at) ?? at), name, ...of), keys: keysOf(at) },
      ]),
    );
    return {
      policy,
      semantics,
      existing: contacts(...jojka.map(([at, name, of]) => contact(number(at), name, ...of))),
      desired: desired([...new Map([...wishes.values()].map((wish) => [wish.msisdn, wish])).values()], {
        optOuts: new Set(optOuts.map(number)),
      }),
      ledger: ledger({
        contacts: Object.fromEntries(
          managed.map((at): [string, LedgerContact] => [number(at), created('Kunder', 'VIP')]),
        ),
        wants: {
          nightly: Object.fromEntries(
            wanted.map(([at, of, absentRuns]): [string, Want] => [
              number(at),
              want('Anna', of, {
                keys: keysOf(at),
                absentRuns,
                ...(absentRuns > 0 && { absentAt: '2026-11-20T03:00:00.000Z' }),
              }),
            ]),
          ),
        },
        blocks: Object.fromEntries(blocks.map((at) => [number(at), ['source' as const]])),
      }),
    };
  });
const terms = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 });
const subsets: fc.Arbitrary<{ only?: number[]; exclude?: number[]; limit?: number }> = fc.record(
  { only: terms, exclude: terms, limit: fc.integer({ min: 1, max: 4 }) },
  { requiredKeys: [] },
);

type World = typeof worlds extends fc.Arbitrary<infer Value> ? Value : never;

/** Numbers that nobody has are left out: they are refused. */
function subsetIn(world: World, given: { only?: number[]; exclude?: number[]; limit?: number }): Subset {
  const own = world.ledger.wants.get('nightly');
  const known = (list: number[]): SubsetTerm[] =>
    list
      .map(number)
      .filter((m) => world.desired.contacts.has(m) || world.existing.has(m) || own?.has(m))
      .map((m) => ({ given: m, kind: 'number' as const, text: m, msisdn: m }));
  return {
    ...(given.only && { only: known(given.only) }),
    ...(given.exclude && { exclude: known(given.exclude) }),
    ...(given.limit !== undefined && { limit: given.limit }),
  };
}

function night(world: World, subset?: Subset): { made: Plan; world: World } {
  const made = plan({ ...world, ...(subset && { subset }) });
  const existing = applyPlan(made, world.existing, world.semantics);
  return { made, world: { ...world, existing, ledger: ledgerAfter(made, world.ledger, existing) } };
}

const text = (change: object) => JSON.stringify(change);

describe('laws of a part of the night', () => {
  test('it does nothing that the whole night would not; nobody outside of it is touched, nor his want; no absence is counted', () => {
    fc.assert(
      fc.property(worlds, subsets, (world, given) => {
        const subset = subsetIn(world, given);
        const whole = plan(world);
        const { made, world: after } = night(world, subset);
        const all = new Set(whole.changes.map(text));
        for (const change of made.changes) expect(all).toContain(text(change));
        // Blocks are those of the whole night, save of whoever it alone would create.
        const blocks = (of: Plan) =>
          of.changes.filter(({ kind }) => kind === 'block').map(({ msisdn }) => msisdn);
        for (const m of blocks(whole)) if (!world.ledger.blocks.has(m)) expect(blocks(made)).toContain(m);

        const touched = new Set(made.contacts.map(({ msisdn }) => msisdn));
        for (const [m, before] of world.existing)
          if (!touched.has(m)) expect(after.existing.get(m)).toEqual(before);
        if (given.limit !== undefined) expect(touched.size).toBeLessThanOrEqual(given.limit);
        for (const { msisdn } of subset.exclude ?? []) {
          expect(after.existing.get(msisdn as string)).toEqual(world.existing.get(msisdn as string));
          expect(wantOf(after.ledger, msisdn as string)).toEqual(wantOf(world.ledger, msisdn as string));
        }
        const before = world.ledger.wants.get('nightly');
        for (const [m, { absentRuns, absentAt }] of made.wants.upserts)
          if (absentRuns > 0) expect({ absentRuns, absentAt }).toMatchObject(absenceOf(before?.get(m)));
        const wholeDrops = new Set(whole.wants.drops);
        for (const m of made.wants.drops) expect(wholeDrops).toContain(m);
      }),
      { numRuns: examples(400, 3000) },
    );
  });

  test('whatever parts come before it, in whatever order, a whole night ends where it would have ended without them', () => {
    fc.assert(
      fc.property(worlds, fc.array(subsets, { minLength: 1, maxLength: 3 }), (world, given) => {
        const alone = night(world).world;
        let parts = world;
        for (const one of given) parts = night(parts, subsetIn(parts, one)).world;
        const both = night(parts).world;
        expect(sorted(both.existing)).toEqual(sorted(alone.existing));
        expect(sorted(wanted(both.ledger))).toEqual(sorted(wanted(alone.ledger)));
        expect(sorted(both.ledger.blocks)).toEqual(sorted(alone.ledger.blocks));
      }),
      { numRuns: examples(400, 3000) },
    );
  });
});

/** Without those of whom nothing is wanted: who is blocked already when his record goes is known by his keys longer. */
const wanted = (of: Ledger) =>
  new Map([...(of.wants.get('nightly') ?? [])].filter(([, one]) => !one.optedOut));
const wantOf = (of: Ledger, msisdn: string) => of.wants.get('nightly')?.get(msisdn);
const absenceOf = (before: Want | undefined) => ({
  absentRuns: before?.absentRuns ?? 0,
  ...(before?.absentAt !== undefined && { absentAt: before.absentAt }),
});

function sorted<Value>(map: ReadonlyMap<string, Value> | undefined): [string, unknown][] {
  return [...(map ?? [])]
    .map(([key, value]): [string, unknown] => [
      key,
      JSON.parse(JSON.stringify(value), (_, inner) =>
        Array.isArray(inner) && inner.every((item) => typeof item === 'string') ? [...inner].sort() : inner,
      ),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('what is named', () => {
  const world = {
    existing: contacts(contact(number(0), 'Anna', 'VIP'), contact(number(1), 'Bo', 'Gamla')),
    desired: desired([
      { ...contact(number(0), 'Anna', 'VIP', '42'), keys: ['crm\t42'] },
      { ...contact(number(2), 'Cilla', 'Kunder'), keys: ['crm\tK2'] },
      { ...contact(number(3), 'Dag', 'Kunder'), keys: ['crm\tK2', 'shop\t7'] },
      { ...contact(number(4), 'Eva', 'Kunder'), keys: ['shop\t8'] },
    ]),
  };
  const whom = (words: Parameters<typeof subsetOf>[0]) => {
    const subset = subsetOf(words);
    const made = plan({ ...world, ...(subset && { subset }) });
    return [...new Set(made.changes.map(({ msisdn }) => msisdn))].sort();
  };

  test.each<[string, Parameters<typeof subsetOf>[0], number[]]>([
    ['nothing: the whole night', {}, [0, 2, 3, 4]],
    ['a number, in any spelling', { only: ['070-174 06 05'] }, [0]],
    ['a key, with all numbers that have it', { only: ['K2'] }, [2, 3]],
    ['a key of another source, and who shares another one with it', { only: ['7'] }, [2, 3]],
    ['a group, in any case', { only: ['kunder'] }, [2, 3, 4]],
    ['a key that is a group too, said which', { only: ['key:42', 'group:Kunder'] }, [0, 2, 3, 4]],
    ['all but', { exclude: ['Kunder'] }, [0]],
    ['both: who is excluded is out', { only: ['Kunder'], exclude: ['8'] }, [2, 3]],
    ['so many; people are not parted', { limit: 2 }, [0, 4]],
    ['so many', { limit: 3 }, [0, 2, 3]],
    ['so many of a group', { only: ['Kunder'], limit: 1 }, [4]],
  ])('%s', (_name, words, expected) => {
    expect(whom(words)).toEqual(expected.map(number));
  });

  test.each<[string, Parameters<typeof subsetOf>[0], string]>([
    ['nobody', { only: ['K99'] }, 'K99: no contact of the source or of Jojka has this number, key or group.'],
    ['nobody to exclude', { exclude: ['Kundr'] }, 'Kundr: no contact'],
    ['a number that is nobody’s', { only: ['number:0701740699'] }, 'has this number.'],
    ['two things', { only: ['42'] }, '42 may be a key or a group.'],
    ['an empty word', { only: [' '] }, 'one of them is empty'],
    ['no number', { limit: 0 }, '--limit 0: not a whole number above 0.'],
    ['half a number', { limit: 1.5 }, 'not a whole number'],
  ])('is refused: %s', (_name, words, said) => {
    expect(() => whom(words)).toThrow(UsageError);
    expect(() => whom(words)).toThrow(said);
  });

  test('who has opted out is blocked, in the part or not', () => {
    const made = plan({
      ...world,
      desired: { ...world.desired, optOuts: new Set([number(4)]) },
      subset: { limit: 1 },
    });
    expect(made.changes.filter(({ kind }) => kind === 'block').map(({ msisdn }) => msisdn)).toEqual([
      number(4),
    ]);
  });
});
