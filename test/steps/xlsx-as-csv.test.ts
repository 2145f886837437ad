import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import { completeEnvironment } from '../../src/session/environment.ts';
import { readSources } from '../../src/steps/sources.ts';
import { type Cell, workbook } from '../support/workbook.ts';

/** A workbook goes the way of a CSV file: the same table gives the same contacts, rejections, opt-outs and warnings (E3, T1 to T8). */
const header = ['Nr', 'Mobil', 'Telefon', 'Namn', 'Grupper', 'Ort', 'SMS-stopp', 'Status'];

/** One wart a row, in the column named; the others are plain. */
const warts: readonly (readonly [column: string, ...cells: string[]])[] = [
  [
    'Mobil',
    ...['0701740605', '701740605', '46701740606', '+46 70 174 06 07', '0046701740608', '070-174 06 09'],
    ...[
      '070/174 06 10',
      '(070) 174 06 11',
      '+46 (0)70 174 06 12',
      '070 174 06 13 (jobb)',
      'tel:+46701740614',
    ],
    ...["'0701740615", '="0701740616"', ' "0701740617"', '070-174 06 18 ankn 12', '0701740619 ext. 4'],
    ...[
      '070-174 06 20 / 08-465 004 00',
      '0701740621, 0701740622',
      '０７０１７４０６２３',
      '070\u2011174\u201106\u201124',
    ],
    ...[
      '070\u00a0174\u00a006\u00a025',
      '\u200b0701740626\u202c',
      '4,67098E+10',
      '4.67098E+10',
      '4,67098e10',
      '#REF!',
    ],
    ...[
      '#N/A',
      '#SAKNAS!',
      '#VÄRDEFEL!',
      '######',
      'NULL',
      '\\N',
      '(null)',
      '-',
      'saknas',
      '',
      ' ',
      '0',
      '00000000',
    ],
    ...[
      '20100101-0000',
      '201001010000',
      'SE556677889901',
      '556677-8899',
      '08-465 004 00',
      '12345',
      '123',
      '0701',
    ],
    ...[
      '070174060',
      '07017406055',
      '070174060500000000',
      '+4570174060',
      '+47 406 05 060',
      '+358401234567',
      '+1 202 555 0123',
    ],
    ...[
      'ring mig',
      'anna@example.com',
      'MalmÃ¶',
      '070-174 06 2?',
      '1E5',
      '٠٧٠١٧٤٠٦٢٧',
      '0701740628\t',
      '--',
      'nej',
    ],
    ...[
      '0701740629;0701740630',
      '0701740631|0701740632',
      '070 1740 633 eller 0701740634',
      'N/A',
      'x',
      '+',
      '00',
    ],
  ],
  ['Telefon', '0701740640', '08-465 004 01', '0701740641 / 0701740642', 'NULL', '4,67E+10', '="0701740643"'],
  [
    'Namn',
    ...[
      'Svensson,Anna',
      'AB;',
      'Åsa Öberg',
      'A\u030asa',
      'Anna  Bo',
      ' Anna ',
      'An\u200bna',
      '👩‍👩‍👧 Lund',
      'MalmÃ¶',
      'Bj?rn',
      'Nan',
    ],
    ...[
      'NULL',
      '-',
      '#REF!',
      'Malm\ufffd',
      '"Anna"',
      '="Anna"',
      '=Anna',
      'A&amp;B',
      'A & B <i>',
      '&lt;',
      'x'.repeat(300),
    ],
    ...[
      '_x000D_',
      '_x0041_',
      'null',
      'Anna\u00a0Bo',
      'مريم',
      '张伟',
      '\u202eanna',
      'O’Hara',
      "O'Hara",
      'a\u0000b'.replace('\0', ''),
    ],
  ],
  [
    'Grupper',
    ...[
      'VIP',
      'VIP|Nyheter',
      'vip',
      'VIP | Nyheter',
      '|',
      '||VIP',
      'all',
      'ALL|VIP',
      'Stockholm, Norr',
      'A;B',
      '#REF!',
      'NULL',
    ],
    ...[
      'MalmÃ¶',
      'V\u200bIP',
      ' VIP ',
      'VIP|VIP',
      'é|e\u0301',
      'true',
      'x'.repeat(200),
      '&amp;',
      '"VIP"',
      '1',
      '-',
    ],
  ],
  ['Ort', 'Lund', 'lund', '', ' ', 'Lund,Norr', 'Malmö', 'MalmÃ¶', '#N/A', 'saknas', '{Ort}', '0'],
  [
    'SMS-stopp',
    ...[
      'ja',
      'JA',
      'Ja ',
      'x',
      'X',
      '1',
      'true',
      'SANT',
      'TRUE',
      'nej',
      'Nej',
      '0',
      'false',
      'FALSKT',
      'no',
      'off',
      'N',
    ],
    ...[
      '',
      ' ',
      '0000-00-00',
      '2024-01-31',
      'kanske',
      '?',
      'STOPP',
      '#REF!',
      '#N/A',
      'NULL',
      '0,0',
      '1,0',
      'på',
      'av',
      'inte',
    ],
  ],
  ['Status', 'aktiv', 'Aktiv', 'AKTIV ', 'vilande', '', 'NULL', ' aktiv'],
];

const rows: string[][] = warts.flatMap(([column, ...cells]) =>
  cells.map((cell) => header.map((name) => (name === column ? cell : ''))),
);
rows.forEach((row, at) => {
  const plain: Record<string, string> = {
    Nr: `K${at + 1}`,
    Mobil: `07017${String(41000 + at)}`,
    Namn: `Person ${at + 1}`,
    Status: 'aktiv',
  };
  const wart = warts.find(([column]) => row[header.indexOf(column)] !== '')?.[0];
  for (const [name, value] of Object.entries(plain))
    if (name !== wart && row[header.indexOf(name)] === '') row[header.indexOf(name)] = value;
});
// Rows of their own: an empty one, one with its number alone, one with a cell too many, two with one key, two with one number.
const odd: string[][] = [
  Array(8).fill(''),
  ['K900', '0701742900', '', '', '', '', '', 'aktiv'],
  ['K901', '0701742901', '', 'För bred', '', '', '', 'aktiv', 'mer'],
  ['K902', '0701742902', '', 'Tom sist', '', '', '', 'aktiv', '', ''],
  ['K903', '0701742903', '', 'En', 'A', '', '', 'aktiv'],
  ['K903', '0701742904', '', 'Två', 'B', '', '', 'aktiv'],
  ['K905', '0701742905', '', 'En', 'A', '', '', 'aktiv'],
  ['K906', '+46701742905', '', 'Två', 'B', '', 'ja', 'aktiv'],
  [...header],
  ['', '', '', '', '', '', '', 'aktiv'],
  ['K908', '0701742908', '', 'Kommentar\növer två rader', '', '', '', 'aktiv'],
];
const table = [header, ...rows, ...odd];

const csvOf = (lines: readonly (readonly string[])[]) =>
  lines
    .map((row) =>
      row.map((cell) => (/[";\n\t]|^[ =]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(';'),
    )
    .join('\r\n')
    .concat('\r\n');

async function read(type: 'csv' | 'xlsx', bytes: Buffer | string, mapping: object = {}) {
  const pipeline = checkPipeline(
    {
      name: 'p',
      sources: [
        {
          type,
          path: '-',
          label: 'crm',
          id: 'Nr',
          phone: ['Mobil', 'Telefon'],
          name: 'Namn',
          groups: ['Kunder', 'Ort {Ort}', { column: 'Grupper', separator: '|' }],
          optOut: { column: 'SMS-stopp' },
          where: { Status: ['aktiv'] },
          ...mapping,
        },
      ],
      contacts: { absent: 'keep' },
    },
    'p',
  );
  const environment = completeEnvironment({ stdin: Readable.from([Buffer.from(bytes)]), env: {} });
  const { read: _, ...extracted } = await readSources(pipeline, false, environment);
  return extracted;
}

/** Excel writes the sign `_x000D_` within texts as `_x005F_x000D_`. */
const asCell = (cell: string): Cell =>
  cell === '' ? undefined : cell.replace(/_(?=x[0-9A-F]{4}_)/g, '_x005F_');

describe('one table as CSV and as .xlsx', () => {
  test(`${rows.length} warts, and rows that are odd`, async () => {
    expect(rows.length).toBeGreaterThan(150);
    const asCsv = await read('csv', csvOf(table));
    expect(asCsv.desired.rejections.length).toBeGreaterThan(20);
    expect(asCsv.desired.contacts.size).toBeGreaterThan(100);
    const cells = table.map((row) => row.map(asCell));
    expect(await read('xlsx', workbook(cells, { isShared: true }))).toEqual(asCsv);
    expect(await read('xlsx', workbook(cells))).toEqual(asCsv);
  });

  test('typed cells say what a CSV of them says', async () => {
    const lines: [readonly Cell[], readonly string[]][] = [
      [['Nr', 'Mobil', 'Telefon', 'Namn', 'Grupper', 'Ort', 'SMS-stopp', 'Status'], [...header]],
      [
        [1, 701740605, undefined, 'Nolla borta', 7, 222, true, 'aktiv'],
        ['1', '701740605', '', 'Nolla borta', '7', '222', 'true', 'aktiv'],
      ],
      [
        [
          { number: 2, style: 1 },
          46701740606,
          undefined,
          'Landsnummer',
          undefined,
          undefined,
          false,
          'aktiv',
        ],
        ['0002', '46701740606', '', 'Landsnummer', '', '', 'false', 'aktiv'],
      ],
      [
        [3, { xml: '<c><v>4.6701740607E10</v></c>' }, undefined, 'Stor', undefined, undefined, 0, 'aktiv'],
        ['3', '46701740607', '', 'Stor', '', '', '0', 'aktiv'],
      ],
      [
        [
          4,
          { number: 701740608, style: 2 },
          undefined,
          'Visad med nolla',
          undefined,
          { number: 45322, style: 3 },
          undefined,
          'aktiv',
        ],
        ['4', '070-174 06 08', '', 'Visad med nolla', '', '2024-01-31', '', 'aktiv'],
      ],
      [
        [
          5,
          { xml: '<c t="e"><f>VLOOKUP(1,2,3)</f><v>#REF!</v></c>' },
          701740609,
          'Fel',
          { xml: '<c t="e"><v>#REF!</v></c>' },
          undefined,
          { xml: '<c t="e"><f>X</f><v>#REF!</v></c>' },
          'aktiv',
        ],
        ['5', '#REF!', '701740609', 'Fel', '#REF!', '', '#REF!', 'aktiv'],
      ],
      [
        [
          6,
          { xml: '<c t="str"><f>"0"&amp;A1</f><v>0701740610</v></c>' },
          undefined,
          { xml: '<c t="str"><f>A</f></c>' },
          undefined,
          undefined,
          { xml: '<c t="str"><f>IF(1,"")</f><v></v></c>' },
          'aktiv',
        ],
        ['6', '0701740610', '', '#CALC!', '', '', '', 'aktiv'],
      ],
      [
        [
          7,
          { xml: '<c><v>4.670174060512346E16</v></c>' },
          undefined,
          'Förstört',
          undefined,
          undefined,
          undefined,
          'aktiv',
        ],
        ['7', '4.670174060512346E+16', '', 'Förstört', '', '', '', 'aktiv'],
      ],
    ];
    const asCsv = await read('csv', csvOf(lines.map(([, row]) => row)));
    const formats = ['0000', '000-000 00 00', 'yyyy\\-mm\\-dd'];
    expect(
      await read(
        'xlsx',
        workbook(
          lines.map(([cells]) => cells),
          { formats },
        ),
      ),
    ).toEqual(asCsv);
    expect([...asCsv.desired.contacts.keys()]).toEqual([
      '46701740605',
      '46701740606',
      '46701740607',
      '46701740608',
      '46701740609',
      '46701740610',
    ]);
    expect([...asCsv.desired.optOuts.keys()]).toContain('46701740609');
  });
});
