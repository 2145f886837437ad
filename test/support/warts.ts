/** A table of what people write into the cells of their lists, for every kind of source to be read alike. */
export const header: readonly string[] = [
  'Nr',
  'Mobil',
  'Telefon',
  'Namn',
  'Grupper',
  'Ort',
  'SMS-stopp',
  'Status',
];

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
  [
    'Mobil',
    ...[
      '070\u2013174 06 36',
      '+4670 1740638',
      '46-70-174 06 39',
      '070.174.06.44',
      "070'1740645",
      '0701740646 (mamma)',
    ],
  ],
  ['Namn', 'Anna\tBo', 'ﬁna Ek', 'Ｆｕｌｌ Bredd', 'Anna\u2028Bo', '\ufeffAnna', '1234'],
  [
    'SMS-stopp',
    'ＪＡ',
    'ja, tack',
    '1.0',
    '-1',
    'sant',
    '2024-01-31 12:00:00',
    '0000-00-00 00:00:00',
    '1900-01-01',
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

/** One wart a row; the other cells are plain. */
export const rows: string[][] = warts.flatMap(([column, ...cells]) =>
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
export const odd: string[][] = [
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
export const table: readonly (readonly string[])[] = [header, ...rows, ...odd];

/** As a Swedish Excel saves it. */
export const csvOf = (lines: readonly (readonly string[])[]) =>
  lines
    .map((row) =>
      row.map((cell) => (/[";\n\t]|^[ =]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(';'),
    )
    .join('\r\n')
    .concat('\r\n');

/** What a pipeline says of the columns. */
export const wartMapping = {
  label: 'crm',
  id: 'Nr',
  phone: ['Mobil', 'Telefon'],
  name: 'Namn',
  groups: ['Kunder', 'Ort {Ort}', { column: 'Grupper', separator: '|' }],
  optOut: { column: 'SMS-stopp' },
  where: { Status: ['aktiv'] },
};
