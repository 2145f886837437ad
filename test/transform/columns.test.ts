import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { findColumns } from '../../src/transform/columns.ts';
import type { SourceMapping } from '../../src/transform/mapping.ts';
import { transform } from './run.ts';

function errorOf(run: () => unknown): UsageError {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('E3: a column is found', () => {
  test.each([
    ['as it is written', ['Mobil', 'mobil'], 'mobil', 1],
    ['else without case', ['Namn', 'MOBIL'], 'Mobil', 1],
    ['with white space around', ['Namn', ' Mobil\u00a0'], 'Mobil', 1],
    ['with a byte order mark', ['\ufeffMobil', 'Namn'], 'Mobil', 0],
    ['in the other Unicode form', ['Fo\u0308rnamn'], 'Förnamn', 0],
  ])('%s', (_, columns, name, index) => {
    expect(findColumns('crm', columns)(name)).toBe(index);
  });
});

describe('E3: a column is not found', () => {
  test('the error names source, column, the nearest one and all there are', () => {
    const error = errorOf(() => findColumns('data/crm.csv', ['Kundnr', 'Mobil', '', 'Namn'])('Moblie'));
    expect(error.message).toBe('The source data/crm.csv has no column "Moblie".');
    expect(error.advice).toBe('Columns there are: Kundnr, Mobil, Namn. Did you mean "Mobil"?');
    expect(error.exitCode).toBe(64);
  });

  test('nothing is proposed where nothing is near', () => {
    expect(errorOf(() => findColumns('crm', ['Kundnr', 'Mobil'])('SMS-stopp')).advice).toBe(
      'Columns there are: Kundnr, Mobil.',
    );
  });

  test('one column alone may be an error in JSON as well as a title above a header', () => {
    const { advice } = errorOf(() => findColumns('crm', ['error'])('Mobil'));
    expect(advice).toContain('It has one column: error. Is that a message of what went wrong');
    expect(advice).toContain('In a file whose header stands further down');
  });

  test.each([
    ['twice', ['Mobil', 'Mobil'], 'Mobil'],
    ['twice but for case', ['MOBIL', 'mobil'], 'Mobil'],
  ])('a column that is there %s cannot be told', (_, columns, name) => {
    expect(errorOf(() => findColumns('crm', columns)(name)).message).toContain(`2 columns "${name}"`);
  });

  test('a column that is there twice and not used does no harm', () => {
    expect(findColumns('crm', ['Mobil', 'x', 'x'])('Mobil')).toBe(0);
  });
});

test.each<[string, Partial<SourceMapping>]>([
  ['id', { id: 'Nr' }],
  ['phone', { phone: ['Mobil', 'Nr'] }],
  ['name', { name: ['Nr'] }],
  ['a group column', { groups: [{ column: 'Nr' }] }],
  ['a yes/no group column', { groups: [{ column: 'Nr', is: ['ja'], group: 'A' }] }],
  ['a template', { groups: ['Ort {Nr}'] }],
  ['optOut', { optOut: { column: 'Nr' } }],
  ['where', { where: { Nr: 'ja' } }],
])('each configured column is looked for before the first row: %s', (_, mapping) => {
  expect(errorOf(() => transform([{ columns: ['Mobil'], rows: [], mapping }])).message).toBe(
    'The source crm has no column "Nr".',
  );
});

test('the columns of an opt-out list too', () => {
  const columns = ['Mobil', 'Mobil'];
  expect(errorOf(() => transform([], {}, [{ columns, rows: [] }])).message).toContain(
    'stop-list has 2 columns',
  );
});

describe('E3: spellings of a header cell', () => {
  test.each([
    ...[
      'Mobil nr',
      'mobil nr',
      'MOBIL NR',
      ' Mobil nr ',
      'Mobil  nr',
      'Mobil\tnr',
      'Mobil\nnr',
      'Mobil\r\nnr',
    ],
    ...[
      'Mobil\u00a0nr',
      'Mobil\u202fnr',
      'Mobil\u2003nr',
      '\ufeffMobil nr',
      'Mob\u00adil nr',
      'Mobil\u200b nr',
    ],
    ...['Mobil nr\u00a0', '\u2060Mobil nr'],
  ])('%j is found as "Mobil nr"', (cell) => {
    expect(findColumns('crm', ['Nr', cell])('Mobil nr')).toBe(1);
  });

  test('letters that are put together otherwise', () => {
    expect(findColumns('crm', ['Fo\u0308rnamn'])('F\u00f6rnamn')).toBe(0);
  });

  test.each(['Mobilnr', 'Mobil-nr', 'Mobil nr.', 'Mobil'])('%j is another', (cell) => {
    expect(() => findColumns('crm', ['Nr', cell])('Mobil nr')).toThrow('has no column "Mobil nr"');
  });
});
