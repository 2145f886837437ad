import { describe, expect, test } from 'vitest';
import { compileOptOut, type OptOutReading } from '../../src/transform/opt-out-column.ts';
import { transform } from './run.ts';

/** T5: what the cells of an opt-out column say, where the pipeline gives no words. */
const values: Record<OptOutReading, readonly string[]> = {
  yes: [
    ...['ja', 'Ja', ' JA ', 'j', 'J', 'yes', 'Yes', 'y', 'kyllä', 'já'],
    ...['1', '1,0', '1.0', '1,00', '-1', 'true', 'True', 'TRUE', 't'],
    ...['SANT', 'sant', 'sann', 'Sand', 'TOSI', 'on', 'På'],
    ...['opt-out', 'Opted out', 'unsubscribed', 'stop', 'STOPP', 'spärrad', 'Avregistrerad', 'avanmäld'],
  ],
  no: [
    ...['nej', 'Nej', ' NEJ\u00a0', 'nej\u200b', 'nei', 'no', 'No', 'n', 'N', 'ei'],
    ...['0', '0,0', '0.0', '0,00', '00', 'false', 'False', 'FALSE', 'f', 'F', 'off', 'OFF'],
    ...['FALSKT', 'falskt', 'Falsk', 'USANN', 'usant', 'EPÄTOSI', 'ósatt'],
    ...['0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00', '00/00/0000', '00.00.0000', '00:00:00'],
    ...['0000-00-00T00:00:00', '0000-00-00T00:00:00Z', '0000-00-00 00:00:00.000000', '0001-01-01'],
    ...['0001-01-01 00:00:00', '0001-01-01T00:00:00', '01/01/0001 00:00:00', '1900-01-00', '1899-12-30'],
    ...["'nej", 'Nej!', 'ＮＥＪ', 'FALSE()', '"nej"'],
  ],
  date: [
    ...['2026-03-01', '2026-03-01 12:00:00', '2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000+01:00'],
    ...['1970-01-01 13:37:00', '1970-01-02', '1970-01-02 00:00:00+01', '1969-12-31 12:00:00+00'],
    ...['20260301', '1.3.2026', '01.03.2026', '03/01/2026', '1/3/26', '2026/03/01', '3/1/2026 1:05 PM'],
  ],
  odd: [
    ...[
      'x',
      'X',
      '?',
      'kanske',
      'STOPP 2024',
      'ring först',
      'nej tack',
      '2',
      '10',
      '100',
      'ja nej',
      'inga sms',
    ],
    ...['2026', '2026-13-01', '2026-02-45', '12:30', 'e-post', 'ok', 'aktiv', '9'],
  ],
  none: ['', ' ', '\u00a0', '\u200b', '\t'],
};

const columns = ['Nr', 'Mobil', 'Stopp'];
const read = (text: string, spec: object = {}) =>
  compileOptOut({ column: 'Stopp', ...spec }, (name) => columns.indexOf(name), 3)?.read({
    line: 2,
    fields: ['1', '0701740605', text],
  });

describe('T5: the usual words', () => {
  const cases = Object.entries(values).flatMap(([reading, texts]) => texts.map((text) => [text, reading]));
  test('are many', () => expect(cases.length).toBeGreaterThan(100));
  test.each(cases)('%j says %s', (text, reading) => expect(read(text ?? '')).toBe(reading));
});

/** T5: the moments from which systems count mean never, in whichever time zone they are written. */
describe('T5: a date that never was', () => {
  const never = [
    ...[
      '1970-01-01',
      '1970-01-01 00:00:00',
      '1970-01-01T00:00:00Z',
      '1970-01-01T00:00:00.000+0000',
      '19700101',
    ],
    ...['1970-01-01 01:00:00+01', '1970-01-01 02:00:00+02', '1970-01-01 01:00:00', '1970-01-01 00:00:00+01'],
    ...[
      '1969-12-31T23:00:00Z',
      '1969-12-31T22:00:00.000Z',
      '1969-12-31 23:00:00+00',
      '1969-12-31 19:00:00-05',
    ],
    ...[
      '1970-01-01 00:00:01',
      '1970-01-01 01:00:01+01',
      '1/1/1970',
      '01.01.1970 01:00',
      '1970-01-01T01:00+01:00',
    ],
    ...[
      'Thu Jan 01 1970 01:00:00 GMT+0100 (CET)',
      'Thu, 01 Jan 1970 00:00:00 GMT',
      'Jan 1 1900 12:00AM',
      '1 jan 1970',
    ],
    ...[
      '1899-12-30 00:00:00',
      '1899-12-29T22:59:46.000Z',
      '1899-12-29T23:00:00Z',
      '1899-12-30 00:00:00+01:00:14',
    ],
    ...[
      '1899-12-31',
      '12/30/1899',
      '30.12.1899 00:00',
      '1900-01-00',
      '1900-01-00 00:00:00',
      '1900-01-01',
      '1904-01-01',
    ],
    ...[
      '0001-01-01 00:00:00+01:12:12',
      '0000-12-31T23:00:00Z',
      '0001-01-01T00:00:00+00:00',
      '1753-01-01 00:00:00',
    ],
    ...['-0001-11-30 00:00:00', '1601-01-01', '1601-01-01T00:00:00Z', '0000-00-00 00:00:00', '0000-01-01'],
  ];
  test.each(never)('%j says no', (text) => {
    expect([read(text), read(text, { any: true })]).toEqual(['no', 'no']);
  });

  test.each([
    '1970-01-01 13:37:00',
    '1970-01-02',
    '1971-01-01',
    '1969-12-30',
    '1999-12-31',
    '2000-01-01',
    '01/01/00',
  ])('%j may be a day: opted out', (text) =>
    expect([read(text), read(text, { any: true })]).toEqual(['date', 'yes']),
  );
});

describe('T5: words of one’s own', () => {
  test.each<[spec: object, text: string, reading: OptOutReading]>([
    [{ is: ['x'] }, 'x', 'yes'],
    [{ is: ['x'] }, 'ja', 'odd'],
    [{ is: ['x'] }, 'FALSKT', 'no'],
    [{ is: ['x'] }, '0000-00-00', 'no'],
    [{ not: ['aktiv'] }, 'aktiv', 'no'],
    [{ not: ['aktiv'] }, 'nej', 'odd'],
    [{ not: ['aktiv'] }, '0000-00-00', 'odd'],
    [{ not: ['aktiv'] }, 'SANT', 'yes'],
    [{ is: ['nej', '0'], not: ['ja'] }, 'nej', 'yes'],
    [{ is: ['nej', '0'], not: ['ja'] }, '0', 'yes'],
    [{ is: ['nej', '0'], not: ['ja'] }, 'ja', 'no'],
    [{ is: ['nej'] }, 'no', 'no'],
    [{ is: ['', 'nej'], not: ['ja'] }, '', 'yes'],
    [{ is: ['', 'nej'], not: ['ja'] }, ' \u200b', 'yes'],
    [{ any: true }, '2026-03-01', 'yes'],
    [{ any: true }, 'kund ringde', 'yes'],
    [{ any: true }, '', 'none'],
    [{ any: true }, '0000-00-00 00:00:00', 'no'],
    [{ any: true, not: ['vilande'] }, 'vilande', 'no'],
    [{ any: true, not: ['vilande'] }, 'nej', 'yes'],
  ])('%j: %j says %s', (spec, text, reading) => expect(read(text, spec)).toBe(reading));

  test('a field that the row lacks says nothing, though an empty one opts out', () => {
    const mapping = { id: 'Nr', optOut: { column: 'Stopp', is: [''] } };
    const rows = [
      ['1', '0701740605', ''],
      ['2', '0701740606'],
    ];
    expect([...transform([{ columns, rows, mapping }]).optOuts]).toEqual(['46701740605']);
  });
});

describe('T5: what the warning says', () => {
  const warnings = (...texts: string[]) =>
    transform([
      {
        columns,
        rows: texts.map((text, index) => [String(index), `07017406${10 + index}`, text]),
        mapping: { optOut: { column: 'Stopp' } },
      },
    ]).warnings;

  test('how many of which value, and the words beside which they stand', () => {
    expect(warnings('ja', 'Nej', 'x', 'kanske', 'x')).toEqual([
      {
        code: 'odd-opt-out',
        figures: {
          total: 3,
          examples: [
            ['x', 2],
            ['kanske', 1],
          ],
          more: 0,
          column: 'Stopp',
          yes: ['ja'],
          no: ['nej'],
        },
      },
    ]);
  });

  test('words as they are compared: what cannot be seen in one is no part of a line to copy', () => {
    const [warning] = warnings(
      'JA\u200b',
      'Nej\u200b',
      'nej\u00ad',
      'Nej',
      'kanske\u200b',
      'kanske',
      '\ufeffx  y',
    );
    expect(warning?.figures).toMatchObject({
      total: 3,
      examples: [
        ['kanske', 2],
        ['x y', 1],
      ],
      yes: ['ja'],
      no: ['nej'],
    });
  });

  test('of dates one is enough', () => {
    expect(warnings('2026-01-02', '2026-02-03', '')).toEqual([
      { code: 'date-opt-out', figures: { total: 2, column: 'Stopp', example: '2026-01-02' } },
    ]);
  });
});
