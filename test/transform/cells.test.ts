import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldValue } from '../../src/contact/record.ts';
import { isGarbled } from '../../src/transform/garbled.ts';
import { withoutEntities } from '../../src/transform/html-entities.ts';
import { createTextCells } from '../../src/transform/text-cells.ts';
import { examples } from '../support/length.ts';
import { said, transform } from './run.ts';

const columns = ['Nr', 'Mobil', 'Namn', 'Efternamn', 'Ort', 'Taggar', 'Stopp'];
const mapping = {
  id: 'Nr',
  name: ['Namn', 'Efternamn'],
  groups: ['Ort {Ort}', { column: 'Taggar', separator: '|' }],
  optOut: { column: 'Stopp' },
};
const run = (...rows: FieldValue[][]) => transform([{ columns, rows, mapping }]);
const one = (cells: Record<string, FieldValue>, given: object = {}) =>
  transform([
    {
      columns,
      rows: [columns.map((column) => cells[column] ?? (column === 'Mobil' ? '0701740605' : ''))],
      mapping: { ...mapping, ...given },
    },
  ]);

describe('E7: words that stand for nothing', () => {
  test.each([
    'NULL',
    'null',
    ' null ',
    '\\N',
    '(null)',
    '<NULL>',
    '#N/A',
    'N/A',
    '#SAKNAS!',
    'saknas',
    'Saknas',
    '-',
    '–',
    'NaN',
    ...['nil', 'NULL NULL', 'undefined undefined', 'null undefined'],
  ])('%j is an empty cell, in every column', (word) => {
    const desired = one({ Nr: word, Namn: word, Efternamn: 'Ek', Ort: word, Taggar: word, Stopp: word });
    expect(desired.contacts.get('46701740605')).toMatchObject({ name: 'Ek', groups: [], keys: [] });
    expect([desired.optOuts.size, desired.warnings.length, desired.rejections.length]).toEqual([0, 0, 0]);
    const without = one({ Nr: '1', Mobil: word });
    expect(without.counts).toMatchObject({ read: 1, withoutNumber: 1, rejected: 0 });
  });

  test.each(['Nulle', 'Ann-Null', 'x-', 'Saknas inte', '- -', 'Nil', 'Null Ek', 'None None'])(
    '%j is not',
    (word) => {
      expect(one({ Namn: word }).contacts.get('46701740605')?.name).not.toBe('');
    },
  );

  test('a list loses such elements', () => {
    expect(one({ Taggar: ['VIP', 'NULL'] }).contacts.get('46701740605')?.groups).toEqual(['VIP']);
  });

  test('the pipeline says which, and what it asks for by name is meant', () => {
    expect(one({ Namn: 'NULL' }, { empty: [] }).contacts.get('46701740605')?.name).toBe('NULL');
    expect(one({ Namn: 'okänd' }, { empty: ['Okänd'] }).contacts.get('46701740605')?.name).toBe('');
    const optOut = { column: 'Stopp', is: ['-'], not: ['x'] };
    expect(one({ Stopp: '-' }, { optOut }).optOuts.size).toBe(1);
    expect(one({ Ort: '-' }, { where: { Ort: '-' } }).contacts.size).toBe(1);
  });
});

describe('E7: text that was encoded twice', () => {
  /** As UTF-8 looks to a program that takes it for Windows-1252. */
  const signs = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
  const twice = (text: string) =>
    Buffer.from(text)
      .toString('latin1')
      .replace(/[\u0080-\u009f]/g, (byte) => signs.charAt(byte.charCodeAt(0) - 0x80));

  test.each([
    ...[
      'Malmö',
      'Växjö',
      'Åsa',
      'Örebro',
      'Ängelholm',
      'Éva',
      'Jørgen',
      'Ærø',
      'Zoë',
      'Ñandú',
      'Łódź',
      'Žižek',
    ],
    ...['Şükrü', 'Anna – Bo', 'O’Neill', '😀 Anna', 'Москва', 'Αθήνα', '東京都'],
  ])('%s, twice', (text) => {
    expect(isGarbled(text)).toBe(false);
    expect(isGarbled(twice(text))).toBe(true);
  });

  test.each([
    ...[
      'Ä–Ö',
      'A–Ä',
      'Å',
      'ÅÄÖ',
      'Groß»',
      '«Bâle»',
      'São Paulo',
      'JOÃO',
      'Ã',
      'Â',
      'Ð',
      'Þórður',
      'Côte d’Azur',
    ],
    ...[
      '£100',
      'Kunder §4',
      '±5',
      'Café ”Blå”',
      'Rygård·Syd',
      'Åre «fjäll»',
      '½ pris',
      'naïve',
      'Ångström °C',
    ],
  ])('%j is what it says', (text) => expect(isGarbled(text)).toBe(false));

  test.each([
    ...['BJ™RN', 'P€RSSON', 'Kj¾r', 'S¿ren', 'UmeŒ', 'MŠlarhöjden', 'AndrŽ', 'ANDRƒE', 'H†kan', 'MŸller'],
  ])('%j is of DOS or an old Mac', (text) => expect(isGarbled(text)).toBe(true));

  test.each([
    ...[
      'Café™',
      'ACME™ AB',
      '5 €',
      '€100',
      'vänta…',
      'HEJ…',
      'Guld†',
      'Œuvre',
      'Cœur',
      'DUŠAN',
      'Dušan',
      'Žižek',
    ],
    ...['3¾ tum', '¿Qué?', 'Sa‘id', 'HODŽIĆ', 'iPhone™X', 'ƒ'],
  ])('%j is what it says, as are signs beside words', (text) => expect(isGarbled(text)).toBe(false));

  test.each(['Malm\ufffd', '\ufffd'])('%j has lost letters', (text) => expect(isGarbled(text)).toBe(true));

  test('the field is rejected, the rest goes on, and no name is half told', () => {
    const desired = run([
      '1',
      '0701740605',
      'Björn',
      twice('Åberg'),
      twice('Malmö'),
      `VIP|${twice('Räksmörgås')}`,
      '',
    ]);
    expect(desired.contacts.get('46701740605')).toMatchObject({ name: '', groups: [] });
    expect(said(desired)).toEqual([
      `2 garbled-text Efternamn=${twice('Åberg')}`,
      `2 garbled-text Ort=${twice('Malmö')}`,
      `2 garbled-text Taggar=VIP|${twice('Räksmörgås')}`,
    ]);
    expect(desired.counts).toMatchObject({ read: 1, rejected: 0, garbled: 1 });
  });

  test('of whose group it is nothing is taken away; of whose name it is, is', () => {
    expect(run(['1', '0701740605', '', '', twice('Malmö'), '', '']).held).toEqual([
      { source: 'crm', keys: ['crm\t1'], numbers: ['46701740605'], own: '46701740605' },
    ]);
    expect(run(['1', '0701740605', twice('Åsa'), '', '', '', '']).held).toEqual([]);
  });

  test('other columns are left as they are', () => {
    const desired = run(['1', '0701740605', 'Anna', '', 'Lund', '', `ja ${twice('ö')}`]);
    expect([...desired.optOuts]).toEqual(['46701740605']);
  });
});

describe('E7: what web forms and programs leave in cells', () => {
  test('HTML entities are what they stand for, and told with their place', () => {
    const desired = run(
      ['1', '0701740605', 'Anna &amp; Bo', '', '', 'R&amp;D|VIP', ''],
      ['2', '0701740606', 'Cilla', '&#214;berg', '', 'R&D', ''],
      ['3', '0701740607', 'A & B', 'AT&T', '&okänd;', '', ''],
    );
    expect([...desired.contacts.values()].map(({ name, groups }) => [name, ...groups])).toEqual([
      ['Anna & Bo', 'R&D', 'VIP'],
      ['Cilla Öberg', 'R&D'],
      ['A & B AT&T', 'Ort &okänd'],
    ]);
    expect(desired.warnings).toEqual([
      {
        code: 'html-cells',
        figures: { total: 3, examples: ['crm:2 Namn', 'crm:2 Taggar', 'crm:3 Efternamn'], more: 0 },
      },
    ]);
  });

  test.each([
    ['<b>VIP</b>', 'VIP'],
    ['<p>VIP</p>', 'VIP'],
    ['<span class="tag">VIP</span>', 'VIP'],
    ['<div>VIP<br/>Guld</div>', 'VIP Guld'],
    ['VIP<BR>', 'VIP'],
    ['<!-- x --><i>V</i>IP', 'VIP'],
    ['<![CDATA[VIP]]>', 'VIP'],
    ['&lt;b&gt;VIP&lt;/b&gt;', 'VIP'],
  ])('tags of HTML are left out, and told: %j', (text, meant) => {
    const desired = run(['1', '0701740605', text, '', '', text, '']);
    expect(desired.contacts.get('46701740605')).toMatchObject({ name: meant, groups: [meant] });
    expect(desired.warnings).toMatchObject([
      { code: 'html-cells', figures: { examples: ['crm:2 Namn', 'crm:2 Taggar'] } },
    ]);
  });

  test.each(['A < B', 'Under <18', '<3', '<namn>', 'A<B>C', 'x <y> z'])(
    '%j has no tags that are known',
    (text) => {
      const plain = run(['1', '0701740605', text, '', '', text, '']);
      expect(plain.contacts.get('46701740605')).toMatchObject(
        text === 'A<B>C' ? { name: 'AC', groups: ['AC'] } : { name: text, groups: [text] },
      );
    },
  );

  test.each([
    ...[
      '[object Object]',
      'VIP|[object Object]',
      'System.String[]',
      'System.Object',
      'System.DBNull',
      'VIP|#REF!',
    ],
    ...[
      'System.Collections.Generic.List`1[System.String]',
      '[Ljava.lang.String;@1b6d3586',
      'ARRAY(0x55d0c8)',
    ],
    ...['#REF!', '#VÄRDEFEL!', 'java.util.HashMap@7a81197d', '<__main__.Tag object at 0x7f1>', 'Anna #NAMN?'],
  ])('%j stands in place of a value: rejected, and no group is taken away', (text) => {
    const desired = run(['1', '0701740605', text, '', '', text, '']);
    expect(desired.contacts.get('46701740605')).toMatchObject({ name: '', groups: [] });
    expect(said(desired)).toEqual([`2 garbled-text Namn=${text}`, `2 garbled-text Taggar=${text}`]);
    expect(desired.held).toHaveLength(1);
  });

  test.each([
    'Systemet AB',
    'System.Arkitekt',
    'Java.Kaffe',
    '[VIP]',
    '#VIP',
    'Object',
    'Array AB',
    '#1',
    'a:b',
  ])('%j is a text', (text) => {
    const desired = run(['1', '0701740605', text, '', '', text, '']);
    expect(desired.contacts.get('46701740605')).toMatchObject({ name: text, groups: [text] });
    expect([desired.warnings, desired.rejections]).toEqual([[], []]);
  });

  test.each<[string, string[]]>([
    ['a:2:{i:0;s:3:"VIP";i:1;s:8:"Nyheter ";}', ['VIP', 'Nyheter']],
    ['a:1:{i:0;i:7;}', ['7']],
    ['a:0:{}', []],
  ])('an array of PHP is a list: %j', (text, groups) => {
    const desired = run(['1', '0701740605', '', '', '', text, '']);
    expect(desired.contacts.get('46701740605')?.groups).toEqual(groups);
    expect(desired.warnings).toEqual([]);
  });

  test.each([
    ...[
      'a:1:{s:3:"vip";b:1;}',
      'a:2:{i:0;s:3:"VIP";',
      'a:2:{i:0;s:3:"VIP";}',
      'O:8:"stdClass":1:{s:1:"a";i:1;}',
    ],
    ...['["VIP"', '["VIP", "Guld', '{"grupp": "VIP"', '[{"a":1', 'Array'],
  ])('a list that is broken, and a value of a program, are told: %j', (text) => {
    const desired = run(['1', '0701740605', '', '', '', text, '']);
    expect(desired.warnings).toContainEqual({
      code: 'json-cells',
      figures: { total: 1, examples: ['crm:2 Taggar'], more: 0 },
    });
  });

  test.each(['{"first":"Anna"}', '["Anna"]', 'a:1:{i:0;s:4:"Anna";}'])('in a name too: %j', (text) => {
    expect(run(['1', '0701740605', text, '', '', '', '']).warnings).toMatchObject([
      { code: 'json-cells', figures: { examples: ['crm:2 Namn'] } },
    ]);
  });

  test('a JSON list is a list; an object is told', () => {
    const desired = run(
      ['1', '0701740605', '', '', '', '["VIP","Kunder"]', ''],
      ['2', '0701740606', '', '', '', '{"a":1}', ''],
      ['3', '0701740607', '', '', '', '[1, 2', ''],
      ['4', '0701740608', '{Anna}', '', '', '[VIP]', ''],
    );
    expect([...desired.contacts.values()].map(({ groups }) => groups)).toEqual([
      ['VIP', 'Kunder'],
      ['{"a":1}'],
      ['[1 2'],
      ['[VIP]'],
    ]);
    expect(desired.warnings).toEqual([
      { code: 'json-cells', figures: { total: 1, examples: ['crm:3 Taggar'], more: 0 } },
    ]);
  });
});

describe('E3: rows that lack their last fields', () => {
  const short = (...rows: FieldValue[][]) =>
    transform([
      {
        columns: ['Nr', 'Mobil', 'Ort', 'Stopp'],
        rows,
        mapping: { id: 'Nr', groups: ['Ort {Ort}'], optOut: { column: 'Stopp' } },
      },
    ]);

  test('are read as if those were empty, where a number that passes stands in them', () => {
    const desired = short(['1', '0701740605'], ['2', '0701740606', 'Lund'], ['3', '08-465 004 00'], ['4']);
    expect([...desired.contacts.values()].map(({ msisdn, groups }) => [msisdn, ...groups])).toEqual([
      ['46701740605'],
      ['46701740606', 'Ort Lund'],
    ]);
    expect(desired.rejections.map(({ line, code }) => [line, code])).toEqual([
      [4, 'too-few-fields'],
      [5, 'too-few-fields'],
    ]);
    expect([desired.optOuts.size, desired.optedIn.size]).toEqual([0, 0]);
  });

  test('a yes in front of a lacking opt-out cell blocks nobody, and is told: a delimiter may lack', () => {
    const desired = short(['1', '0701740605', 'ja'], ['2', '0701740606', 'nej']);
    expect([...desired.optOuts]).toEqual([]);
    expect(desired.warnings.map(({ code }) => code)).toEqual(['short-opt-out']);
  });

  test('what `where` asks for must not be among them', () => {
    const desired = transform([
      {
        columns: ['Nr', 'Mobil', 'Status'],
        rows: [['1', '0701740605']],
        mapping: { where: { Status: 'aktiv' } },
      },
    ]);
    expect(desired.rejections.map(({ code }) => code)).toEqual(['too-few-fields']);
    expect(desired.held).toHaveLength(1);
  });
});

describe('T8: the key of a row whose fields are shifted', () => {
  const odd = ['Nr', 'Namn', 'Mobil', 'Stopp'];
  const shifted = (...rows: FieldValue[][]) =>
    transform([{ columns: odd, rows, mapping: { id: 'Nr', optOut: { column: 'Stopp' } } }]);

  test('is no number, though it reads as one: nobody else is blocked', () => {
    const desired = shifted(
      ['701740699', 'Svensson', 'Anna', '0701740605', 'ja'],
      ['701740698', 'Bo', 'Ek', '', 'ja'],
    );
    expect([...desired.optOuts]).toEqual(['46701740605']);
    expect(desired.optOutsByKey.map(({ keys }) => keys)).toEqual([['crm\t701740699'], ['crm\t701740698']]);
    expect(desired.strayOptOuts.map(({ line }) => line)).toEqual([3]);
  });
});

describe('T1: a first number that cannot be read, beside another that can', () => {
  const two = (...rows: FieldValue[][]) =>
    transform([
      {
        columns: ['Nr', 'Mobil', 'Telefon', 'Stopp'],
        rows,
        mapping: { id: 'Nr', phone: ['Mobil', 'Telefon'], optOut: { column: 'Stopp' } },
      },
    ]);

  test('is told, holds its contact, and its opt-out reaches whom the key is known by', () => {
    const desired = two(['1', '070-174 06', '070-174 06 06', 'ja']);
    expect([...desired.contacts.keys()]).toEqual(['46701740606']);
    expect([...desired.optOuts]).toEqual(['46701740606']);
    expect(desired.optOutsByKey).toEqual([{ keys: ['crm\t1'], isOdd: false }]);
    expect(desired.held).toEqual([{ source: 'crm', keys: ['crm\t1'], numbers: [], own: '46701740606' }]);
    expect(desired.warnings).toEqual([
      { code: 'unreadable-first-phone', figures: { total: 1, examples: ['crm:2 Mobil'], more: 0 } },
    ]);
    expect(desired.rejections).toEqual([]);
  });

  test.each(['08-465 004 00', '', 'NULL', 'ring växeln', '-'])('%j is none', (first) => {
    const desired = two(['1', first, '070-174 06 06', 'nej']);
    expect([desired.held.length, desired.warnings.length]).toEqual([0, 0]);
  });
});

describe('far too much text in a cell costs nothing, and is told', () => {
  test.each<[string, Record<string, FieldValue>, string]>([
    ['a phone cell of signs', { Mobil: '#'.repeat(100_000) }, 'Mobil'],
    ['a phone cell of digits and letters', { Mobil: '0x'.repeat(100_000) }, 'Mobil'],
    ['a name of marks that combine', { Namn: `a${'\u0301'.repeat(900_000)}` }, 'Namn'],
    ['a name of ordinary letters', { Namn: 'A'.repeat(1001) }, 'Namn'],
    ['a name of ordinary words', { Namn: 'Anna '.repeat(300) }, 'Namn'],
    ['a name of digits', { Namn: '0'.repeat(1001) }, 'Namn'],
    ['a name that is a list', { Namn: Array<string>(300).fill('Anna') }, 'Namn'],
    ['a group of ordinary letters', { Taggar: 'A'.repeat(1001) }, 'Taggar'],
    ['a group of them', { Taggar: `a${'\u0301'.repeat(900_000)}` }, 'Taggar'],
    ['a list of such groups', { Taggar: ['VIP', `a${'\u0301'.repeat(900_000)}`] }, 'Taggar'],
  ])('%s', (_name, cells, field) => {
    const desired = one(cells);
    expect(desired.rejections.map(({ code, field: column }) => [code, column])).toEqual([
      ['cell-too-long', field],
    ]);
    expect(JSON.stringify(desired.rejections).length).toBeLessThan(5000);
    if (field !== 'Mobil') expect(desired.contacts.size).toBe(1);
    // Which group it would have been nobody knows: none is taken away (T7).
    expect(desired.held.length).toBe(field === 'Namn' ? 0 : 1);
  });

  test.each<[string, Record<string, FieldValue>]>([
    ['a name as long as one may be', { Namn: 'A'.repeat(1000) }],
    ['a name that a column of fixed width fills up', { Namn: `Anna${' '.repeat(2000)}` }],
    ['a name that is a list of two', { Namn: ['Anna', 'Ek'] }],
    ['many groups in a list', { Taggar: Array.from({ length: 300 }, (_, index) => `Grupp ${index}`) }],
  ])('and %s is none', (_name, cells) => {
    const desired = one(cells);
    expect([desired.rejections, desired.held]).toEqual([[], []]);
  });

  test('an opt-out of any length counts', () => {
    expect(one({ Stopp: `ja ${'\u0301'.repeat(900_000)}` }).optOuts.size).toBe(1);
  });
});

test('whatever is garbled, HTML or a list is looked at, whichever signs it is made of', () => {
  const sign = fc.oneof(
    fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(
      '�',
      '€',
      '‚',
      '„',
      '†',
      '√',
      '¬',
      '├',
      '┬',
      'Ÿ',
      '\u0301',
      'ł',
      '÷',
      '?',
      '#',
      '&amp;',
      '<br>',
    ),
  );
  const text = fc.array(sign, { minLength: 1, maxLength: 6 }).map((signs) => signs.join(''));
  fc.assert(
    fc.property(text, (given) => {
      const read = createTextCells([0], []);
      const told: string[] = [];
      const record = read(
        { line: 2, fields: [given] },
        { unusable: (code) => told.push(code), odd: (kind) => told.push(kind) },
      );
      const decoded = withoutEntities(given).replace(/<br\s*\/?>/gi, ' ');
      if (isGarbled(decoded)) expect(told).toContain('garbled-text');
      else expect(record.fields).toEqual([decoded]);
    }),
    { numRuns: examples(4000, 20_000) },
  );
});
