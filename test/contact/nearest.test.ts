import { expect, test } from 'vitest';
import { nearest } from '../../src/contact/nearest.ts';

test.each<[string, string, string[], string | undefined]>([
  ['the closest of several', 'Moblie', ['Namn', 'Mobil', 'Mobiltelefon'], 'Mobil'],
  ['the first of two that are as close', 'grupp', ['grupa', 'grupb'], 'grupa'],
  ['case does not count', 'KUNDNR', ['kundnr.'], 'kundnr.'],
  ['a short word may differ by two', 'ab', ['cd'], 'cd'],
  ['and by no more', 'ab', ['cde'], undefined],
  ['a long one by a third', 'maxConsecutive', ['maxConsecutiveFail'], 'maxConsecutiveFail'],
  ['and by no more', 'maxConsecutive', ['maxConsecutiveFailures'], undefined],
  ['a column without a name is never meant', 'x', [''], undefined],
  ['nothing is known', 'x', [], undefined],
])('%s', (_, word, known, expected) => {
  expect(nearest(word, known)).toBe(expected);
});
