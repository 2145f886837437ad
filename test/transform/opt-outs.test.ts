import { describe, expect, test } from 'vitest';
import type { FieldValue } from '../../src/contact/record.ts';
import { rejectionText } from '../../src/report/sentences/rejections.ts';
import { warningText } from '../../src/report/sentences/warnings.ts';
import { said, transform } from './run.ts';

const columns = ['Nr', 'Mobil', 'Stopp', 'Status'];
const mapping = { id: 'Nr', optOut: { column: 'Stopp' }, where: { Status: 'aktiv' } };

function run(...rows: FieldValue[][]) {
  return transform([{ columns, rows, mapping }]);
}

describe('T5: what an opt-out value says', () => {
  test.each<[FieldValue, 'out' | 'in' | 'neither', boolean]>([
    ['ja', 'out', false],
    [' JA ', 'out', false],
    ['1', 'out', false],
    ['True', 'out', false],
    ['nej', 'in', false],
    ['No', 'in', false],
    ['0', 'in', false],
    ['FALSE', 'in', false],
    ['nej\u200b', 'in', false],
    ['', 'neither', false],
    [' \u00a0', 'neither', false],
    ['\u200b', 'neither', false],
    ['x', 'out', true],
    ['STOPP 2024', 'out', true],
    ['?', 'out', true],
    [['nej', 'ja'], 'out', false],
    [['nej', 'x'], 'out', true],
    [['nej'], 'in', false],
    [[], 'neither', false],
  ])('%j: %s', (value, said, isOdd) => {
    const { optOuts, optedIn, contacts, warnings } = run(['1', '0701740605', value, 'Aktiv']);
    expect([...optOuts]).toEqual(said === 'out' ? ['46701740605'] : []);
    expect([...optedIn]).toEqual(said === 'in' ? ['46701740605'] : []);
    expect(contacts.size).toBe(1);
    expect(warnings.map(({ code }) => code)).toEqual(isOdd ? ['odd-opt-out'] : []);
  });

  test('odd values are told once, each with its number', () => {
    const { warnings } = run(
      ['1', '0701740605', 'x', 'aktiv'],
      ['2', '0701740606', 'kanske', 'aktiv'],
      ['3', '0701740607', 'x', 'aktiv'],
    );
    expect(warnings).toHaveLength(1);
    expect(warnings.map(warningText)[0]).toContain('3 opt-out values are neither yes nor no');
    expect(warnings.map(warningText)[0]).toContain('"x" (2), "kanske" (1)');
  });

  test('a value too long to be shown is no word that the advice names', () => {
    const long = 'vill höra av oss om båtar, men inte om bilar eller hus';
    const [told = ''] = run(
      ['1', '0701740605', long, 'aktiv'],
      ['2', '0701740606', 'kanske', 'aktiv'],
    ).warnings.map(warningText);
    expect(told).toContain('"vill höra av oss om båtar, men inte om b…" (1)');
    expect(told).toMatch(/is: \[[^\]]*"kanske"\]/);
    expect(told.match(/vill höra/g)).toHaveLength(1);
    const [alone] = run(['1', '0701740605', long, 'aktiv']).warnings.map(warningText);
    expect(alone).toContain('Say what they mean in optOut.is and optOut.not.');
    const twice = Array.from({ length: 20 }, (_, at) => `${long} ${at % 10}`);
    const many = [...twice, 'kanske'].map((value, at) => [`${at}`, `07017406${10 + at}`, value, 'aktiv']);
    expect(run(...many).warnings.map(warningText)[0]).toContain(
      'Say what they mean in optOut.is and optOut.not.',
    );
  });

  test('words of one own', () => {
    const own = { optOut: { column: 'Stopp', is: ['X'], not: ['-'] } };
    const rows = [
      ['1', '0701740605', 'x', ''],
      ['2', '0701740606', '-', ''],
      ['3', '0701740607', 'nej', ''],
    ];
    const { optOuts, optedIn } = transform([{ columns, rows, mapping: own }]);
    expect([...optOuts]).toEqual(['46701740605', '46701740607']);
    expect([...optedIn]).toEqual(['46701740606']);
  });
});

describe('T8: opt-outs count from every row', () => {
  test('that `where` leaves out', () => {
    const desired = run(['1', '0701740605', 'ja', 'Avslutad']);
    expect([...desired.optOuts]).toEqual(['46701740605']);
    expect(desired.contacts.size).toBe(0);
    expect(desired.optOutsByKey).toEqual([]);
    expect(desired.counts).toMatchObject({ read: 1, filtered: 1, rejected: 0 });
    expect(desired.rejections).toEqual([]);
  });

  test('that `where` leaves out, with a number that does not pass', () => {
    const desired = run(['1', '08-465 004 00', 'ja', ''], ['2', 'okänt', 'ja', ''], ['3', '', 'x', '']);
    expect([...desired.optOuts]).toEqual(['46846500400']);
    expect(desired.optOutsByKey.flatMap(({ keys }) => keys)).toEqual(['crm\t1', 'crm\t2', 'crm\t3']);
    expect(desired.held).toEqual([]);
  });

  test('that is rejected: its numbers, and the number that its key is known by', () => {
    const desired = run(['1', '08-465 004 00', 'ja', 'aktiv'], ['2', '4,67098E+10', 'x', 'aktiv']);
    expect([...desired.optOuts]).toEqual(['46846500400']);
    expect(desired.optOutsByKey.flatMap(({ keys }) => keys)).toEqual(['crm\t1', 'crm\t2']);
    expect(said(desired)).toEqual([
      '2 number-type Mobil=08-465 004 00',
      '3 spreadsheet-number Mobil=4,67098E+10',
    ]);
  });

  test('of those, the odd values are told from the clear ones (G6)', () => {
    const desired = run(
      ['1', 'okänt', 'ja', ''],
      ['2', 'okänt', 'x', ''],
      ['3', 'okänt', 'x', ''],
      ['3', 'trasig', 'ja', ''],
      ['4', '0701740605', 'x', ''],
    );
    expect(desired.optOutsByKey).toEqual([
      { keys: ['crm\t1'], isOdd: false },
      { keys: ['crm\t2'], isOdd: true },
      { keys: ['crm\t3'], isOdd: true },
      { keys: ['crm\t3'], isOdd: false },
    ]);
    expect([...desired.oddOptOuts]).toEqual(['46701740605']);
  });

  test('whose number cannot be read is told by its line', () => {
    const desired = run(
      ['1', 'okänt', 'ja', 'aktiv'],
      ['', '', 'x', 'aktiv'],
      ['3', '08-465 004 00', 'ja', 'aktiv'],
      ['4', 'okänt', 'ja', 'avslutad'],
      ['5', 'okänt', 'nej', 'aktiv'],
      ['6', 'okänt', 'ja'],
    );
    expect(desired.strayOptOuts).toEqual([
      { source: 'crm', line: 2, keys: ['crm\t1'], isBlank: false },
      { source: 'crm', line: 3, keys: [], isBlank: true },
      { source: 'crm', line: 5, keys: ['crm\t4'], isBlank: false },
      { source: 'crm', line: 7, keys: ['crm\t6'], isBlank: false },
    ]);
  });

  test('that has no number any more', () => {
    expect(run(['1', '', 'ja', 'aktiv']).optOutsByKey.flatMap(({ keys }) => keys)).toEqual(['crm\t1']);
  });

  test('that is broken, where it clearly says yes', () => {
    const desired = run(
      ['1', '0701740605', 'ja'],
      ['2', 'Svensson', '0701740606', 'ja', 'aktiv'],
      ['3', '0701740607', 'x'],
      ['4', '0701740608'],
    );
    expect([...desired.optOuts]).toEqual(['46701740605', '46701740606']);
    expect(desired.optOutsByKey.flatMap(({ keys }) => keys)).toEqual(['crm\t1', 'crm\t2']);
    expect(desired.warnings.map(({ code }) => code)).toEqual(['shifted-opt-out']);
  });
});

describe('P7: who is opted in', () => {
  test('only who says no, and nowhere yes', () => {
    const desired = run(
      ['1', '0701740605', 'nej', 'aktiv'],
      ['2', '070-1740605', 'ja', 'avslutad'],
      ['3', '0701740606', 'nej', 'aktiv'],
      ['4', '0701740606', '', 'aktiv'],
      ['5', '0701740607', 'nej', 'avslutad'],
      ['6', '', 'nej', 'aktiv'],
      ['7', '08-465 004 00', 'nej', 'aktiv'],
    );
    expect([...desired.optedIn]).toEqual(['46701740606']);
  });

  test('not who stands in a list of opt-outs', () => {
    const rows = [['1', '0701740605', 'nej', 'aktiv']];
    const lists = [{ columns: ['Nummer'], rows: [['+46 70 174 06 05']] }];
    expect(transform([{ columns, rows, mapping }], {}, lists).optedIn.size).toBe(0);
  });

  test('not whose number stands in a broken row too', () => {
    expect(run(['1', '0701740605', 'nej', 'aktiv'], ['2', '0701740605']).optedIn.size).toBe(0);
  });

  test('not whose records are rejected as duplicates; their yes counts by number and key', () => {
    const rows = [
      ['1', '0701740605', 'nej', 'aktiv'],
      ['2', '0701740605', '', 'aktiv'],
      ['3', '0701740606', 'ja', 'aktiv'],
      ['4', '0701740606', 'nej', 'aktiv'],
    ];
    const desired = transform([{ columns, rows, mapping }], { duplicates: 'reject' });
    expect(desired.optedIn.size).toBe(0);
    expect([...desired.optOuts]).toEqual(['46701740606']);
    expect(desired.optOutsByKey.flatMap(({ keys }) => keys)).toEqual(['crm\t3']);
  });
});

describe('T8: lists of opt-outs', () => {
  const list = (...rows: FieldValue[][]) => transform([], {}, [{ columns: ['Mobil', 'Telefon'], rows }]);

  test('numbers of any type and country, and all of them', () => {
    const desired = list(
      ['070-174 06 05', '08-465 004 00'],
      ['+47 22 12 34 56', ''],
      ['', '+358 40 123 45 67 / 070-174 06 06'],
      [['0701740607', '0701740608'], 'okänt'],
      ['', ' '],
    );
    expect([...desired.optOuts]).toEqual([
      '46701740605',
      '46846500400',
      '4722123456',
      '358401234567',
      '46701740606',
      '46701740607',
      '46701740608',
    ]);
    expect(desired.rejections).toEqual([]);
    expect(desired.contacts.size).toBe(0);
    expect(desired.counts.read).toBe(0);
  });

  test('who cannot be blocked is told, and holds nobody', () => {
    const desired = list(['', 'okänt'], ['4,67098E+10', '']);
    expect(said(desired)).toEqual(['2 not-a-number Telefon=okänt', '3 spreadsheet-number Mobil=4,67098E+10']);
    expect(desired.rejections[0]).toMatchObject({ source: 'stop-list', figures: { optOut: 'unblocked' } });
    expect(desired.rejections.map(rejectionText)[0]).toContain('could not be blocked');
    expect(desired.held).toEqual([]);
  });

  test('a broken row blocks every number in it, and is told', () => {
    const desired = list(['0701740605'], ['Anna', 'x', '0701740606']);
    expect([...desired.optOuts]).toEqual(['46701740605', '46701740606']);
    // The first lacks nothing but an empty last field.
    expect(said(desired)).toEqual(['3 too-many-fields =Anna | x | 0701740606']);
  });
});
