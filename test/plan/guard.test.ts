import { describe, expect, test } from 'vitest';
import type { RecordCounts } from '../../src/contact/desired.ts';
import type { BlockOrigin, LedgerContact } from '../../src/contact/ledger.ts';
import { changeKinds } from '../../src/plan/change.ts';
import { noGrowth } from '../../src/plan/growth.ts';
import { checkGuards, type GuardFigures, type GuardLimits } from '../../src/plan/guard.ts';
import { guardText } from '../../src/report/sentences/guards.ts';
import { noCounts } from '../../src/transform/gathering.ts';
import {
  contact,
  contacts,
  created,
  defaultGuards,
  desired,
  ledger,
  number,
  plan,
  want,
} from '../support/builders.ts';

interface Facts {
  changes?: Partial<GuardFigures['changes']>;
  existing?: number;
  managed?: number;
  /** Group -> members, and how many of them leave. */
  groups?: Record<string, [members: number, leaving: number]>;
  blocked?: Partial<Record<BlockOrigin, number>>;
  removesAll?: boolean;
  growth?: Partial<GuardFigures['growth']>;
  moves?: GuardFigures['moves'];
  records?: Partial<RecordCounts>;
}

function figures(facts: Facts): GuardFigures {
  const groups = Object.entries(facts.groups ?? {});
  const leaving = groups.reduce((sum, [, [, count]]) => sum + count, 0);
  const managed: Record<string, LedgerContact> = {};
  for (let index = 0; index < (facts.managed ?? 0); index++)
    managed[`4670${index}`] = { managed: 'created', groups: [] };
  const blocks: Record<string, BlockOrigin[]> = {};
  for (const [origin, count] of Object.entries(facts.blocked ?? {}))
    for (let index = 0; index < count; index++) blocks[`${origin}${index}`] = [origin as BlockOrigin];
  return {
    changes: {
      ...(Object.fromEntries(changeKinds.map((kind) => [kind, 0])) as GuardFigures['changes']),
      removeMembership: leaving,
      ...facts.changes,
    },
    newBlocks: facts.changes?.block ?? 0,
    growth: { ...noGrowth, ...facts.growth },
    moves: facts.moves ?? { known: 0, changed: 0 },
    existing: facts.existing ?? 0,
    groups: groups.map(([group, [before, count]]) => ({
      group,
      before,
      after: before - count,
      added: 0,
      removed: count,
    })),
    left: new Map(groups.map(([group, [, count]]) => [group, count])),
    ledger: ledger({ contacts: managed, blocks }),
    removesAll: facts.removesAll ?? false,
    records: facts.records ? { ...noCounts(), ...facts.records } : undefined,
  };
}

/** Which guards trip, in short. */
function tripped(facts: Facts, limits: Partial<GuardLimits> = {}): string[] {
  return checkGuards(figures(facts), { ...defaultGuards, ...limits }).map(
    ({ rule, guard, group, count, of }) =>
      `${rule} ${guard}${group === undefined ? '' : ` ${group}`} ${count}/${of}`,
  );
}

const managed = (count: number, remove: number): Facts => ({ managed: count, changes: { remove } });
const smallGroups = (others: number): Facts => ({
  groups: { Alla: [others, 0], A: [100, 10], B: [100, 10], C: [100, 10], D: [100, 10] },
});

const joins = (count: number): Facts => ({
  growth: { wanted: 1000, joined: new Map([['Kunder', count]]) },
  groups: { Kunder: [200, 0] },
});

describe('each guard just under, at and over its limit', () => {
  test.each<[string, Facts, string[]]>([
    ['G1 removals under', managed(1000, 49), []],
    ['G1 removals at', managed(1000, 50), []],
    ['G1 removals over', managed(1000, 51), ['G1 removals 51/1000']],
    ['G1 remove-all under', { removesAll: true, existing: 400, changes: { remove: 19 } }, []],
    ['G1 remove-all at', { removesAll: true, existing: 400, changes: { remove: 20 } }, []],
    [
      'G1 remove-all over: of all existing, not of the managed',
      { removesAll: true, existing: 400, managed: 300, changes: { remove: 21 } },
      ['G1 removals 21/400'],
    ],
    ['G1 a group under', { groups: { Kunder: [400, 19] } }, []],
    ['G1 a group at', { groups: { Kunder: [400, 20] } }, []],
    ['G1 a group over', { groups: { Kunder: [400, 21] } }, ['G1 memberships Kunder 21/400']],
    [
      'G1 one of several groups over',
      { groups: { Kunder: [4000, 21], Lund: [100, 11], Umeå: [100, 10] } },
      ['G1 memberships Lund 11/100'],
    ],
    ['G1 many small groups, none above the floor, in all under', smallGroups(500), []],
    ['G1 many small groups in all at', smallGroups(400), []],
    ['G1 many small groups in all over', smallGroups(399), ['G1 memberships 40/799']],
    ['G6 odd values at', { records: { optOutValues: 400, oddOptOutValues: 20 } }, []],
    [
      'G6 odd values over',
      { records: { optOutValues: 400, oddOptOutValues: 21 } },
      ['G6 optOutValues 21/400'],
    ],
    ['G7 creates at', { growth: { wanted: 400, created: 100 } }, []],
    ['G7 creates over', { growth: { wanted: 400, created: 101 } }, ['G7 creates 101/400']],
    ['G7 a beginning is no growth', { growth: { wanted: 0, created: 5000 } }, []],
    ['G7 joins over', joins(101), ['G7 joins Kunder 101/200']],
    ['G7 joins at', joins(100), []],
    ['G8 moves at', { moves: { known: 400, changed: 20 } }, []],
    ['G8 moves over', { moves: { known: 400, changed: 21 } }, ['G8 moves 21/400']],
    ['G2 renames under', { existing: 100, changes: { rename: 29 } }, []],
    ['G2 renames at', { existing: 100, changes: { rename: 30 } }, []],
    ['G2 renames over', { existing: 100, changes: { rename: 31 } }, ['G2 renames 31/100']],
    ['G3 blocks under', { existing: 400, managed: 1, changes: { block: 19 } }, []],
    ['G3 blocks at', { existing: 400, managed: 1, changes: { block: 20 } }, []],
    ['G3 blocks over', { existing: 400, managed: 1, changes: { block: 21 } }, ['G3 blocks 21/400']],
    ['G3 blocks over, while the ledger is empty', { existing: 400, changes: { block: 400 } }, []],
    [
      'G3 blocks over, when the ledger holds blocks alone',
      { existing: 400, blocked: { reply: 1 }, changes: { block: 400 } },
      ['G3 blocks 400/400'],
    ],
    ['G3 unblocks under', { blocked: { source: 400 }, changes: { unblock: 19 } }, []],
    ['G3 unblocks at', { blocked: { source: 400 }, changes: { unblock: 20 } }, []],
    [
      'G3 unblocks over: of those blocked at the source',
      { blocked: { source: 400, reply: 400 }, changes: { unblock: 21 } },
      ['G3 unblocks 21/400'],
    ],
    ['G4 rejections under', { records: { read: 200, unusable: 19 } }, []],
    ['G4 rejections at', { records: { read: 200, unusable: 20 } }, []],
    ['G4 rejections over', { records: { read: 200, unusable: 21 } }, ['G4 rejections 21/200']],
    [
      'G4 of the records that where lets through',
      { records: { read: 300, filtered: 101, unusable: 20 } },
      ['G4 rejections 20/199'],
    ],
    ['G4 landlines and the like are none', { records: { read: 200, rejected: 200 } }, []],
    [
      'several at once, in the order of the rules',
      {
        existing: 100,
        managed: 100,
        changes: { remove: 50, rename: 50 },
        records: { read: 100, unusable: 50 },
      },
      ['G1 removals 50/100', 'G2 renames 50/100', 'G4 rejections 50/100'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(tripped(facts)).toEqual(expected);
  });
});

describe('what a limit can be', () => {
  test.each<[string, GuardLimits['removals'], number, Facts, boolean]>([
    ['a percentage, at the floor', '5%', 10, managed(20, 10), false],
    ['a percentage, above the floor', '5%', 10, managed(20, 11), true],
    ['a percentage with a floor of 0', '5%', 0, managed(20, 2), true],
    ['a fraction of a percent, at', '0.7%', 0, managed(1000, 7), false],
    ['a fraction of a percent, over', '0.7 %', 0, managed(1000, 8), true],
    ['a number is exact: at', 3, 10, managed(20, 3), false],
    ['a number is exact: over, though under the floor', 3, 10, managed(20, 4), true],
    ['0 forbids', 0, 10, managed(1000, 1), true],
    ['0 forbids nothing when there is nothing', 0, 10, managed(1000, 0), false],
    ['0 % forbids too', '0%', 10, managed(1000, 1), true],
    ['off', 'off', 0, managed(10, 10), false],
    ['100 % never trips', '100%', 0, managed(20, 20), false],
    ['of nothing, above the floor', '5%', 10, managed(0, 11), true],
  ])('%s', (_, removals, floor, facts, trips) => {
    expect(tripped(facts, { removals, floor }).length > 0).toBe(trips);
  });
});

test('a message has the figures, the share and the limit', () => {
  const facts: Facts = { ...managed(1000, 51), groups: { 'Ort Lund': [100, 11] } };
  expect(checkGuards(figures(facts), { ...defaultGuards, memberships: 3 }).map(guardText)).toEqual([
    '51 contacts would be removed (5.1 % of 1,000 managed); guards.removals allows 5 %, and up to 10 in any case.',
    '11 memberships of the group Ort Lund would be taken away (11 % of 100 members); guards.memberships allows 3.',
  ]);
  expect(
    checkGuards(figures({ existing: 30_000, changes: { rename: 9_001 } }), defaultGuards).map(guardText)[0],
    'a share is never rounded down to its limit',
  ).toContain('9,001 contacts would be renamed (30.1 % of 30,000 in Jojka)');
  expect(checkGuards(figures(managed(5, 1)), { ...defaultGuards, removals: 0 }).map(guardText)[0]).toBe(
    '1 contact would be removed (20 % of 5 managed); guards.removals forbids any.',
  );
});

describe('which blocks a tripped guard holds back too', () => {
  const people = Array.from({ length: 40 }, (_, index) => contact(number(index), `N${index}`));
  const blocksOf = (
    rest: Parameters<typeof desired>[1],
    known: Parameters<typeof ledger>[0],
    guards: object,
  ) =>
    plan({
      existing: contacts(...people),
      desired: desired(people, rest),
      ledger: ledger({ contacts: { [number(0)]: created() }, ...known }),
      policy: { guards: { floor: 0, ...guards } },
    });
  const some = (count: number) => new Set(people.slice(0, count).map(({ msisdn }) => msisdn));

  test.each<[string, Parameters<typeof desired>[1], Parameters<typeof ledger>[0], object, number]>([
    ['none, where none trips', { optOuts: some(2) }, {}, {}, 0],
    ['too many: all new ones', { optOuts: some(10) }, {}, {}, 10],
    [
      'but none that went out before',
      { optOuts: some(10) },
      { blocks: { [number(1)]: ['source'] }, doubts: { [number(1)]: 'owed' } },
      {},
      9,
    ],
    [
      'odd values: those that rest on nothing else',
      {
        optOuts: some(4),
        oddOptOuts: some(3),
        counts: { ...noCounts(), read: 40, optOutValues: 40, oddOptOutValues: 3 },
      },
      {},
      { blocks: 'off' },
      3,
    ],
    [
      'odd values: the number of a key too, and the new number of a key, unless something clear is known of it',
      {
        optOutsByKey: [
          { keys: ['crm\tX1'], isOdd: true },
          { keys: ['crm\tX2'], isOdd: true },
          { keys: ['crm\tX2'], isOdd: false },
        ],
        optOuts: new Set([number(81), number(82)]),
        oddOptOuts: new Set([number(81), number(82)]),
        counts: { ...noCounts(), read: 40, optOutValues: 40, oddOptOutValues: 3 },
      },
      {
        wants: {
          nightly: {
            [number(83)]: want('N', [], { keys: ['crm\tX1'] }),
            [number(84)]: want('N', [], { keys: ['crm\tX2'] }),
            [number(81)]: want('N', [], { keys: [`crm\tK${number(1)}`] }),
            [number(82)]: want('N', [], { keys: [`crm\tK${number(2)}`] }),
            [number(85)]: want('N', [], { keys: [`crm\tK${number(3)}`] }),
          },
        },
        blocks: { [number(85)]: ['reply'] },
      },
      { blocks: 'off', moves: 'off' },
      5,
    ],
    [
      'another guard: none',
      { optOuts: some(2), counts: { ...noCounts(), read: 40, unusable: 30 } },
      {},
      {},
      0,
    ],
  ])('%s', (_, rest, known, guards, held) => {
    expect(blocksOf(rest, known, guards).heldBlocks).toHaveLength(held);
  });
});
