import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import type { RowCells } from '../../src/contact/row-cells.ts';
import type { OpenSource } from '../../src/extract/source.ts';
import { completeEnvironment } from '../../src/session/environment.ts';
import { readSources, sourceOf } from '../../src/steps/sources.ts';
import { createTables } from '../../src/table/tables.ts';

import { examples, isLong } from '../support/length.ts';

/**
 * Rows in which nothing is to be looked at are taken without records being made of them, and records of other sources as they are. Whether they are taken or not, the
 * same contacts, opt-outs, rejections, counts and warnings come of a file, in the same order.
 */
const columns = [
  ...['Nr', 'Förnamn', 'Efternamn', 'Mobil', 'Telefon', 'Ort', 'Grupper', 'Brev', 'Status', 'Stopp'],
  ...['Samtycke', 'Dag'],
];

const ordinaryRow = (index: number): string[] => [
  `K${index}`,
  ['Anna', 'Bo', 'Åsa', 'Nils-Erik', 'Usha'][index % 5] as string,
  ['Ek', 'Öberg', 'af Sand', "O'Hara", 'Nord'][(index >> 2) % 5] as string,
  `070${String(1_740_605 + index * 7).padStart(7, '0')}`,
  index % 3 ? '' : '08-465 004 01',
  ['Lund', 'Malmö', 'Ystad'][index % 3] as string,
  ['VIP|Golf', '', 'VIP'][index % 3] as string,
  index % 2 ? 'ja' : 'nej',
  index % 11 ? 'Aktiv' : 'Slut',
  ['', 'nej', '0'][index % 3] as string,
  ['ja', 'ja', 'nej', ''][index % 4] as string,
  index % 5 ? `${1 + (index % 28)}/${1 + (index % 11)}/2026` : '',
];

const cells: Readonly<Record<string, readonly string[]>> = {
  Nr: ['', 'null', 'K 7', ' K8', 'KÅ', 'a\tb', '="K9"', '=K9', '-', 'K1002', 'Nr', 'n', 'ja', '\u200bK1'],
  Förnamn: [
    '',
    'Null',
    'NULL',
    'null',
    'Array',
    'MalmÃ¶',
    'Bj?rn',
    ' Bo',
    'Bo ',
    'Bo  Ek',
    'Bo;Ek',
    'Bo, Ek',
  ],
  Efternamn: [
    ...[
      'A. Ek',
      'Ek A.',
      'System.String',
      'Ek System.',
      'java. Ek',
      'java.util.List',
      'Ek AB 123',
      'Ek/By',
      'Łuk',
      'Ek..',
      '1',
      'N/A',
      'a.b',
      'ŒUVRE',
      'aŠb',
    ],
    '',
    'saknas',
    'None',
    'N',
    'a&amp;b',
    '<b>Ek</b>',
    'O’Brien',
    'Ek\u00ad',
    'X Æ',
    "'Ek",
    'Ek-',
    '5',
    '😀',
    'İ',
    'Šik',
  ],
  Mobil: [
    '',
    'null',
    '-',
    '0701740605',
    '+46701740605',
    '0046 70-174 06 12',
    '070',
    '08-465 004 02',
    'hem',
    '070174-0605',
    ' 0701740633',
    '0701740619 (jobb)',
    '701740626',
    '070-174 06 40 / 070-174 06 47',
    "'0701740654",
    '0701740605.00',
    '7,0174E8',
    '+45 20 12 34 56',
    '0800000000',
  ],
  Telefon: ['', '0701740661', '070', 'saknas', '+46701740605', '08-465 004 03'],
  Ort: [
    '',
    'Lund ',
    'lund',
    'all',
    'x'.repeat(70),
    'Lund\u00a0',
    'Göteborg',
    'MalmÃ¶',
    'Lund;Eslöv',
    'NULL',
    '="Lund"',
    ' Lund',
  ],
  Grupper: ['all', 'VIP|VIP', 'a;b', '["VIP","Guld"]', '{VIP,Guld}', '|', 'null|VIP', '#REF!', 'VIP|Brons'],
  Brev: ['', 'JA', 'Ja ', 'x', 'j?', '#REF!'],
  Status: ['', 'aktiv', ' Aktiv', 'Aktiv.', 'Akt?v', 'Slut', 'NULL'],
  Samtycke: ['', 'JA', 'x', 'kanske', '2026-01-01', 'NULL', 'nej tack', 'ja '],
  Dag: ['', '31/1/2026', '1/31/2026', '2026-13-45', 'igår', '2027-01-01', '0000-00-00', 'NULL', '1/2/2020'],
  Stopp: ['ja', 'JA', 'x', '2026-01-01', 'kanske', '1', 'nej ', 'NULL', 'stopp', '0000-00-00'],
};

/** What else may stand among rows, as lines of the file. */
const lines = [
  '',
  ';;;;;;;;;',
  'Antal poster: 12',
  '-----;-----',
  '(3 rows affected)',
  'ja',
  '2026-01-01',
  'Bo',
  '0701740682',
  'K9;Bo;Ek;0701740689;;Lund;VIP;ja;Aktiv',
  'K9;Bo;Ek;0701740689;;Lund;VIP;ja;Akt',
  'iv;',
  'K9;Bo;Ek;0701740696;;Lund;VIP;ja;Aktiv;;;',
  'K9;Bo;Ek;0701740696;;Lund;VIP;ja;Aktiv;;x',
  columns.join(';'),
  'K9;"Bo ""B""";Ek;0701740703;;Lund;VIP;ja;Aktiv;',
  'K9;Bo "B" x;Ek;0701740703;;Lund;VIP;ja;Aktiv;',
  'K9;"Bo\nEk";Ek;0701740710;;Lund;VIP;ja;Aktiv;',
  'K9;"Bo" ;Ek;0701740710;;Lund;VIP;ja;Aktiv;',
  'K9; "Bo";Ek;0701740710;;Lund;VIP;ja;Aktiv;',
  'K9;Bo\rB;Ek;0701740710;;Lund;VIP;ja;Aktiv;',
  'K9;Bo;Ek;0701740710;;Lund;VIP;ja;Aktiv;"\r"',
  'K9;Bo;Ek;070;;Lund;VIP;ja;Aktiv;"nej\r"',
  'K9;"Bo";"Ek";0701740710;;Lund;VIP;ja;Aktiv;"nej" ',
  'K9;Bo;Ek;0701740717;;Lu\nnd;VIP;ja;Aktiv;',
  'K9;Bo;"Ek;0701740724;;Lund;VIP;ja;Aktiv;"',
  '"K9";"Bo";"Ek";"0701740731";;"Lund";"VIP";"ja";"Aktiv";',
  'K9;Bo;Ek;0701740738;;Lund;VIP;ja;Aktiv;\u001a',
];

/** Those that are full rows of the columns before consent. */
const withConsent = (line: string): string =>
  line.split(';').length === 10 && line.startsWith('K') ? `${line};ja;2/3/2026` : line;

interface Shape {
  readonly newline: string;
  readonly otherNewlines: boolean;
  readonly isQuoted: boolean;
  readonly encoding: 'utf8' | 'latin1';
  readonly delimiter: string;
  readonly order: readonly string[];
  readonly chunk: number;
  readonly ends: boolean;
}

type Odd = { readonly at: number } & (
  | { readonly cells: readonly (readonly [column: number, value: number])[] }
  | { readonly line: number }
);

function fileOf(shape: Shape, odd: readonly Odd[], rows: number): Buffer {
  const { newline, isQuoted, delimiter, order } = shape;
  const places = order.map((column) => columns.indexOf(column));
  const quoted = (cell: string) =>
    (isQuoted && cell !== '') || cell.includes(delimiter) || cell.includes('"')
      ? `"${cell.replaceAll('"', '""')}"`
      : cell;
  const text = [columns, ...Array.from({ length: rows }, (_, index) => ordinaryRow(1000 + index))].map(
    (row, at) => {
      const own = odd.filter((one) => one.at === at && at > 0);
      const changed = [...row];
      for (const one of own)
        if ('cells' in one)
          for (const [column, value] of one.cells) {
            const choices = cells[columns[column] as string] as readonly string[];
            changed[column] = choices[value % choices.length] as string;
          }
      const ends = shape.otherNewlines && own.length > 0 ? (newline === '\n' ? '\r\n' : '\n') : newline;
      const line = `${places.map((place) => quoted(changed[place] as string)).join(delimiter)}${ends}`;
      const others = own.flatMap((one) =>
        'line' in one
          ? [`${withConsent(lines[one.line % lines.length] as string).replaceAll(';', delimiter)}${newline}`]
          : [],
      );
      return line + others.join('');
    },
  );
  const whole = text.join('');
  return Buffer.from(shape.ends ? whole : whole.slice(0, -newline.length), shape.encoding);
}

function pipelineOf(config: Config) {
  return checkPipeline(
    {
      name: 'nightly',
      transform: { duplicates: config.duplicates },
      sources: [
        {
          ...{ type: 'csv', path: '-', phone: ['Mobil', 'Telefon'], name: config.name },
          ...(config.id && { id: 'Nr' }),
          groups: config.groups,
          ...(config.optOut && { optOut: config.optOut }),
          ...(config.where && { where: { Status: ['Aktiv'] } }),
          ...(config.empty && { empty: config.empty }),
          ...(config.consent && { consent: config.consent }),
        },
      ],
      contacts: { absent: 'remove-managed' },
      bounds: { cellCharacters: config.longest },
    },
    'p',
  );
}

interface Config {
  readonly duplicates: string;
  readonly name: readonly string[];
  readonly id: boolean;
  readonly groups: readonly unknown[];
  readonly optOut: object | undefined;
  readonly where: boolean;
  readonly consent?: object | undefined;
  readonly empty: readonly string[] | undefined;
  readonly longest: number;
}

/** The same without tables: what they hold, in its order. */
function plainly(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, plainly);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plainly(one)]));
}

/** @returns what comes of the file, or what is said where it cannot be read; and how many rows were taken as they stand */
async function read(file: Buffer, shape: Shape, config: Config, way: 'rows' | 'records' | 'long') {
  const chunks = Array.from({ length: Math.ceil(file.length / shape.chunk) }, (_, at) =>
    file.subarray(at * shape.chunk, (at + 1) * shape.chunk),
  );
  const environment = completeEnvironment({ stdin: Readable.from(chunks), env: {} });
  let taken = 0;
  const counting: typeof sourceOf = (...args) => {
    const source = sourceOf(...args);
    return {
      ...source,
      open: async (options) => {
        const opened = await source.open(options);
        return {
          ...opened,
          ...(way === 'records' ? { offersRows: undefined } : { offersRows: true }),
          batches: (ordinary) => {
            const take = ordinary?.take;
            if (take)
              Object.assign(ordinary, {
                take: (row: RowCells, line: number) => {
                  const isTaken = take(row, line);
                  if (isTaken) taken++;
                  return isTaken;
                },
              });
            return opened.batches(way === 'rows' ? ordinary : undefined);
          },
        } as OpenSource;
      },
    };
  };
  try {
    const { desired, ...others } = await readSources(
      pipelineOf(config),
      true,
      environment,
      createTables(),
      counting,
    );
    return { taken, of: plainly({ ...others, ...desired }) };
  } catch (error) {
    return { taken, of: String(error) };
  }
}

async function bothWays(odd: readonly Odd[], shape: Shape, config: Config, rows = 1500) {
  const taken = await bothWaysOf(fileOf(shape, odd, rows), shape, config);
  if (odd.length === 0 && taken.rows > 400) expect(taken.records).toBeGreaterThan(100);
  return taken.rows;
}

async function bothWaysOf(file: Buffer, shape: Shape, config: Config) {
  const long = await read(file, shape, config, 'long');
  const rows = await read(file, shape, config, 'rows');
  const records = await read(file, shape, config, 'records');
  // Much quicker than an expectation, which shows where two differ.
  for (const { of } of [rows, records])
    if (!isDeepStrictEqual(of, long.of)) expect(of).toStrictEqual(long.of);
  expect(long.taken).toBe(0);
  return { rows: rows.taken, records: records.taken };
}

const plainShape: Shape = {
  ...{ newline: '\r\n', otherNewlines: false, isQuoted: true, encoding: 'utf8', delimiter: ';' },
  ...{ order: columns, chunk: 8192, ends: true },
};
const plainConfig: Config = {
  ...{
    duplicates: 'merge',
    name: ['Förnamn', 'Efternamn'],
    id: true,
    where: true,
    empty: undefined,
    longest: 1000,
  },
  groups: [
    'Kunder',
    'Ort {Ort}',
    { column: 'Grupper', separator: '|' },
    { column: 'Brev', is: ['ja'], group: 'Brev' },
  ],
  optOut: { column: 'Stopp' },
};

describe('rows that are taken as they stand', () => {
  test('nearly all of an ordinary file, whatever its form', async () => {
    const forms: Partial<Shape>[] = [
      {},
      { newline: '\n' },
      { isQuoted: false },
      { encoding: 'latin1' },
      { delimiter: ',' },
      { ends: false },
      { chunk: 777 },
      // The opt-out, and what is a group, stand last.
      { order: columns.with(11, 'Stopp').with(9, 'Dag') },
      { order: columns.with(11, 'Ort').with(5, 'Dag') },
    ];
    // The first 64 KiB, and a thousand rows, are looked at as they always were.
    for (const form of forms)
      expect(await bothWays([], { ...plainShape, ...form }, plainConfig, 2000)).toBeGreaterThan(600);
  });

  test.each<[string, Partial<Config>]>([
    ['no key', { id: false }],
    ['no opt-out', { optOut: undefined }],
    ['consent', { consent: { column: 'Samtycke', groups: ['Brev'] } }],
    ['no condition', { where: false }],
    ['one column for the name', { name: ['Efternamn'] }],
    ['the last of a number', { duplicates: 'last' }],
    ['the first of a number', { duplicates: 'first' }],
  ])('%s', async (_, config) => {
    expect(await bothWays([], plainShape, { ...plainConfig, ...config }, 2000)).toBeGreaterThan(600);
  });

  test('also where consent has a day: how days are written is found out of the first ten thousand', async () => {
    const consent = { column: 'Samtycke', at: 'Dag', maxAge: '200d' };
    expect(await bothWays([], plainShape, { ...plainConfig, consent }, 12_000)).toBeGreaterThan(1000);
    // One that is of the other order ends the run, and on the same line.
    const other: Odd = { at: 11_500, cells: [[11, 2]] };
    await bothWays([other], plainShape, { ...plainConfig, consent }, 12_000);
  });

  test('few where most rows are odd: to go back and forth would take longer than it saves', async () => {
    // Every row but the fifth of each is of a number that another row has.
    const odd = Array.from({ length: 6000 }, (_, at): Odd => ({ at, cells: [[3, 3]] })).filter(
      ({ at }) => at % 5 > 0,
    );
    const taken = await bothWays(odd, plainShape, plainConfig, 6000);
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(400);
  });

  test('none where a number in several rows rejects them all', async () => {
    expect(await bothWays([], plainShape, { ...plainConfig, duplicates: 'reject' }, 2500)).toBe(0);
  });
});

describe('what is odd comes to the same among rows that are taken', () => {
  const everyCell = Object.entries(cells).flatMap(([column, values]) =>
    values.map((value, at): [string, string, Odd] => [
      column,
      JSON.stringify(value),
      { at: 1300, cells: [[columns.indexOf(column), at]] },
    ]),
  );

  test('each cell by itself', async () => {
    const odd = everyCell.map(([, , one], at) => ({ ...one, at: 1100 + at * 3 }));
    expect(await bothWays(odd, plainShape, plainConfig, 2000)).toBeGreaterThan(400);
  });

  test.each(lines.map((line, at): [string, number] => [JSON.stringify(line), at]))(
    'the line %s',
    async (_, line) => {
      const forms = ['\r\n', '\n'].flatMap((newline) =>
        [columns, columns.with(11, 'Stopp').with(9, 'Dag')].map((order) => ({ newline, order })),
      );
      const some = isLong ? forms : [forms[line % 4]];
      for (const form of some)
        await bothWays([{ at: 1200, line }], { ...plainShape, ...form, isQuoted: false }, plainConfig, 1300);
    },
  );

  test('a closing line behind a row that may go on in it: nothing is taken away by that row', async () => {
    const order = columns.with(11, 'Grupper').with(6, 'Dag');
    const config = { ...plainConfig, optOut: undefined, where: false };
    await bothWays([{ at: 1200, line: 2 }], { ...plainShape, order, isQuoted: false }, config, 1300);
  });

  /** A file of plain rows, in which some lines stand in place of what is there. */
  const fileWith = (
    header: readonly string[],
    newline: string,
    rowOf: (index: number) => string,
    others: Readonly<Record<number, string>>,
  ) =>
    Buffer.from(
      [
        `${header.join(';')}${newline}`,
        ...Array.from({ length: 3000 }, (_, at) => others[at] ?? `${rowOf(1000 + at)}${newline}`),
      ].join(''),
    );

  test('white space behind a quotation mark, where rows of the file end in LF alone', async () => {
    const quoted = (index: number) => [...ordinaryRow(index), 'a'].map((cell) => `"${cell}"`).join(';');
    const file = fileWith([...columns, 'Anm'], '\r\n', quoted, {
      1500: `${quoted(2500).replace('";"', '\n";"')}\r\n`,
      1504: `${quoted(2504).replace('";"', '" ;"')}\r\n`,
      1508: `${quoted(2508)} \r\n`,
      2800: `${ordinaryRow(3800).join(';')};Ring\nnästa vecka\r\n`,
    });
    expect((await bothWaysOf(file, plainShape, plainConfig)).rows).toBeGreaterThan(1200);
    const { of } = await read(file, plainShape, plainConfig, 'rows');
    expect(of).toMatchObject({ rejections: [{ line: 2803, code: 'line-break' }] });
  });

  test('a CR at the end of a last cell in quotation marks', async () => {
    const header = columns.with(9, 'Ort').with(5, 'Stopp');
    const row = (index: number) => {
      const cells = ordinaryRow(index);
      return cells.with(9, `"${cells[5]}"`).with(5, cells[9] as string);
    };
    const withReturn = (index: number) => row(index).join(';').replace(/"$/, '\r"');
    const withoutNumber = (index: number) => withReturn(index).replace(/;070\d+;/, ';07;');
    const config = { ...plainConfig, where: false, groups: ['Ort {Ort} med omnejd'] };
    const bareEnds: Readonly<Record<number, string>>[] = [
      {},
      { 1500: `${row(2500).join(';')}\n` },
      { 1512: `${withReturn(2512)}\n` },
    ];
    for (const newline of ['\r\n', '\n'])
      for (const bare of bareEnds) {
        const file = fileWith(header, newline, (index) => row(index).join(';'), {
          1504: `${withReturn(2504)}${newline}`,
          1508: `${withoutNumber(2508)}${newline}`,
          ...bare,
        });
        expect((await bothWaysOf(file, plainShape, config)).rows).toBeGreaterThan(1200);
      }
  });

  const oddOnes = fc.array(
    fc.oneof(
      fc.record({
        at: fc.integer({ min: 900, max: 1500 }),
        cells: fc.array(fc.tuple(fc.nat(columns.length - 1), fc.nat(40)), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ at: fc.integer({ min: 900, max: 1500 }), line: fc.nat(lines.length - 1) }),
    ),
    { maxLength: 60 },
  );
  const shapes: fc.Arbitrary<Shape> = fc.record({
    newline: fc.constantFrom('\r\n', '\n'),
    otherNewlines: fc.boolean(),
    isQuoted: fc.boolean(),
    encoding: fc.constantFrom('utf8', 'latin1'),
    delimiter: fc.constantFrom(';', ',', '\t'),
    order: fc.shuffledSubarray(columns, { minLength: columns.length }),
    chunk: fc.integer({ min: 500, max: 20_000 }),
    ends: fc.boolean(),
  });
  const configs: fc.Arbitrary<Config> = fc.record({
    duplicates: fc.constantFrom('merge', 'first', 'last'),
    name: fc.constantFrom(['Förnamn', 'Efternamn'], ['Efternamn'], ['Efternamn', 'Ort']),
    id: fc.boolean(),
    groups: fc.constantFrom(plainConfig.groups, ['Ort {Ort}'], ['Namn {Förnamn}', { column: 'Grupper' }], []),
    optOut: fc.constantFrom(
      undefined,
      { column: 'Stopp' },
      { column: 'Stopp', any: true },
      { column: 'Stopp', is: ['x'], not: ['nej', ''] },
      { column: 'Brev', is: [''] },
    ),
    where: fc.boolean(),
    consent: fc.constantFrom<object | undefined>(
      undefined,
      undefined,
      { column: 'Samtycke' },
      { column: 'Samtycke', is: ['ja'], not: ['nej', ''], groups: ['Ort *'] },
      { column: 'Samtycke', at: 'Dag', maxAge: '200d' },
      { at: 'Dag', groups: ['Brev'] },
    ),
    empty: fc.constantFrom(undefined, [], ['0701740605', 'Anna', 'K1200', 'Lund', 'ja']),
    longest: fc.constantFrom(1000, 100),
  });

  test('whatever there is, in whatever form', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(oddOnes, shapes, configs, async (odd, shape, config) => {
        await bothWays(odd, shape, config);
      }),
      {
        numRuns: Number(process.env.ORDINARY_FILES ?? examples(20, 80)),
        ...(process.env.ORDINARY_SEED && { seed: Number(process.env.ORDINARY_SEED) }),
      },
    );
  });
});
