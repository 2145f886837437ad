import { expect, test } from 'vitest';
import { createPace } from '../../src/cli/pace.ts';

test('rate and time left are told once they can be', () => {
  let now = 0;
  const pace = createPace(() => now);
  const at = (ms: number, done?: number, total?: number, step = 'Calls') => {
    now = ms;
    return pace.text(step, done, total);
  };
  expect(at(0, 0, 1000)).toBe(' 0 of 1,000');
  expect(at(1000, 100, 1000)).toBe(' 100 of 1,000');
  expect(at(4000, 400, 1000)).toBe(' 400 of 1,000, 100/s, 6 s left');
  expect(at(10_000, 1000, 1000)).toBe(' 1,000 of 1,000, 100/s');
  // Another step begins anew, and one whose total is unknown has no end to tell of.
  expect(at(11_000, 50, undefined, 'Reading')).toBe(' 50');
  expect(at(21_000, 55, undefined, 'Reading')).toBe(' 55, 30/min');
  expect(at(22_000)).toBe('');
});
