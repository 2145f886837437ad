import fc from 'fast-check';
import metadata from 'libphonenumber-js/max/metadata';
import { describe, expect, test } from 'vitest';
import { settledPrefixes } from '../../src/transform/settled-prefixes.ts';

const settled = (pattern: string, length: number) =>
  [...settledPrefixes(pattern, length).entries()].flatMap(([prefix, yes]) => (yes ? [prefix] : []));

describe('beginnings that settle that a number matches', () => {
  test.each([
    ['7[02]\\d{7}', 9, 200, 7000, 7299],
    ['7[02]\\d{7}', 8, 0, undefined, undefined],
    ['(?:4[0-8]|50)\\d{4,8}', 9, 1000, 4000, 5099],
    ['1234\\d\\d', 6, 0, undefined, undefined], // only the last `\\d` is free: five digits matter
    ['99\\d{4}', 6, 100, 9900, 9999],
    ['12345\\d{4}', 9, 0, undefined, undefined],
    ['7[02](?=1)\\d{7}', 9, 0, undefined, undefined],
    ['.*', 9, 0, undefined, undefined],
  ])('%s with %i digits: %i', (pattern, length, count, first, last) => {
    const found = settled(pattern, length);
    expect([found.length, found[0], found.at(-1)]).toEqual([count, first, last]);
  });
});

test('a settled beginning is never wrong, in any plan of the world', () => {
  const patterns = Object.values(metadata.countries as unknown as Record<string, unknown[]>).flatMap(
    (country) =>
      ((country[11] ?? []) as unknown[]).flatMap((type) =>
        Array.isArray(type) && type[0] ? [String(type[0])] : [],
      ),
  );
  expect(patterns.length).toBeGreaterThan(500);
  fc.assert(
    fc.property(
      fc.constantFrom(...patterns),
      fc.integer({ min: 7, max: 11 }),
      fc.stringMatching(/^\d{11}$/),
      fc.nat(),
      (pattern, length, random, pick) => {
        const found = settled(pattern, length);
        if (found.length === 0) return;
        const number = (String(found[pick % found.length]).padStart(4, '0') + random).slice(0, length);
        expect(number).toMatch(new RegExp(`^(?:${pattern})$`));
      },
    ),
    { numRuns: 150 },
  );
});
