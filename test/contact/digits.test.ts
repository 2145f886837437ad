import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digitsOf } from '../../src/contact/digits.ts';

test('digits are those that String has', () => {
  for (const value of [0, 7, 999_999, 1e6, 1_000_001, 46_701_740_605, 46_700_000_000, 999_999_999_999_999])
    expect(digitsOf(value)).toBe(String(value));
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e15 - 1 }), (value) => digitsOf(value) === String(value)));
});
