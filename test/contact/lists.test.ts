import { describe, expect, test } from 'vitest';
import { createListPool } from '../../src/contact/list-pool.ts';
import { isSameList } from '../../src/contact/same-list.ts';

const long = Array.from({ length: 50 }, (_, index) => `Ort ${index}`);

test.each<[name: string, a: string[], b: string[], same: boolean]>([
  ['in another order', ['a', 'b'], ['b', 'a'], true],
  ['nothing', [], [], true],
  ['one more', ['a'], ['a', 'b'], false],
  ['another one', ['a', 'c'], ['a', 'b'], false],
  ['long, in another order', long, [...long].reverse(), true],
  ['long, one of them another', long, [...long.slice(1), 'Lund'], false],
])('isSameList: %s', (_, a, b, same) => {
  expect(isSameList(a, b)).toBe(same);
});

describe('the pool of lists', () => {
  test('gives equal lists the same array', () => {
    const pool = createListPool();
    expect(pool(['a', 'b'])).toBe(pool(['a', 'b']));
    expect(pool(['b', 'a'])).not.toBe(pool(['a', 'b']));
  });

  test.each<[name: string, lists: string[][]]>([
    ['a name that holds the separator', [['a\nb'], ['a', 'b'], ['a\nb']]],
    ['nothing, and an empty name', [[], [''], []]],
    ['twice the same', [['a', 'a'], ['a']]],
  ])('gives back what it was given: %s', (_, lists) => {
    const pool = createListPool();
    for (const list of lists) expect(pool(list)).toEqual(list);
  });

  test('distinct: a name that stands twice is kept once', () => {
    const pool = createListPool({ distinct: true });
    expect(pool(['a', 'a', 'b'])).toEqual(['a', 'b']);
    expect(pool(['a', 'a', 'b'])).toBe(pool(['a', 'a', 'b']));
  });
});
