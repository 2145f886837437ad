import { describe, expect, test } from 'vitest';
import { transform } from './run.ts';

/** Words that a column is asked for are the same however they are spelled: in `where` as in opt-outs (T5). */
const columns = ['Nr', 'Mobil', 'Status'];
const of = (mapping: object, status: string) =>
  transform([{ columns, rows: [['1', '0701740605', status]], mapping }]).contacts.get('46701740605');

describe('T5: words in conditions', () => {
  test.each([
    ...[
      'aktiv',
      'AKTIV',
      ' Aktiv ',
      'aktiv\u00a0',
      '\u200baktiv',
      "'aktiv",
      '"aktiv"',
      'ＡＫＴＩＶ',
      'aktiv.',
      'Aktiv!',
    ],
  ])('%j is aktiv', (status) => {
    expect(of({ where: { Status: 'aktiv' } }, status)).toBeDefined();
    expect(of({ groups: [{ column: 'Status', is: ['aktiv'], group: 'A' }] }, status)?.groups).toEqual(['A']);
  });

  test.each(['inaktiv', 'aktiv kund', 'aktivt', '', "'", 'akt iv'])('%j is not', (status) => {
    expect(of({ where: { Status: 'aktiv' } }, status)).toBeUndefined();
    expect(of({ groups: [{ column: 'Status', is: ['aktiv'], group: 'A' }] }, status)?.groups).toEqual([]);
  });

  test.each([
    ['ny kund', 'Ny\u00a0 kund'],
    ["'x", "'x"],
    ['5!', '5!'],
    ['1', "'1"],
    ['FALSKT', 'ＦＡＬＳＫＴ'],
    ['FALSE', 'FALSE()'],
  ])('where %j takes %j', (word, status) => expect(of({ where: { Status: [word] } }, status)).toBeDefined());
});
