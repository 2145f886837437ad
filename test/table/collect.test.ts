import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Want } from '../../src/contact/ledger.ts';
import { collect, tablesFor } from '../../src/table/collect.ts';
import { createTables, plainTables } from '../../src/table/tables.ts';
import { number } from '../support/builders.ts';
import { examples } from '../support/length.ts';

const texts = fc.oneof(fc.constantFrom('', 'Anna Berg', 'Åsa 🌸', 'a\0b', '\ud800'), fc.string());
const wants: fc.Arbitrary<Want> = fc
  .record({
    name: texts,
    groups: fc.uniqueArray(texts, { maxLength: 3 }),
    keys: fc.uniqueArray(
      texts.map((text) => `crm\t${text}`),
      { maxLength: 3 },
    ),
    since: fc.constantFrom('2026-11-01T02:00:00.000Z', '2026-11-20T02:00:00.000Z'),
  })
  .chain((plain) =>
    fc.constantFrom<Want>(
      { ...plain, absentRuns: 0 },
      { ...plain, absentRuns: 2 },
      { ...plain, absentRuns: 1, absentAt: '2026-11-20T02:00:00.000Z' },
      { ...plain, absentRuns: 0, optedOut: true },
      { ...plain, absentRuns: 0, held: true },
    ),
  );
const entries = fc
  .uniqueArray(fc.oneof(fc.nat({ max: 90 }).map(number), fc.constantFrom('+46701740605', 'okänd', '0')), {
    maxLength: 12,
  })
  .chain((numbers) => fc.tuple(...numbers.map((msisdn) => fc.tuple(fc.constant(msisdn), wants))));

test('entries are what was given, in its order and as often as they are asked for, many or few', () => {
  fc.assert(
    fc.property(entries, fc.nat({ max: 12 }), (given, most) => {
      const collected = collect(given, createTables().wants, most);
      expect([...collected]).toEqual(given);
      expect([...collected]).toEqual(given);
      expect(JSON.parse(JSON.stringify(collected))).toEqual(JSON.parse(JSON.stringify(given)));
    }),
    { numRuns: examples(200, 5000) },
  );
});

test('few are kept as they are, many in a table', () => {
  const given = [0, 1, 2].map((at): [string, Want] => [
    number(at),
    { name: 'Anna Berg', groups: [], keys: [], absentRuns: 0, since: '2026-11-01T02:00:00.000Z' },
  ]);
  const tables = createTables();
  const isSame = (most: number) => [...collect(given, tables.wants, most)][0]?.[1] === given[0]?.[1];
  expect([isSame(3), isSame(2)]).toEqual([true, false]);
  expect([...collect(given, undefined, 0)][0]?.[1]).toBe(given[0]?.[1]);
  expect([tablesFor(100, tables), tablesFor(1_000_000, tables)]).toEqual([plainTables, tables]);
});
