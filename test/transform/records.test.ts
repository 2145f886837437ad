import { describe, expect, test } from 'vitest';
import type { FieldValue } from '../../src/contact/record.ts';
import { rejectionText } from '../../src/report/sentences/rejections.ts';
import { said, transform } from './run.ts';

const columns = ['Nr', 'Förnamn', 'Efternamn', 'Mobil', 'Telefon', 'Status'];
const mapping = {
  id: 'Nr',
  phone: ['Mobil', 'Telefon'],
  name: ['Förnamn', 'Efternamn'],
  where: { Status: ['aktiv', 'ny'] },
};

function run(...rows: FieldValue[][]) {
  return transform([{ columns, rows, mapping }]);
}

describe('a record becomes a contact', () => {
  test('with all that it has', () => {
    const desired = run(['K1', ' Ida,', 'Myr\u00e4ng;', '070-174 06 05', '08-465 004 00', 'Aktiv']);
    expect([...desired.contacts]).toEqual([
      [
        '46701740605',
        { msisdn: '46701740605', name: 'Ida Myräng', groups: [], keys: ['crm\tK1'], source: 'crm', line: 2 },
      ],
    ]);
  });

  test.each<[string, FieldValue, FieldValue]>([
    ['the first column that passes', 'okänt', '070-174 06 05'],
    ['past a landline', '08-465 004 00', '070-174 06 05'],
    ['past an empty cell', '', '070-174 06 05'],
    ['the first of two that pass', '070-174 06 05', '070-174 06 99'],
    ['of a list', ['08-465 004 00', '070-174 06 05'], ''],
  ])('T1: its number is %s', (_, mobil, telefon) => {
    const desired = run(['K1', 'Ida', '', mobil, telefon, 'aktiv']);
    expect([...desired.contacts.keys()]).toEqual(['46701740605']);
    expect(desired.rejections).toEqual([]);
  });

  test.each<[FieldValue, FieldValue, string]>([
    ['Ida', '', 'Ida'],
    ['', 'Myräng', 'Myräng'],
    [' , ', '\t', ''],
    ['Ida\n', ' Myräng', 'Ida Myräng'],
    [['Ida', 'Eva'], 'Myräng', 'Ida Eva Myräng'],
  ])('T2, T3: the name of %j and %j is %j', (first, last, name) => {
    expect(run(['K1', first, last, '0701740605', '', 'ny']).contacts.get('46701740605')?.name).toBe(name);
  });

  test('a source without name and id', () => {
    const desired = transform([{ columns, rows: [['K1', 'Ida', '', '0701740605', '', '']] }]);
    expect(desired.contacts.get('46701740605')).toMatchObject({ name: '', keys: [] });
  });
});

describe('T7: a record is rejected', () => {
  test('with the fault of the first cell that is not empty', () => {
    const desired = run(
      ['K1', '', '', '', '070-174 06', 'aktiv'],
      ['K2', '', '', '4,67098E+10', '08-465 004 00', 'aktiv'],
      ['K3', '', '', '08-465 004 00', 'okänt', 'aktiv'],
    );
    expect(said(desired)).toEqual([
      '2 too-short Telefon=070-174 06',
      '3 spreadsheet-number Mobil=4,67098E+10',
      '4 number-type Mobil=08-465 004 00',
    ]);
    expect(desired.rejections[0]).toEqual({
      source: 'crm',
      line: 2,
      key: 'crm\tK1',
      field: 'Telefon',
      code: 'too-short',
      value: '070-174 06',
      row: ['K1', '', '', '', '070-174 06', 'aktiv'],
    });
    const texts = desired.rejections.map(rejectionText);
    expect(texts[0]).toMatch(/^The number has too few digits\. .+\.$/);
    expect(texts[2]).toContain('a landline');
    expect(desired.counts).toEqual({
      read: 3,
      filtered: 0,
      withoutNumber: 0,
      rejected: 3,
      unusable: 2,
      optOutValues: 0,
      oddOptOutValues: 0,
      dateOptOutValues: 0,
      garbled: 0,
      duplicates: 0,
    });
  });

  test('and holds its contact by key and by the numbers in it', () => {
    const { held } = run(
      ['K1', '', '', 'okänt', '', 'aktiv'],
      ['K2', '', '', 'okänt', '08-465 004 00', 'aktiv'],
      ['', '', '', '031-390 06 00 / 040-628 04 00', '', 'aktiv'],
      [' ', '', '', 'okänt', '', 'aktiv'],
    );
    expect(held).toEqual([
      { source: 'crm', keys: ['crm\tK1'], numbers: [] },
      { source: 'crm', keys: ['crm\tK2'], numbers: ['46846500400'] },
      { source: 'crm', keys: [], numbers: ['46313900600', '46406280400'] },
      { source: 'crm', keys: [], numbers: [] },
    ]);
  });

  test('for its length: every number in any field of it is held', () => {
    const desired = run(
      ['K1', 'Ida', 'Myräng', '070-174 06 05'],
      ['K2', 'Svensson', 'Ida', '', '', '070-174 06 06', 'aktiv'],
      ['K3'],
    );
    expect(said(desired)).toEqual([
      '2 too-few-fields =K1 | Ida | Myräng | 070-174 06 05',
      '3 too-many-fields =K2 | Svensson | Ida |  |  | 070-174 06 06 | aktiv',
      '4 too-few-fields =K3',
    ]);
    // In front of the first column no field can be too many.
    expect(desired.held).toEqual([
      { source: 'crm', keys: ['crm\tK1'], numbers: ['46701740605'] },
      { source: 'crm', keys: ['crm\tK2'], numbers: ['46701740606'] },
      { source: 'crm', keys: ['crm\tK3'], numbers: [] },
    ]);
    expect(desired.contacts.size).toBe(0);
    expect(desired.counts).toMatchObject({ read: 3, rejected: 3 });
  });

  test('not when it has no number at all', () => {
    const desired = run(['K1', 'Ida', '', '', ' \u200b', 'aktiv'], ['K2', 'Bo', '', [], '', 'aktiv']);
    expect(desired.rejections).toEqual([]);
    expect(desired.held).toEqual([]);
    expect(desired.counts).toEqual({
      read: 2,
      filtered: 0,
      withoutNumber: 2,
      rejected: 0,
      unusable: 0,
      optOutValues: 0,
      oddOptOutValues: 0,
      dateOptOutValues: 0,
      garbled: 0,
      duplicates: 0,
    });
  });

  test('not when `where` leaves it out', () => {
    const desired = run(['K1', '', '', 'okänt', '', 'Avslutad'], ['K2', '', '', '0701740605', '', '']);
    expect(desired.rejections).toEqual([]);
    expect(desired.held).toEqual([]);
    expect(desired.contacts.size).toBe(0);
    expect(desired.counts).toEqual({
      read: 2,
      filtered: 2,
      withoutNumber: 0,
      rejected: 0,
      unusable: 0,
      optOutValues: 0,
      oddOptOutValues: 0,
      dateOptOutValues: 0,
      garbled: 0,
      duplicates: 0,
    });
  });
});

describe('where', () => {
  test.each<[FieldValue, boolean]>([
    ['aktiv', true],
    ['AKTIV ', true],
    ['Ny', true],
    ['', false],
    ['avslutad', false],
    [['avslutad', 'ny'], true],
    [[], false],
  ])('%j: %s', (status, isMeant) => {
    expect(run(['K1', '', '', '0701740605', '', status]).contacts.size).toBe(isMeant ? 1 : 0);
  });

  test('every condition must hold, and an empty text can be one', () => {
    const where = { Status: '', Förnamn: 'ida' };
    const rows = [
      ['1', 'Ida', '', '0701740605', '', ''],
      ['2', 'Bo', '', '0701740606', '', ''],
      ['3', 'Ida', '', '0701740607', '', 'aktiv'],
    ];
    const { contacts } = transform([{ columns, rows, mapping: { where } }]);
    expect([...contacts.keys()]).toEqual(['46701740605']);
  });
});

test('the same records give the same result', () => {
  const rows = [
    ['K1', 'Ida', '', '070-174 06 05', '', 'aktiv'],
    ['K1', 'Ida', '', '070-174 06 06', '', 'aktiv'],
    ['K2', 'Bo', '', 'okänt', '', 'aktiv'],
    ['K3', 'Bo', '', '+46701740605', '', 'aktiv', 'x'],
  ];
  expect(run(...rows)).toEqual(run(...rows));
});
