import { describe, expect, test } from 'vitest';
import type { FieldValue } from '../../src/contact/record.ts';
import { UsageError } from '../../src/errors.ts';
import { warningText } from '../../src/report/sentences/warnings.ts';
import type { GroupSpec } from '../../src/transform/mapping.ts';
import { parseTemplate } from '../../src/transform/template.ts';
import { said, transform } from './run.ts';

const number = '46701740605';

/** The groups of one contact whose only other column is `G` (and `H`). */
function groupsOf(groups: readonly GroupSpec[], ...values: FieldValue[]): readonly string[] | undefined {
  const columns = ['Mobil', 'G', 'H'];
  const row = [number, values[0] ?? '', values[1] ?? ''];
  return transform([{ columns, rows: [row], mapping: { groups } }]).contacts.get(number)?.groups;
}

describe('T5: where groups come from', () => {
  test.each<[string, GroupSpec, FieldValue, string[]]>([
    ['a constant', 'Kunder', '', ['Kunder']],
    ['a template', 'Ort {G}', ' Åre ', ['Ort Åre']],
    ['a template of a column with a comma', 'Ort {G}', 'Malmö, Lund', ['Ort Malmö Lund']],
    ['a template with an empty column', 'Ort {G}', '', []],
    ['a template with a blank column', 'Ort {G}', ' \u200b ', []],
    ['a template with two columns, one empty', '{G} {H}', 'Åre', []],
    ['a template of a list', 'Ort {G}', ['Åre', '', 'Lund'], ['Ort Åre', 'Ort Lund']],
    ['a template with the column twice', '{G}-{G}', 'A', ['A-A']],
    ['braces that are meant', '{{G}} {G}', 'A', ['{G} A']],
    ['a column with a separator', { column: 'G', separator: '|' }, 'VIP| Vår |', ['VIP', 'Vår']],
    ['a column with a long separator', { column: 'G', separator: ' / ' }, 'A/B / C', ['A/B', 'C']],
    ['a column without separator', { column: 'G' }, 'VIP|Vår', ['VIP|Vår']],
    ['an empty column', { column: 'G', separator: '|' }, '', []],
    ['a list', { column: 'G' }, ['VIP', '', 'Vår'], ['VIP', 'Vår']],
    ['a list, though there is a separator', { column: 'G', separator: '|' }, ['A|B', 'C'], ['A|B', 'C']],
    ['yes', { column: 'G', is: ['ja', '1'], group: 'Nyhetsbrev' }, 'ja', ['Nyhetsbrev']],
    ['yes in capitals, with spaces', { column: 'G', is: ['ja'], group: 'N' }, ' JA\u00a0', ['N']],
    ['no', { column: 'G', is: ['ja', '1'], group: 'Nyhetsbrev' }, 'nej', []],
    ['neither', { column: 'G', is: ['ja', '1'], group: 'Nyhetsbrev' }, 'kanske', []],
    ['yes in a list', { column: 'G', is: ['ja'], group: 'N' }, ['nej', 'Ja'], ['N']],
  ])('%s', (_, spec, value, groups) => {
    expect(groupsOf([spec], value)).toEqual(groups);
  });

  test('each group once, in the order of the specs', () => {
    expect(groupsOf(['Kunder', { column: 'G', separator: '|' }, 'Kunder'], 'VIP|Kunder|VIP; ')).toEqual([
      'Kunder',
      'VIP',
    ]);
  });

  test('two columns in a template', () => {
    expect(groupsOf(['{G} i {H}'], 'Kund', 'Åre')).toEqual(['Kund i Åre']);
  });

  test.each([['Ort {G'], ['Ort G}'], ['Ort {}'], ['Ort { }'], ['{{G}']])('%s is refused', (template) => {
    expect(() => parseTemplate(template)).toThrow(UsageError);
  });
});

describe('T3: names that cannot be groups', () => {
  test('a group `all` is rejected, the record goes on', () => {
    const columns = ['Nr', 'Mobil', 'G'];
    const mapping = { id: 'Nr', groups: [{ column: 'G', separator: '|' }] };
    const rows = [
      ['1', '070-174 06 05', 'VIP|All'],
      ['2', '070-174 06 06', ' ALL,|all|Alla|Vår'],
    ];
    const desired = transform([{ columns, rows, mapping }]);
    expect([...desired.contacts.values()].map(({ groups }) => groups)).toEqual([['VIP'], ['Alla', 'Vår']]);
    expect(said(desired)).toEqual([
      '2 reserved-group G=All',
      '3 reserved-group G= ALL,',
      '3 reserved-group G=all',
    ]);
    expect(desired.rejections[0]).toMatchObject({ key: 'crm\t1', row: rows[0] });
    expect(desired.counts.rejected).toBe(0);
    expect(desired.held).toEqual([]);
  });

  test('a template that turns out as `all`', () => {
    expect(groupsOf(['{G}'], 'ALL')).toEqual([]);
  });

  test.each(['all', ' ALL; ', ' , '])('one that stands in the pipeline is a usage error: %j', (name) => {
    expect(() => groupsOf([name])).toThrow(UsageError);
    expect(() => groupsOf([{ column: 'G', is: ['ja'], group: name }])).toThrow(UsageError);
  });
});

describe('T4: two spellings of one group', () => {
  const warningsFor = (...names: string[]) =>
    transform([
      {
        columns: ['Mobil', 'G'],
        rows: names.map((name, index) => [`070-174 06 ${10 + index}`, name]),
        mapping: { groups: [{ column: 'G' }] },
      },
    ]).warnings;

  test.each([
    [
      'become one by a comma',
      'Malmö, Lund',
      'Malmö Lund',
      'group-spelling',
      '"Malmö, Lund" and "Malmö Lund"',
    ],
    [
      'become one by white space',
      'Norra  Åre',
      'Norra Åre',
      'group-spelling',
      '"Norra  Åre" and "Norra Åre"',
    ],
    ['differ in what is not seen', 'VIP', 'VI\u200bP', 'group-spelling', '"VIP" and "VI\\u200bP"'],
    ['differ in the kind of space', 'A B', 'A\u00a0B', 'group-spelling', '"A B" and "A\\u00a0B"'],
    ['differ in Unicode form', 'Åre', 'A\u030are', 'group-spelling', '"Åre" and "A\\u030are"'],
    ['differ in case', 'Stockholm', 'STOCKHOLM', 'group-case', '"Stockholm" and "STOCKHOLM"'],
  ])('%s', (_, one, other, code, spellings) => {
    const warnings = warningsFor(one, other, one);
    expect(warnings.map((warning) => warning.code)).toEqual([code]);
    expect(warnings.map(warningText)[0]).toContain(spellings);
  });

  test('names that differ in case stay two groups', () => {
    expect(groupsOf([{ column: 'G', separator: '|' }], 'VIP|vip')).toEqual(['VIP', 'vip']);
  });

  test('white space at the ends is no other spelling', () => {
    expect(warningsFor('VIP', ' VIP ', 'Vår')).toEqual([]);
  });
});

test('equal lists of groups are one list', () => {
  const rows = Array.from({ length: 50 }, (_, index) => [
    `070-174 06 ${10 + index}`,
    index % 2 ? 'VIP|Vår' : 'VIP',
  ]);
  const { contacts } = transform([
    { columns: ['Mobil', 'G'], rows, mapping: { groups: ['Kunder', { column: 'G', separator: '|' }] } },
  ]);
  const lists = new Set([...contacts.values()].map(({ groups }) => groups));
  expect(lists.size).toBe(2);
  for (const list of lists) expect(Object.isFrozen(list)).toBe(true);
});
