import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, dayText } from '../../src/contact/day.ts';
import { type CellDate, createDateColumn } from '../../src/transform/date-column.ts';
import { type DateOrder, readDate } from '../../src/transform/date-reading.ts';
import { said, transform } from './run.ts';

/** A day as ISO, several where the cell alone does not tell. */
function shown(text: string, serials = false): string {
  const found = readDate(text, { serials });
  if (found.kind === 'day') return dayText(found.day);
  if (found.kind !== 'by-order') return found.kind;
  return Object.entries(found.days)
    .map(([order, day]) => `${order} ${dayText(day)}`)
    .join(' | ');
}

describe('what a cell says by itself', () => {
  test.each([
    ['2026-03-01', '2026-03-01'],
    ['2026-3-1', '2026-03-01'],
    ['2026-03-01T23:30:00Z', '2026-03-01'],
    ['2026-03-01T23:30:00.123+01:00', '2026-03-01'],
    ['2026-03-01 23:30', '2026-03-01'],
    ['2026-03-01 kl. 10.15', '2026-03-01'],
    ['2026/03/01', '2026-03-01'],
    ['2026.03.01', '2026-03-01'],
    ['20260301', '2026-03-01'],
    ['1 mars 2026', '2026-03-01'],
    ['den 1 mars 2026', '2026-03-01'],
    ['Söndag 1 mars 2026', '2026-03-01'],
    ['1:a mars 2026', '2026-03-01'],
    ['1 maj 2026', '2026-05-01'],
    ['1. mai 2026', '2026-05-01'],
    ['17 okt 2026', '2026-10-17'],
    ['17 Oct 2026', '2026-10-17'],
    ['Mar 1, 2026', '2026-03-01'],
    ['Sun, 1 Mar 2026', '2026-03-01'],
    ['1-Mar-2026', '2026-03-01'],
    ['1/3 2026', '2026-03-01'],
    ['25/3/2026', 'dmy 2026-03-25'],
    ['3/25/2026', 'mdy 2026-03-25'],
    ['3/4/2026', 'dmy 2026-04-03 | mdy 2026-03-04'],
    ['03.04.2026', 'dmy 2026-04-03 | mdy 2026-03-04'],
    ['3/4/2026 1:05 PM', 'dmy 2026-04-03 | mdy 2026-03-04'],
    ['26-03-25', 'ymd 2026-03-25 | dmy 2025-03-26'],
    ['260325', 'ymd 2026-03-25 | dmy 2025-03-26'],
    ['31/12/99', 'dmy 1999-12-31'],
    ['', 'none'],
    [' ', 'none'],
    ['0000-00-00', 'none'],
    ['1900-01-00', 'none'],
    ['2026-02-30', 'unreadable'],
    ['2026-13-01', 'unreadable'],
    ['32/13/2026', 'unreadable'],
    ['igår', 'unreadable'],
    ['ja', 'unreadable'],
    ['070-174 06 05', 'unreadable'],
    ['0701740605', 'unreadable'],
    ['46000', 'unreadable'],
    ['1 mars', 'unreadable'],
    ['mars 2026', 'unreadable'],
  ])('%s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test.each([
    ['46082', '2026-03-01'],
    ['46082.5', '2026-03-01'],
    ['12', 'unreadable'],
    ['2026-03-01', '2026-03-01'],
    ['20260301', '2026-03-01'],
  ])('of a workbook: %s', (text, expected) => {
    expect(shown(text, true)).toBe(expected);
  });
});

function column(seen: readonly string[], order?: DateOrder) {
  const made = createDateColumn({ name: 'Köp', shown: 'crm.csv' }, { order, serials: false });
  for (const text of seen) made.see(text);
  return made;
}

const days = (found: CellDate) =>
  found.kind === 'day' ? dayText(found.day) : found.kind === 'doubt' ? found.days.map(dayText) : found.kind;

describe('what its column makes of it', () => {
  const dmy = ['3/4/2026', '25/4/2026'];
  const mdy = ['3/4/2026', '4/25/2026'];
  test.each([
    ['one cell tells that the day comes first', dmy, '2026-04-03'],
    ['one cell tells that the month comes first', mdy, '2026-03-04'],
    ['no cell tells: both, and nothing is guessed', ['3/4/2026', '5/6/2026'], ['2026-04-03', '2026-03-04']],
    ['both are there: nothing is guessed', [...dmy, ...mdy], ['2026-04-03', '2026-03-04']],
    [
      'one among hundreds is enough: which of them are mistakes, nobody knows',
      [...Array(300).fill('25/4/2026'), '4/25/2026'],
      ['2026-04-03', '2026-03-04'],
    ],
  ])('%s', (_, seen, expected) => {
    expect(days(column(seen).read('3/4/2026'))).toEqual(expected);
  });

  test('the order can be named', () => {
    expect(days(column(dmy, 'mdy').read('3/4/2026'))).toBe('2026-03-04');
    expect(days(column([], 'ymd').read('26-03-05'))).toBe('2026-03-05');
    expect(days(column([], 'dmy').read('4/25/2026'))).toBe('unreadable');
  });

  test('in doubt it is told, with what would settle it', () => {
    const made = column(['3/4/2026']);
    made.read('3/4/2026');
    made.read('igår');
    expect(made.warnings()).toEqual([
      {
        code: 'unclear-dates',
        figures: {
          source: 'crm.csv',
          column: 'Köp',
          doubts: 1,
          unreadable: 1,
          examples: ['3/4/2026', 'igår'],
          orders: ['dmy', 'mdy'],
        },
      },
    ]);
    expect(column(dmy).warnings()).toEqual([]);
  });

  test('whatever its order, a column in which one day is above 12 is read as it was written', () => {
    const write: Record<'dmy' | 'mdy', (iso: string) => string> = {
      dmy: (iso) => iso.replace(/(\d+)-(\d+)-(\d+)/, '$3/$2/$1'),
      mdy: (iso) => iso.replace(/(\d+)-(\d+)-(\d+)/, '$2/$3/$1'),
    };
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 15_000, max: 21_000 }), { maxLength: 20 }),
        fc.constantFrom('dmy' as const, 'mdy' as const),
        (given, order) => {
          const all = [...given.map(dayText), '2026-03-25'];
          const made = column(all.map(write[order]));
          expect(all.map((iso) => days(made.read(write[order](iso))))).toEqual(all);
        },
      ),
    );
  });
});

describe('a condition of dates (E8)', () => {
  const columns = ['Mobil', 'Köp'];
  const today = dayOf('2026-11-29');
  const run = (where: object, rows: readonly (readonly string[])[]) =>
    transform([{ columns, rows, mapping: { where: { Köp: where } } }], { today });
  const phone = (index: number) => `07017406${10 + index}`;
  const meant = (where: object, dates: readonly string[]) => {
    const { contacts } = run(
      where,
      dates.map((date, index) => [phone(index), date]),
    );
    return dates.filter((_, index) => contacts.has(`46${phone(index).slice(1)}`));
  };

  test.each([
    ['newerThan: the day itself is in', { newerThan: '365d' }, ['2025-11-29'], ['2025-11-29']],
    ['newerThan: the day before is out', { newerThan: '365d' }, ['2025-11-28'], []],
    ['newerThan: what lies ahead is in', { newerThan: '0d' }, ['2026-12-24', '2026-11-28'], ['2026-12-24']],
    ['newerThan: no date is out', { newerThan: '365d' }, ['', '0000-00-00'], []],
    ['olderThan', { olderThan: '30d' }, ['2026-10-29', '2026-10-30', ''], ['2026-10-29']],
    [
      'both',
      { newerThan: '365d', olderThan: '30d' },
      ['2026-11-20', '2026-01-01', '2020-01-01'],
      ['2026-01-01'],
    ],
  ])('%s', (_, where, dates, expected) => {
    expect(meant(where, dates)).toEqual(expected);
  });

  test('a row whose date cannot be read, or that one reading lets in and the other out, is rejected and held', () => {
    const found = run({ newerThan: '365d' }, [
      ['0701740610', 'igår'],
      ['0701740611', '12/3/2025'],
      ['0701740612', '3/4/2026'],
      ['0701740613', '3/4/2024'],
    ]);
    expect(said(found)).toEqual(['2 unclear-date Köp=igår', '3 unclear-date Köp=12/3/2025']);
    expect(found.held.flatMap(({ numbers }) => numbers)).toEqual(['46701740610', '46701740611']);
    expect([...found.contacts.keys()]).toEqual(['46701740612']);
    expect(found.counts).toMatchObject({ read: 4, rejected: 2, unusable: 2, filtered: 1 });
    expect(found.warnings.map(({ code }) => code)).toEqual(['unclear-dates']);
  });

  test('how the rows further down are written decides for the first ones, in their order', () => {
    const found = run({ newerThan: '365d' }, [
      ['0701740610', '12/3/2025'],
      ['0701740611', '25/11/2026'],
    ]);
    expect([...found.contacts.keys()]).toEqual(['46701740611']);
    expect(found.warnings).toEqual([]);
  });

  describe('a row far down that says the column was read in a wrong order ends the run', () => {
    const rows = (last: string) => [
      ...Array.from({ length: 10_000 }, (): [string, string] => ['', '25/11/2026']),
      ['0701740610', last] as [string, string],
    ];
    test.each([
      ['11/25/2026', true],
      ['26/11/2026', false],
      ['31/31/2026', false],
      ['igår', false],
    ])('%s', (last, isWrong) => {
      const night = () => run({ newerThan: '365d' }, rows(last));
      if (isWrong) expect(night).toThrow(/line 10002 in the column "Köp"/);
      else expect(night).not.toThrow();
    });
  });

  test('an opt-out counts all the same', () => {
    const { optOuts } = transform(
      [
        {
          columns: ['Mobil', 'Köp', 'Stopp'],
          rows: [
            ['0701740610', 'igår', 'ja'],
            ['0701740611', '2020-01-01', 'ja'],
          ],
          mapping: { where: { Köp: { newerThan: '365d' } }, optOut: { column: 'Stopp' } },
        },
      ],
      { today },
    );
    expect([...optOuts]).toEqual(['46701740610', '46701740611']);
  });
});
