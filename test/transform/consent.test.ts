import { describe, expect, test } from 'vitest';
import type { ConsentState } from '../../src/contact/consent.ts';
import { dayOf } from '../../src/contact/day.ts';
import { createTables } from '../../src/table/tables.ts';
import type { ConsentSpec } from '../../src/transform/mapping.ts';
import { type TestSource, transform } from './run.ts';

const today = dayOf('2026-11-29');
const columns = ['Nr', 'Mobil', 'Ort', 'Ja', 'Dag', 'Status'];
const [anna, bo] = ['46701740605', '46701740606'];

/** One source; of each row the consent, its day, and what else differs. */
function run(
  consent: ConsentSpec,
  rows: readonly (readonly string[])[],
  more: { mapping?: TestSource['mapping']; duplicates?: 'merge' | 'first' | 'last' | 'reject' } = {},
) {
  const mapping = { id: 'Nr', groups: ['Kunder', 'Ort {Ort}'], consent, ...more.mapping };
  return transform([{ columns, rows, mapping }], {
    today,
    duplicates: more.duplicates ?? 'merge',
    tables: createTables(),
  });
}

const row = (
  yes: string,
  day = '',
  rest: Partial<Record<'Nr' | 'Mobil' | 'Ort' | 'Status', string>> = {},
) => [rest.Nr ?? '1', rest.Mobil ?? '0701740605', rest.Ort ?? 'Umeå', yes, day, rest.Status ?? 'aktiv'];

/** What is said of a number, and the groups that he is to be in. */
function outcome(found: ReturnType<typeof run>, msisdn = anna) {
  const [source] = found.consent?.sources ?? [];
  return {
    state: source?.of.get(msisdn)?.state,
    groups: [...(found.contacts.get(msisdn)?.groups ?? [])],
    withheld: [...(found.consent?.withheld.get(msisdn) ?? [])],
  };
}

const all = ['Kunder', 'Ort Umeå'];

describe('what a cell says of consent (C1)', () => {
  const column = { column: 'Ja' };
  const aged = { column: 'Ja', at: 'Dag', maxAge: '365d' };
  const day = { at: 'Dag', maxAge: '365d' };
  const cases: readonly (readonly [string, ConsentSpec, string, string, ConsentState])[] = [
    ['yes', column, 'ja', '', 'yes'],
    ['a usual word', column, 'Godkänt', '', 'yes'],
    ['no', column, 'Nej', '', 'no'],
    ['withdrawn', column, 'återkallat', '', 'no'],
    ['nothing', column, '', '', 'empty'],
    ['a word that stands for nothing', column, 'NULL', '', 'empty'],
    ['neither', column, 'kanske', '', 'odd'],
    ['a cross is no word of ours', column, 'x', '', 'odd'],
    ['a word of the pipeline', { column: 'Ja', is: ['x'] }, 'X', '', 'yes'],
    ['what its words leave out', { column: 'Ja', is: ['x'] }, 'ja', '', 'odd'],
    ['a day is no yes in a column of words', column, '2026-03-01', '', 'odd'],
    ['new enough, to the day', aged, 'ja', '2025-11-29', 'yes'],
    ['too old by a day', aged, 'ja', '2025-11-28', 'expired'],
    ['a no does not get old', aged, 'nej', '2020-01-01', 'no'],
    ['a yes without its day, where yeses get old', aged, 'ja', '', 'undated'],
    ['a yes of a day that cannot be read', aged, 'ja', 'i våras', 'undated'],
    ['a yes of a day that lies ahead', aged, 'ja', '2027-01-01', 'undated'],
    ['a yes of tomorrow, which it is elsewhere', aged, 'ja', '2026-11-30', 'yes'],
    ['without an age the day is for the record', { column: 'Ja', at: 'Dag' }, 'ja', 'i våras', 'yes'],
    ['a day alone', day, '', '2026-03-01', 'yes'],
    ['a day alone, too old', day, '', '2024-03-01', 'expired'],
    ['no day', day, '', '', 'empty'],
    ['a word where the day belongs', day, '', 'ja', 'undated'],
    ['of two days the earlier, which is too old', day, '', '12/3/2025', 'expired'],
    ['of two days the earlier, which is new enough', day, '', '3/4/2026', 'yes'],
  ];
  test.each(cases)('%s', (_, spec, yes, at, state) => {
    const found = run(spec, [row(yes, at)]);
    const isYes = state === 'yes';
    expect(outcome(found)).toEqual({ state, groups: isYes ? all : [], withheld: isYes ? [] : all });
  });

  test('the contact is there all the same, without groups', () => {
    expect(run(column, [row('')]).contacts.has(anna)).toBe(true);
  });

  test('groups: those alone need it', () => {
    const found = run({ column: 'Ja', groups: ['ort *'] }, [row('')]);
    expect(outcome(found)).toEqual({ state: 'empty', groups: ['Kunder'], withheld: ['Ort Umeå'] });
  });

  test('a group that nobody is in is told: the name may be written otherwise', () => {
    const { warnings } = run({ column: 'Ja', groups: ['Kunder', 'Nyhetsbrv', 'ort *'] }, [row('ja')]);
    expect(warnings).toEqual([{ code: 'consent-groups', figures: { source: 'crm', groups: ['Nyhetsbrv'] } }]);
  });

  test('a row that ends before the cell has no consent', () => {
    expect(outcome(run(column, [['1', '0701740605', 'Umeå']])).state).toBe('empty');
  });

  test('a source that asks for none leaves no trace', () => {
    expect(transform([{ columns: ['Mobil'], rows: [['0701740605']] }])).not.toHaveProperty('consent');
  });

  test('values that are no answer are counted (G6), and an empty column is told', () => {
    const found = run(aged, [
      row('ja', '2026-01-01'),
      row('kanske', '', { Nr: '2', Mobil: '0701740606' }),
      row('ja', 'x', { Nr: '3', Mobil: '0701740607' }),
      row('', '', { Nr: '4', Mobil: '0701740608' }),
    ]);
    expect(found.consent?.counts).toEqual({ values: 3, odd: 2 });
    expect(run(column, [row('')]).warnings).toEqual([
      { code: 'empty-consent', figures: { source: 'crm', column: 'Ja', records: 1 } },
    ]);
  });
});

describe('several records of a number (C3)', () => {
  const spec = { column: 'Ja', at: 'Dag', maxAge: '365d' };
  const two = (a: readonly string[], b: readonly string[]) => [
    [a, b],
    [b, a],
  ];
  const other = { Nr: '2', Ort: 'Luleå' };
  test.each([
    ['yes and no', row('ja', '2026-01-01'), row('nej', '', other), 'no'],
    ['yes and nothing', row('ja', '2026-01-01'), row('', '', other), 'empty'],
    ['yes and neither', row('ja', '2026-01-01'), row('?', '', other), 'odd'],
    [
      'an old yes and a new one: he has said it again',
      row('ja', '2020-01-01'),
      row('ja', '2026-01-01', other),
      'yes',
    ],
    ['nothing and no', row(''), row('nej', '', other), 'no'],
  ])('%s, in whichever order, and whatever "duplicates" says', (_, a, b, state) => {
    for (const rows of two(a, b))
      for (const duplicates of ['merge', 'first', 'last'] as const) {
        const found = run(spec, rows, { duplicates });
        expect(outcome(found).state).toBe(state);
        if (state !== 'yes') expect(outcome(found).groups).toEqual([]);
      }
  });

  test('that they disagree is told', () => {
    const { warnings } = run(spec, [row('ja', '2026-01-01'), row('nej', '', other)]);
    expect(warnings).toContainEqual({ code: 'consent-disagrees', figures: { numbers: 1 } });
  });

  test('rejected duplicates have said it', () => {
    const found = run(spec, [row('ja', '2026-01-01'), row('nej', '', other)], { duplicates: 'reject' });
    expect(outcome(found)).toEqual({ state: 'no', groups: [], withheld: [] });
  });

  test('two sources: each for its own groups', () => {
    const source = (
      name: string,
      consent: ConsentSpec | undefined,
      cells: readonly string[],
    ): TestSource => ({
      columns,
      rows: [cells],
      mapping: { source: name, groups: [name], consent },
    });
    const both = transform(
      [
        source('Nyheter', { column: 'Ja', groups: ['Nyheter'] }, row('nej')),
        source('Kunder', { column: 'Ja', groups: ['Kunder'] }, row('ja')),
        source('Personal', undefined, row('')),
      ],
      { today },
    );
    expect(both.contacts.get(anna)?.groups).toEqual(['Kunder', 'Personal']);
    expect(both.consent?.withheld.get(anna)).toEqual(['Nyheter']);
  });
});

describe('records that are no contacts', () => {
  const where = { Status: 'aktiv' };
  test.each([
    { says: 'nej', groups: undefined, withheld: all },
    { says: 'nej', groups: ['Ort *'], withheld: ['Ort Umeå'] },
    { says: '', groups: undefined, withheld: [] },
    { says: 'ja', groups: undefined, withheld: [] },
  ])('of whom no other record is: "$says" for $groups withholds $withheld', ({ says, groups, withheld }) => {
    const found = run({ column: 'Ja', ...(groups && { groups }) }, [row(says, '', { Status: 'passiv' })], {
      mapping: { where },
    });
    expect(outcome(found)).toMatchObject({ groups: [], withheld });
    expect(found.contacts.size + found.rejections.length).toBe(0);
  });

  test('a no of one that is left out counts', () => {
    const found = run({ column: 'Ja' }, [row('ja'), row('nej', '', { Nr: '2', Status: 'passiv' })], {
      mapping: { where },
    });
    expect(outcome(found)).toMatchObject({ state: 'no', groups: [] });
  });

  test('what else it says does not, beside one that is meant', () => {
    const found = run({ column: 'Ja' }, [row('ja'), row('', '', { Nr: '2', Status: 'passiv' })], {
      mapping: { where },
    });
    expect(outcome(found)).toMatchObject({ state: 'yes', groups: all });
  });

  test('it is known of whom no other record speaks', () => {
    const found = run({ column: 'Ja' }, [row('ja'), row('', '', { Mobil: '0701740606', Status: 'passiv' })], {
      mapping: { where },
    });
    expect(outcome(found, bo)).toEqual({ state: 'empty', groups: [], withheld: [] });
  });

  test('one that is rejected speaks for its key', () => {
    const found = run({ column: 'Ja' }, [row('ja'), row('', '', { Nr: '7', Mobil: '070-17' })]);
    expect(found.consent?.byKey).toEqual([
      { source: 'crm', key: 'crm\t7', consent: { state: 'empty', value: '', line: 3 } },
    ]);
  });
});

describe('a row of the wrong length never gives a yes (E3)', () => {
  const names = ['Nr', 'Mobil', 'Namn', 'Samtycke', 'Nöjd'];
  const said = (fields: readonly string[]) => {
    const found = transform(
      [
        {
          columns: names,
          rows: [fields],
          mapping: { id: 'Nr', groups: ['Kunder'], consent: { column: 'Samtycke' } },
        },
      ],
      { today, tables: createTables() },
    );
    const [source] = found.consent?.sources ?? [];
    return [source?.of.get(anna)?.state, [...(found.contacts.get(anna)?.groups ?? [])]];
  };

  test.each([
    // The delimiter between name and consent is lacking: what looks like a yes is what another column says.
    [['1', '0701740605', 'Anna nej', 'ja'], 'odd'],
    [['1', '0701740605', 'nej', 'ja'], 'no'],
    [['1', '0701740605', 'Anna', 'nej'], 'no'],
    [['1', '0701740605', 'Anna'], 'empty'],
    [['1', '0701740605', 'Berg', 'Anna', 'nej', 'ja'], 'no'],
    [['1', '0701740605', 'Berg', 'Anna', 'ja', 'ja'], undefined],
  ] as const)('%j', (fields, state) => {
    expect(said(fields)).toEqual([state, []]);
  });
});

test('a yes in the last column that a line break may have torn is none (C1, E3)', () => {
  const of = (...rows: readonly (readonly string[])[]) =>
    transform(
      [
        {
          columns: ['Nr', 'Mobil', 'Ja'],
          rows,
          mapping: { id: 'Nr', groups: ['Kunder'], consent: { column: 'Ja' } },
        },
      ],
      { today, tables: createTables() },
    );
  const torn = outcome(of(['1', '0701740605', 'ja'], ['bara mejl'], ['2', '0701740606', 'ja']));
  expect(torn).toEqual({ state: 'empty', groups: [], withheld: ['Kunder'] });
  expect(outcome(of(['1', '0701740605', 'ja'], ['2', '0701740606', 'ja'])).groups).toEqual(['Kunder']);
});
