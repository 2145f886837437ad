import { describe, expect, test } from 'vitest';
import type { FieldValue, SourceRecord } from '../../src/contact/record.ts';
import type { OrdinaryRows, RowCells } from '../../src/contact/row-cells.ts';
import { createOrdinaryRecords } from '../../src/steps/ordinary-records.ts';

const record = (...fields: FieldValue[]): SourceRecord => ({ line: 2, fields });

/** Takes all that is offered, or nothing, and keeps the cells. */
function taking(isTaken: boolean, asksForNext = false) {
  const seen: string[][] = [];
  const cellsOf = ({ text, codes, starts, ends }: RowCells) =>
    [0, 1].map((index) => {
      const [start, end] = [starts[index] as number, ends[index] as number];
      expect(String.fromCharCode(...codes.subarray(start, end))).toBe(text.slice(start, end));
      return text.slice(start, end);
    });
  const ordinary: OrdinaryRows = {
    asksForNext,
    accepts: (cells) => {
      seen.push(cellsOf(cells));
      return isTaken;
    },
    take: () => isTaken,
  };
  return { seen, records: createOrdinaryRecords(ordinary, 2) };
}

describe('records are offered as rows are', () => {
  test('value by value', () => {
    const { seen, records } = taking(true);
    expect(records.take(record('Åsa', '😀 0701740605'), undefined)).toBe(true);
    expect(records.take(record('', ''), undefined)).toBe(true);
    expect(seen).toEqual([
      ['Åsa', '😀 0701740605'],
      ['', ''],
    ]);
  });

  test.each<[string, SourceRecord]>([
    ['too few', record('a')],
    ['too many', record('a', 'b', 'c')],
    ['a list', record('a', ['b'])],
    ['a value of two lines', record('a', 'b\nc')],
    ['a return within', record('a', 'b\rc')],
    ['a value that is longer than any row', record('a', 'b'.repeat(70_000))],
    ['a malformed one', { ...record('a', 'b'), malformed: 'too-few-fields' }],
    ['one with lines', { ...record('a', 'b'), spans: [] }],
    ['one that ends otherwise', { ...record('a', 'b'), endsBare: true }],
    ['one that may have been longer', { ...record('a', 'b'), isUnended: true }],
  ])('but %s', (_, odd) => {
    const { seen, records } = taking(true);
    expect(records.take(odd, undefined)).toBe(false);
    expect(seen).toEqual([]);
  });

  test('where the next one decides, only before one that is full', () => {
    const { records } = taking(true, true);
    expect(records.take(record('a', 'b'), undefined)).toBe(false);
    expect(records.take(record('a', 'b'), record('c'))).toBe(false);
    expect(records.take(record('a', 'b'), record('c', 'd'))).toBe(true);
  });

  test('where few are taken, now and then', () => {
    const all = Array.from({ length: 10_000 }, () => record('a', 'b'));
    const [none, each] = [taking(false), taking(true)];
    for (const one of all) {
      expect(none.records.take(one, undefined)).toBe(false);
      expect(each.records.take(one, undefined)).toBe(true);
    }
    expect(each.seen).toHaveLength(all.length);
    expect(none.seen.length).toBeLessThan(all.length / 4);
    expect(none.seen.length).toBeGreaterThan(all.length / 10);
  });
});
