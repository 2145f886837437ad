import { describe, expect, test } from 'vitest';
import type { DuplicateMode } from '../../src/transform/duplicates.ts';
import { said, transform } from './run.ts';

const columns = ['Nr', 'Mobil', 'Namn', 'G'];
const mapping = { id: 'Nr', name: 'Namn', groups: [{ column: 'G', separator: '|' }] };
const rows = [
  ['1', '070-174 06 05', '', 'VIP'],
  ['2', '070-174 06 06', 'Bo Islund', 'Kund'],
  ['3', '+46 70 174 06 05', 'Ida Myräng', 'Vår|VIP'],
  ['4', '46701740605', 'Ida M', ''],
];

function run(duplicates: DuplicateMode) {
  return transform([{ columns, rows, mapping }], { duplicates });
}

describe('T6: records with the same number', () => {
  test.each([
    ['merge', 'Ida Myräng', ['VIP', 'Vår']],
    ['first', '', ['VIP']],
    ['last', 'Ida M', []],
  ] as const)('%s', (mode, name, groups) => {
    const desired = run(mode);
    expect(desired.contacts.get('46701740605')).toEqual({
      msisdn: '46701740605',
      name,
      groups,
      keys: ['crm\t1', 'crm\t3', 'crm\t4'],
      source: 'crm',
      line: 2,
    });
    expect(desired.contacts.get('46701740606')?.name).toBe('Bo Islund');
    expect(desired.counts).toEqual({
      read: 4,
      filtered: 0,
      withoutNumber: 0,
      rejected: 0,
      unusable: 0,
      optOutValues: 0,
      oddOptOutValues: 0,
      dateOptOutValues: 0,
      garbled: 0,
      duplicates: 2,
    });
    expect(desired.rejections).toEqual([]);
  });

  test('reject: all of them, and their contact is held', () => {
    const desired = run('reject');
    expect([...desired.contacts.keys()]).toEqual(['46701740606']);
    expect(said(desired)).toEqual([
      '2 duplicate-number Mobil=070-174 06 05',
      '4 duplicate-number Mobil=+46 70 174 06 05',
      '5 duplicate-number Mobil=46701740605',
    ]);
    expect(desired.rejections.map(({ row }) => row)).toEqual([rows[0], rows[2], rows[3]]);
    expect(desired.held).toEqual(
      ['crm\t1', 'crm\t3', 'crm\t4'].map((key) => ({ source: 'crm', keys: [key], numbers: ['46701740605'] })),
    );
    expect(desired.counts).toMatchObject({ rejected: 3, unusable: 0, duplicates: 0 });
  });

  test.each<DuplicateMode>(['merge', 'first', 'last', 'reject'])(
    '%s: each is reported with every record',
    (mode) => {
      expect(run(mode).duplicates).toEqual([
        {
          msisdn: '46701740605',
          records: [
            { source: 'crm', line: 2, key: 'crm\t1' },
            { source: 'crm', line: 4, key: 'crm\t3' },
            { source: 'crm', line: 5, key: 'crm\t4' },
          ],
        },
      ]);
    },
  );

  test('over several sources, whose keys stay apart', () => {
    const other = {
      columns,
      rows: [['1', '0701740606', 'B. Islund', 'Vår']],
      mapping: { ...mapping, source: 'webb' },
    };
    const desired = transform([{ columns, rows, mapping }, other]);
    expect(desired.contacts.get('46701740606')).toMatchObject({
      name: 'Bo Islund',
      groups: ['Kund', 'Vår'],
      keys: ['crm\t2', 'webb\t1'],
    });
    expect(desired.duplicates.at(-1)?.records).toEqual([
      { source: 'crm', line: 3, key: 'crm\t2' },
      { source: 'webb', line: 2, key: 'webb\t1' },
    ]);
  });

  test('without an id', () => {
    const desired = transform([{ columns, rows, mapping: { ...mapping, id: undefined } }]);
    expect(desired.contacts.get('46701740605')?.keys).toEqual([]);
    expect(desired.duplicates[0]?.records[0]).toEqual({ source: 'crm', line: 2 });
  });

  test.each(['first', 'last', 'merge', 'reject'] as const)(
    '%s: an opt-out on any of them counts',
    (duplicates) => {
      for (const stops of [
        ['ja', ''],
        ['', 'ja'],
        ['nej', 'ja'],
      ]) {
        const desired = transform(
          [
            {
              columns: ['Mobil', 'Stopp'],
              rows: stops.map((stop) => ['0701740605', stop]),
              mapping: { optOut: { column: 'Stopp' } },
            },
          ],
          { duplicates },
        );
        expect([...desired.optOuts]).toEqual(['46701740605']);
        expect(desired.optedIn.size).toBe(0);
      }
    },
  );
});

describe('warnings', () => {
  test('several records of one number', () => {
    expect(run('merge').warnings).toEqual([{ code: 'duplicates', figures: { numbers: 1 } }]);
  });

  test('E4: not when they are rows of one record, one for each membership', () => {
    const memberships = ['VIP', 'Vår', 'Kund'].map((group) => ['7', '0701740605', 'Ida', group]);
    const desired = transform([{ columns, rows: memberships, mapping }]);
    expect(desired.contacts.get('46701740605')).toMatchObject({
      groups: ['VIP', 'Vår', 'Kund'],
      keys: ['crm\t7'],
    });
    expect(desired.warnings).toEqual([]);
    expect(desired.duplicates).toHaveLength(1);
  });

  test('one key with different numbers', () => {
    const shared = ['05', '06', '07'].map((end) => ['9', `070-174 06 ${end}`, '', '']);
    const desired = transform([{ columns, rows: shared, mapping }]);
    expect(desired.contacts.size).toBe(3);
    expect(desired.warnings).toEqual([
      { code: 'shared-key', figures: { total: 1, examples: ['9'], more: 0 } },
    ]);
  });
});
