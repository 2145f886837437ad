import { expect, test } from 'vitest';
import { isOverlapping } from '../fleet-night/front.ts';

/** The check by which a played night says that no two syncs wrote at one account at once. */
const never = Number.POSITIVE_INFINITY;

test.each([
  ['nobody', [], false],
  [
    'one process, its calls at once',
    [
      [1, 0, 5],
      [1, 2, 9],
    ],
    false,
  ],
  [
    'one after the other',
    [
      [1, 0, 5],
      [1, 6, 9],
      [2, 10, 12],
    ],
    false,
  ],
  [
    'a call of one within a call of the other',
    [
      [1, 0, 9],
      [2, 3, 4],
    ],
    true,
  ],
  [
    'a call of one between two of the other',
    [
      [1, 0, 1],
      [2, 3, 4],
      [1, 8, 9],
    ],
    true,
  ],
  [
    'one that died in its call, and another later',
    [
      [1, 0, 1],
      [1, 2, never],
      [2, 5, 6],
    ],
    false,
  ],
  [
    'one that died, and another before its last call',
    [
      [1, 0, 1],
      [2, 2, 3],
      [1, 4, never],
    ],
    true,
  ],
])('%s', (_, calls, expected) => {
  const writes = calls.map(([pid = 0, from = 0, to = 0]) => ({ pid, from, to }));
  expect(isOverlapping(writes)).toBe(expected);
});
