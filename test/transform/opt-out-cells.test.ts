import { describe, expect, test } from 'vitest';
import type { FieldValue } from '../../src/contact/record.ts';
import { createMsisdnParser } from '../../src/transform/msisdn.ts';
import { said, transform } from './run.ts';

/** The same cell in a list of opt-outs and in the row of a contact that opts out (T8). */
const ofList = (cell: FieldValue) => transform([], {}, [{ columns: ['Mobil'], rows: [[cell]] }]);
const ofContact = (cell: FieldValue, status = 'aktiv') =>
  transform([
    {
      columns: ['Nr', 'Mobil', 'Stopp', 'Status'],
      rows: [['1', cell, 'ja', status]],
      mapping: { id: 'Nr', optOut: { column: 'Stopp' }, where: { Status: 'aktiv' } },
    },
  ]);
const blocked = (desired: ReturnType<typeof ofList>) => [...desired.optOuts].sort();
const warned = (desired: ReturnType<typeof ofList>) => desired.warnings.map(({ code }) => code);

const [five, six, seven] = ['46701740605', '46701740606', '46701740607'];

describe('every number of a cell is blocked (T8)', () => {
  test.each<[FieldValue, string[]]>([
    // Counted
    ['1. 070-174 06 05 2. 070-174 06 06', [five, six]],
    ['1) 070-174 06 05 2) 070-174 06 06', [five, six]],
    ['(1) 070-174 06 05 (2) 070-174 06 06', [five, six]],
    ['1: 070-174 06 05 2: 070-174 06 06', [five, six]],
    ['1.070-174 06 05 2.070-174 06 06', [five, six]],
    ['1 070-174 06 05 2 070-174 06 06', [five, six]],
    ['1. 0701740605, 2. 0701740606, 3. 0701740607', [five, six, seven]],
    ['1. +46 70 174 06 05\n2. +46 70 174 06 06', [five, six]],
    ['Mobil 1: 070-174 06 05 Mobil 2: 070-174 06 06', [five, six]],
    ['tfn1 070-174 06 05 tfn2 070-174 06 06', [five, six]],
    ['a) 070-174 06 05 b) 070-174 06 06', [five, six]],
    // The second in short
    ['070-174 06 05/06', [five, six]],
    ['070-174 06 05 / 06', [five, six]],
    ['070-174 06 05/06/07', [five, six, seven]],
    ['0701740605/06', [five, six]],
    ['070-174 06 05/06, 070-174 06 07', [five, six, seven]],
    // With a mark or nothing between
    ['070-174 06 05 / 070-174 06 06', [five, six]],
    ['070-174 06 05 070-174 06 06', [five, six]],
    ['070 174 06 05 070 174 06 06 070 174 06 07', [five, six, seven]],
    ['0701740605.0701740606', [five, six]],
    ['0701740605 - 701740606', [five, six]],
    ['+46 70 174 06 05 070-174 06 06', [five, six]],
    ['070-174 06 05 (hem) 070-174 06 06 (jobb)', [five, six]],
    ['070-174 06 05 Jan, 070-174 06 06 Maj', [five, six]],
    ['08-465 004 00 / 070-174 06 05', [five, '46846500400']],
    [
      ['070-174 06 05', '070-174 06 06'],
      [five, six],
    ],
  ])('%j', (cell, numbers) => {
    for (const desired of [ofList(cell), ofContact(cell), ofContact(cell, 'slut')]) {
      expect(blocked(desired)).toEqual([...numbers].sort());
      expect([warned(desired), said(desired), desired.optOutsByKey]).toEqual([[], [], []]);
    }
  });

  test('digits that may be one of two numbers are both', () => {
    for (const desired of [ofList('254712123456'), ofContact('254712123456')])
      expect(blocked(desired)).toEqual(['254712123456', '46254712123456']);
  });
});

describe('a whole number before one that is cut, and one within HTML (T8)', () => {
  test.each<[string, string[], string[]]>([
    ['070-174 06 05 070-174 06', [five], ['unreadable-opt-out']],
    ['0701740605 0701740', [five], ['unreadable-opt-out']],
    ['+46 70 174 06 05 0701740', [five], ['unreadable-opt-out']],
    ['<a href="tel:+46701740605">0701740605</a>', [five], []],
    ['<p>070-174 06 05</p>', [five], []],
    // More digits than a number has are not another one.
    ['08-465 004 00 12', [], []],
    ['070-174 06 05 12', [], []],
  ])('%j', (cell, numbers, warnings) => {
    for (const desired of [ofList(cell), ofContact(cell)]) {
      expect(blocked(desired)).toEqual(numbers);
      expect(warned(desired)).toEqual(warnings);
    }
    // Whoever is blocked by nothing is told, of a list as of a contact.
    expect(ofList(cell).strayOptOuts).toHaveLength(numbers.length > 0 ? 0 : 1);
  });
});

describe('what cannot be read beside it is told with its place, and reaches whom the key is known by (T8)', () => {
  test.each<[string, string[]]>([
    ['070174064 / 0701740605', [five]],
    ['0701740605 / 070174064', [five]],
    ['0701740605  070174064', [five]],
    ['0701740605, 4790112233', [five]],
    ['070-174 06 05 - 701740606', [five]],
    ['070-174 06 05 / 174 06 06', [five]],
    ['070-174 06 05 och 06', [five]],
    ['070-174 06 05, 06, 07', [five]],
    ['070-174 06 06/05', [six]],
    ['070-174 06 05/999', [five]],
    ['070312-2384 / 0701740605', [five]],
    ['1. 070-174 06 05 2. 070-174 0', [five]],
  ])('%j', (cell, numbers) => {
    const list = ofList(cell);
    expect([blocked(list), warned(list), said(list)]).toEqual([numbers, ['unreadable-opt-out'], []]);
    for (const status of ['aktiv', 'slut']) {
      const contact = ofContact(cell, status);
      expect([blocked(contact), warned(contact), said(contact)]).toEqual([
        numbers,
        ['unreadable-opt-out'],
        [],
      ]);
      expect(contact.warnings).toMatchObject([{ figures: { total: 1, examples: ['crm:2 Mobil'] } }]);
      expect(contact.optOutsByKey).toEqual([{ keys: ['crm\t1'], isOdd: false }]);
    }
  });

  test.each(['070-174 06 05-06', '070-174 06 05 06'])('%j blocks nobody, and is told', (cell) => {
    expect([blocked(ofList(cell)), said(ofList(cell)).length]).toEqual([[], 1]);
    expect([blocked(ofContact(cell)), ofContact(cell).strayOptOuts.length]).toEqual([[], 1]);
  });

  test('a column before it is told of once, also where the row is left out', () => {
    const two = (status: string) =>
      transform([
        {
          columns: ['Nr', 'Mobil', 'Telefon', 'Stopp', 'Status'],
          rows: [['1', '070-174 06', '070-174 06 06', 'ja', status]],
          mapping: {
            ...{ id: 'Nr', phone: ['Mobil', 'Telefon'], optOut: { column: 'Stopp' } },
            where: { Status: 'aktiv' },
          },
        },
      ]);
    expect(warned(two('aktiv'))).toEqual(['unreadable-first-phone']);
    expect(warned(two('slut'))).toEqual(['unreadable-opt-out']);
  });

  test('who does not opt out is told of nothing', () => {
    const rows = [['1', '070174064 / 0701740605', 'nej']];
    const mapping = { id: 'Nr', optOut: { column: 'Stopp' } };
    expect(warned(transform([{ columns: ['Nr', 'Mobil', 'Stopp'], rows, mapping }]))).toEqual([]);
  });
});

describe('what stands beside a number and is none: nobody’s (T1, T8)', () => {
  test.each([
    // Days
    '2024-01-01: 0701740605',
    '0701740605 (2024-01-01)',
    '0701740605, 2024-01-01',
    '070-174 06 05 2024-01-01',
    '2024-01-01 070-174 06 05',
    '2024/01/01 0701740605',
    '2024.01.01, 0701740605',
    '20240101: 0701740605',
    '0701740605 20240101',
    '31.12.2024: 0701740605',
    '31/12/2024 0701740605',
    '12/31/2024, 0701740605',
    '31-12-2024; 0701740605',
    '0701740605 1/1 2024',
    '0701740605 1 januari 2024',
    '1 Dec 2024: 0701740605',
    // Times
    '0701740605 12:30',
    '0701740605 2024-01-01 12:30',
    '2024-01-01T12:30:00Z 0701740605',
    '0701740605 kl 13.30-16.30',
    '13.30-16.30, 0701740605',
    // Numbers of other things
    'Order 1234567: 0701740605',
    'Order #1234567, 0701740605',
    'Ordernr 20240101 0701740605',
    'kundnr 4620240101, 0701740605',
    'Kundnummer: 701740, 0701740605',
    'faktura 12345678 / 0701740605',
    '0701740605, ref 468123456',
    '0701740605 OCR 12345678901',
    'ärende-id 1234567; 0701740605',
    // Amounts
    '0701740605 1 299,00 kr',
    '0701740605 1299 kr',
    '0701740605, 12 345 678 SEK',
    '0701740605, 250:-',
    // People and companies
    '19800506-1234 0701740605',
    '800506-1234, 0701740605',
    '0701740605 19800506-1234',
    'Org 556677-8899 tel 0701740605',
  ])('%j', (cell) => {
    for (const desired of [ofList(cell), ofContact(cell)]) {
      expect(blocked(desired)).toEqual([five]);
      expect([warned(desired), said(desired)]).toEqual([[], []]);
    }
  });

  const { parse, readAny, hasUnread } = createMsisdnParser({ region: 'SE', types: ['mobile'] });

  test.each(['31.12.2024', '31/12/2024', '31-12-2024', '31-12-2024 08:00'])(
    '%j alone is nobody’s number',
    (cell) => expect([parse(cell).kind, readAny(cell)]).toEqual(['rejected', []]),
  );

  test.each([
    ['08 20240101, 070-174 06 05', ['46820240101', five]],
    ['Order 0701740605, Bo', [five]],
    ['Order 46701740605, Bo', [five]],
    ['Ida 701740605', [five]],
    ['Kund: 0701740605 / 0701740606', [five, six]],
  ])('%j: nothing is taken out of a number', (cell, numbers) => {
    expect(readAny(cell)).toEqual(numbers);
  });

  test.each([
    '070-174 06 05',
    'Mobil 2: 070-174 06 05',
    '070-174 06 05, 3 tr',
    '070-174 06 05 efter kl 17',
    '',
  ])('%j has nothing that cannot be read', (cell) => expect(hasUnread(cell)).toBe(false));

  test.each(['0 ', '070-174 06 05 ', '+46 ', '1. ', '2024-01-01 ', 'order 1', '1 000', '05/'])(
    'a long cell of %j takes no time',
    (unit) => {
      const cell = unit.repeat(1000 / unit.length);
      const start = performance.now();
      for (let times = 0; times < 5; times++) [parse(cell), hasUnread(cell)];
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );
});

describe('an opt-out of nobody is told (T8)', () => {
  test.each<[FieldValue[], number]>([
    [['0'], 1],
    [['-'], 1],
    [['N/A'], 1],
    [['NULL'], 1],
    [['saknas'], 1],
    [['', '-'], 1],
    [['Ada Ek', '0'], 1],
    [[''], 0],
    [[' '], 0],
    [['', ' '], 0],
    [[[]], 0],
  ])('the row %j of a list', (row, total) => {
    const columns = row.length > 1 ? ['Namn', 'Mobil'] : ['Mobil'];
    const desired = transform([], {}, [{ columns, phone: 'Mobil', rows: [row] }]);
    expect([blocked(desired), said(desired), desired.lostOptOuts]).toEqual([[], [], 1]);
    expect(desired.warnings).toMatchObject(
      total > 0 ? [{ code: 'opt-out-without-number', figures: { total } }] : [],
    );
  });

  test.each<[string, FieldValue[], boolean]>([
    ['a number in the name', ['2', '', 'B 0701740641', 'ja', ''], false],
    ['a number in a column that is not read', ['2', '', 'Bo', 'ja', '070-174 06 41'], false],
    ['no number anywhere', ['2', '', 'Bo', 'ja', 'bo@example.com'], true],
    ['a key that reads as a number', ['0701740641', '', 'Bo', 'ja', ''], true],
    ['a day', ['2', '-', 'Bo', 'ja', '2024-01-01'], true],
  ])('an opted-out contact without one: %s', (_name, row, isBlank) => {
    const columns = ['Nr', 'Mobil', 'Namn', 'Stopp', 'Övrigt'];
    const mapping = { id: 'Nr', name: 'Namn', optOut: { column: 'Stopp' } };
    const desired = transform([{ columns, rows: [row], mapping }]);
    expect(blocked(desired)).toEqual([]);
    expect(desired.strayOptOuts).toMatchObject([{ line: 2, isBlank }]);
  });
});
