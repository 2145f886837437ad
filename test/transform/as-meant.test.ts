import { describe, expect, test } from 'vitest';
import type { FieldValue } from '../../src/contact/record.ts';
import { createMsisdnParser } from '../../src/transform/msisdn.ts';
import { said, type TestSource, transform } from './run.ts';

/** What stands in a cell, read as its owner meant it: kinds that people met, each with its siblings. */

const source = (columns: string[], rows: FieldValue[][], mapping: TestSource['mapping'] = {}) =>
  transform([{ columns, rows, mapping: { id: 'Id', ...mapping } }]);
const warned = (desired: ReturnType<typeof source>) => desired.warnings.map(({ code }) => code);

describe('T5, T8: the opt-out cell of a row that is broken or short', () => {
  const columns = ['Id', 'Namn', 'Mobil', 'Avreg', 'Kommentar'];
  const avreg = (row: FieldValue[], given: object = {}) =>
    source(columns, [row], { optOut: { column: 'Avreg', ...given } });

  test('a date at its place in a row with too many fields is an opt-out', () => {
    const desired = avreg(['1', 'Anna', '0701740601', '2024-11-27', 'ring ej', ' hon vill inte']);
    expect([...desired.optOuts]).toEqual(['46701740601']);
  });

  test('what may be one is told with its line', () => {
    const desired = avreg(['1', 'Anna', '0701740601', 'x', 'ring ej', ' hon vill inte']);
    expect([...desired.optOuts]).toEqual([]);
    expect(desired.strayOptOuts.map(({ line }) => line)).toEqual([2]);
  });

  test('a clear no is none', () => {
    const desired = avreg(['1', 'Anna', '0701740601', 'nej', 'ring ej', ' hon vill inte']);
    expect([desired.optOuts.size, desired.strayOptOuts.length]).toEqual([0, 0]);
  });

  test.each<[string, object, FieldValue[]]>([
    ['any value: the cells that are left are no dates', { any: true }, ['2', 'Bo', '0701740602']],
    ['any value, in a row with too many fields', { any: true }, ['2', 'Bo', '0701740602', '', 'hej', 'du']],
    ['a yes in the column before, its own cell lacking', {}, ['2', 'Bo', '0701740602']],
  ])('nobody is blocked by %s', (_name, given, row) => {
    expect([...avreg(row, given).optOuts]).toEqual([]);
  });

  test('a clear no at its place, whatever stands in the column before', () => {
    const desired = source(
      ['Id', 'Namn', 'Mobil', 'Nyhetsbrev', 'SMS-stopp', 'Kommentar'],
      [['1', 'Anna', '0701740601', 'ja', 'nej']],
      { optOut: { column: 'SMS-stopp' } },
    );
    expect([desired.optOuts.size, desired.optedIn.size]).toEqual([0, 1]);
    expect(warned(desired)).toEqual([]);
  });
});

describe('T5: words for no, and days that never were', () => {
  const read = (value: string, given: object = {}) => {
    const desired = source(['Id', 'Mobil', 'Stopp'], [['1', '0701740601', value]], {
      optOut: { column: 'Stopp', ...given },
    });
    return desired.optOuts.size > 0 ? 'yes' : desired.optedIn.size > 0 ? 'no' : 'none';
  };

  test.each([
    ...['nej', 'Nej.', 'NEJ!', "'nej", 'ＮＥＪ', 'ej', 'FALSE()', 'FALSKT', '0', '0,0', '“nej”'.slice(1, -1)],
    ...['1900-01-01', '1970-01-01', '1970-01-01 00:00:00', '1970-01-01T00:00:00Z', '1753-01-01'],
    ...[
      '0001-01-01 00:00:00.000',
      '01.01.0001',
      '1/1/0001 12:00:00 AM',
      '01/01/1900',
      '1899-12-30',
      '30/12/1899',
    ],
    ...['0000-00-00', '00:00:00', '1900-01-01 00:00:00.000', '1970-01-01 00:00:00+00:00'],
  ])('%j says no, and so it does where any other value is a yes', (value) => {
    expect([read(value), read(value, { any: true })]).toEqual(['no', 'no']);
  });

  test.each(['ja', 'Ja!', "'ja", 'ＪＡ', 'TRUE()', '2024-01-01', '1971-02-03', 'x', '#REF!', '####', '!'])(
    '%j opts out',
    (value) => expect(read(value)).toBe('yes'),
  );

  test.each(['', ' ', 'NULL', 'NULL                          ', '\u200bNULL', '-'])(
    '%j says nothing',
    (value) => expect(read(value)).toBe('none'),
  );
});

describe('E7: what stands for nothing, and what was lost', () => {
  const named = (first: string, last: string, place = '') => {
    const desired = source(['Id', 'Mobil', 'F', 'E', 'Ort'], [['1', '0701740601', first, last, place]], {
      name: ['F', 'E'],
      groups: ['Ort {Ort}'],
    });
    const [contact] = [...desired.contacts.values()];
    return [contact?.name, contact?.groups, said(desired).length];
  };

  test.each<[string, string, string]>([
    ['Nan', 'Goldin', 'Nan Goldin'],
    ['Jennifer', 'Null', 'Jennifer Null'],
    ['NULL', 'Ek', 'Ek'],
    ['null', 'Ek', 'Ek'],
    ['NaN', 'Ek', 'Ek'],
    [`NULL${' '.repeat(26)}`, 'Ek', 'Ek'],
  ])('%j %j is called %j', (first, last, name) => expect(named(first, last)[0]).toBe(name));

  test.each(['#REF!', '#NAMN?', '#DIVISION/0!', '#VÄRDEFEL!', '########'])(
    '%j is an error of a spreadsheet: no name, no group, and told',
    (error) => expect(named(error, '', error)).toEqual(['', [], 2]),
  );

  test.each([
    ...['Bj√∂rn', '√Ösa', 'Ume√•', 'Bj├Ârn', 'Malm├╢', 'Bj÷rn', 'Bj?rn', '?sa', 'BjoÌˆrn'],
    ...['Malm\ufffd', 'MalmÃ¶'],
  ])('%j is garbled: the name stays, no group is made', (text) => {
    expect(named(text, '', text)).toEqual(['', [], 2]);
  });

  test.each([
    'Björn',
    'Åsa',
    'Dalí',
    'Łukasz',
    'Müller-Şahin',
    'Ångström',
    'Zoë',
    'Intresserad?',
    'Why not?',
    'A/B 50 %',
  ])('%j is not', (text) => expect(named(text, '')[2]).toBe(0));

  test.each([
    ['No&euml;l &Aacute;sa', 'Noël Ása'],
    ['&THORN;&oacute;ra &hellip;', 'Þóra …'],
    ['A &amp; B', 'A & B'],
    ['Anna<br>Ek', 'Anna Ek'],
    ['R&D', 'R&D'],
  ])('%j is called %j', (text, name) => expect(named(text, '')[0]).toBe(name));
});

describe('T5: cells of groups', () => {
  const groups = (cell: string, separator?: string) => {
    const desired = source(['Id', 'Mobil', 'Taggar'], [['1', '0701740601', cell]], {
      groups: [{ column: 'Taggar', ...(separator && { separator }) }],
    });
    return [[...desired.contacts.values()][0]?.groups, warned(desired)];
  };

  test.each<[string, string | undefined, string[]]>([
    ['VIP|NULL', '|', ['VIP']],
    ['N/A|VIP', '|', ['VIP']],
    ['NaN|VIP|-', '|', ['VIP']],
    ['{VIP,Guld}', undefined, ['VIP', 'Guld']],
    ['{VIP,"Stockholm Norr"}', undefined, ['VIP', 'Stockholm Norr']],
    ["['VIP', 'Guld']", undefined, ['VIP', 'Guld']],
    ['["VIP", "Guld"]', undefined, ['VIP', 'Guld']],
    ['{}', undefined, []],
    ['Stockholm, Norr', undefined, ['Stockholm Norr']],
  ])('%j', (cell, separator, expected) => expect(groups(cell, separator)).toEqual([expected, []]));

  test.each(['VIP;Guld', 'VIP|Guld'])('%j without a separator is told', (cell) =>
    expect(groups(cell)[1]).toEqual(['unsplit-groups']),
  );
});

describe('T1: numbers', () => {
  const { parse, readAny, asMsisdn, hasUnread } = createMsisdnParser({ region: 'SE', types: ['mobile'] });
  const code = (cell: string) => {
    const verdict = parse(cell);
    return verdict.kind === 'ok' ? verdict.msisdn : verdict.kind === 'empty' ? 'empty' : verdict.code;
  };

  test.each([
    ['070101-1234', 'identity-number'],
    ['070312-2384', 'identity-number'],
    ['060101-1234', 'identity-number'],
    ['0701-011234', '46701011234'],
    ['070-1011234', '46701011234'],
    ['0701740605 2024-01-01', '46701740605'],
    ['070-1740606 (8-16)', '46701740606'],
    ['070-1740605 kl 8-16', '46701740605'],
    ['070-174 06 (05)', '46701740605'],
    ['46701740605 46701740606', '46701740605'],
    ['701740605 701740606', '46701740605'],
    ['0701740605-0701740606', '46701740605'],
    ['2024-01-01', 'not-a-number'],
    ['20240101', 'not-a-number'],
    ['#REF!', 'spreadsheet-number'],
    ['########', 'spreadsheet-number'],
  ])('%j is %s', (cell, expected) => expect(code(cell)).toBe(expected));

  test.each(['2024-01-01', '20240101', '1980-05-06', '2024-01-01 12:00:00', '070312-2384'])(
    '%j is nobody’s number',
    (cell) => expect(readAny(cell)).toEqual([]),
  );

  test.each([
    ['254712123456', '254712123456'],
    ['4520123456', '4520123456'],
    ['46701740605', '46701740605'],
    ['701740605', undefined],
    ['0701740605', undefined],
    ['12345', undefined],
  ])('%j as an MSISDN is %s', (cell, expected) => expect(asMsisdn(cell)).toBe(expected));

  test.each([
    ['070-17406', true],
    ['08-123456 / 070-17406', true],
    ['4,67E+10', true],
    ['08-123 456 78 / 070-174 06 05', false],
    ['0701740605', false],
    ['', false],
    ['ring växeln', false],
  ])('%j has something that cannot be read: %s', (cell, expected) => expect(hasUnread(cell)).toBe(expected));
});

describe('T8: lists of opt-outs', () => {
  const list = (columns: string[], ...rows: FieldValue[][]) => transform([], {}, [{ columns, rows }]);

  test('digits that may be one of two numbers are both', () => {
    expect([...list(['Mobil'], ['254712123456']).optOuts].sort()).toEqual(['254712123456', '46254712123456']);
    expect([...list(['Mobil'], ['4520123456']).optOuts]).toEqual(['4520123456']);
  });

  test('a number that cannot be read beside one that can is told', () => {
    for (const cells of [
      ['070-17406', '08-123456'],
      ['08-123456 / 070-17406', ''],
    ]) {
      const desired = list(['Mobil', 'Telefon'], cells);
      expect([...desired.optOuts]).toEqual(['468123456']);
      expect(desired.warnings).toMatchObject([{ code: 'unreadable-opt-out', figures: { total: 1 } }]);
    }
  });

  test('a row that names somebody and no number is told, and a row of nothing is not', () => {
    const rows = [
      ['Ada Ek', ''],
      ['Bo Al', 'saknas'],
      ['', ''],
      ['Cia', '0701740605'],
    ];
    const desired = transform([], {}, [{ columns: ['Namn', 'Mobil'], phone: 'Mobil', rows }]);
    expect([...desired.optOuts]).toEqual(['46701740605']);
    expect(desired.warnings).toMatchObject([{ code: 'opt-out-without-number', figures: { total: 2 } }]);
  });

  test('words for nothing are no rejections, and count as lost', () => {
    const desired = list(['Mobil'], ['NULL'], ['saknas'], ['0701740601']);
    expect([said(desired), desired.lostOptOuts]).toEqual([[], 2]);
  });
});

describe('E3: fields too many that are empty by another name', () => {
  test.each(['', ' ', 'NULL', '-'])('%j', (surplus) => {
    const desired = source(['Id', 'Mobil'], [['1', '0701740601', surplus]]);
    expect([desired.contacts.size, said(desired)]).toEqual([1, []]);
  });
});

describe('E3: a list without a header', () => {
  test.each(['070-1740601 hem', '070–174 06 01', "'0701740601", '+46 70 174 06 01', 'anna@example.com'])(
    'with %j shows nobody',
    (cell) => {
      expect(() => source(['Anna Ek', cell, 'Storgatan 1'], [], { id: undefined })).toThrow(
        'has no header: its first row holds data',
      );
    },
  );
});
