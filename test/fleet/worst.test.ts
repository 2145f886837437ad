import { expect, test } from 'vitest';
import { worstOf } from '../../src/fleet/several.ts';

test.each([
  [[], 0],
  [[0, 0], 0],
  [[0, 5], 5],
  [[5, 4], 4],
  [[4, 3], 3],
  [[3, 64], 64],
  [[64, 1], 1],
  [[0, 134], 1],
  [[137, 64], 1],
  [[2, 0], 1],
  [[1, 143], 143],
  [[130, 143], 130],
])('the worst of %j is %i', (codes, worst) => {
  expect(worstOf(codes)).toBe(worst);
});
