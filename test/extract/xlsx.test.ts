import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type JojkaSyncError, SourceError, UsageError } from '../../src/errors.ts';
import { numberStyle, numberText } from '../../src/extract/xlsx/cell-text.ts';
import { type XlsxSourceOptions, xlsxSource } from '../../src/extract/xlsx/xlsx.ts';
import { type Cell, sheetXml, workbook, workbookFiles, type ZipFile, zip } from '../support/workbook.ts';
import { readAll } from './read.ts';

const readXlsx = async (bytes: Buffer, options: Partial<XlsxSourceOptions> = {}) =>
  readAll(
    await xlsxSource({ name: 'kunder.xlsx', path: '-', ...options, stdin: Readable.from([bytes]) }).open(),
  );
const plainRows: Cell[][] = [
  ['Nr', 'Mobil'],
  [1, '0701740605'],
];
/** The files of a plain workbook, one of them replaced. */
const spoilt = (name: string, change: Partial<ZipFile>): Buffer =>
  zip(
    workbookFiles({ sheets: { Kunder: sheetXml(plainRows) } }).map((file) =>
      file.name === name ? { ...file, ...change } : file,
    ),
  );
const sheet = 'xl/worksheets/sheet1.xml';
const ofSheet = (data: string, around = '') =>
  spoilt(sheet, { content: `${around}<worksheet><sheetData>${data}</sheetData></worksheet>` });

describe('sheets and rows', () => {
  const two = zip(
    workbookFiles({
      sheets: { Info: sheetXml([['Läs mig']]), 'Kunder ÅÄÖ': sheetXml(plainRows), Dold: sheetXml([['x']]) },
      hidden: ['Info'],
    }),
  );

  test.each<[string, string | number | undefined, string[]]>([
    ['the first that is shown', undefined, ['Nr', 'Mobil']],
    ['by name', 'Kunder ÅÄÖ', ['Nr', 'Mobil']],
    ['by name in another case', ' kunder åäö', ['Nr', 'Mobil']],
    ['by position', 2, ['Nr', 'Mobil']],
    ['a hidden one, when asked for', 'Info', ['Läs mig']],
  ])('a sheet: %s', async (_name, wanted, columns) => {
    expect((await readXlsx(two, { sheet: wanted })).columns).toEqual(columns);
  });

  test.each<[string | number, string]>([
    ['Kundr ÅÄÖ', 'Did you mean "Kunder ÅÄÖ"?'],
    [4, 'Its sheets are: "Info", "Kunder ÅÄÖ", "Dold".'],
  ])('no sheet %s', async (wanted, advice) => {
    const error = await readXlsx(two, { sheet: wanted }).catch((thrown: JojkaSyncError) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as JojkaSyncError).advice).toContain(advice);
  });

  test('rows keep the number that Excel shows; rows and columns that are left out are empty', async () => {
    const data = `<row r="3"><c r="A3" t="inlineStr"><is><t>Nr</t></is></c><c r="C3" t="inlineStr"><is><r><t>Mo</t></r><r><t>bil</t></r><rPh><t>x</t></rPh></is></c></row>
      <row r="7"><c r="C7"><v>701740605</v></c></row><row><c><v>8</v></c></row>`;
    const read = await readXlsx(ofSheet(data));
    expect(read.columns).toEqual(['Nr', '', 'Mobil']);
    expect(read.rows).toEqual([
      [7, '', '', '701740605'],
      [8, '8', '', ''],
    ]);
  });

  test('rows above the header are left out', async () => {
    const rows = [['Kundlista'], [], ['Nr', 'Mobil'], [1, '0701740605']];
    expect((await readXlsx(workbook(rows), { skipRows: 1 })).rows).toEqual([[4, '1', '0701740605']]);
    expect((await readXlsx(workbook(rows), { skipRows: 2 })).columns).toEqual(['Nr', 'Mobil']);
  });

  test('a header over two lines moves no row', async () => {
    expect(
      (
        await readXlsx(
          workbook([
            ['Kund\nnr', 'Mobil'],
            [1, '2'],
          ]),
        )
      ).rows,
    ).toEqual([[2, '1', '2']]);
  });

  test.each<[string, Buffer]>([
    ['no bytes', Buffer.alloc(0)],
    ['no rows', workbook([])],
    ['empty rows', workbook([[], [' '], []])],
  ])('empty: %s', async (_name, bytes) => {
    expect((await readXlsx(bytes)).empty).toBe(true);
  });

  test('entities, signs that XML has no room for, CDATA and gzip', async () => {
    const data = `<row r="1"><c t="inlineStr"><is><t>N</t></is></c></row>
      <row r="2"><c t="inlineStr"><is><t>A &amp;amp; B &#128512;_x000D__x005F_x0041_&#xD800;</t></is></c></row>
      <row r="3"><c t="inlineStr"><is><t><![CDATA[<b>&amp;]]></t></is></c></row>`;
    expect((await readXlsx(gzipSync(ofSheet(data)))).rows).toEqual([
      [2, 'A &amp; B 😀\r_x0041_\ufffd'],
      [3, '<b>&amp;'],
    ]);
  });

  test('100,000 rows', async () => {
    const rows: Cell[][] = [['Nr', 'Mobil', 'Namn']];
    for (let at = 0; at < 100_000; at++) rows.push([at, 700_000_000 + at, `Person ${at}`]);
    const read = await readXlsx(workbook(rows));
    expect(read.rows.length).toBe(100_000);
    expect(read.rows.at(-1)).toEqual([100_001, '99999', '700099999', 'Person 99999']);
  }, 60_000);
});

describe('numbers as text', () => {
  test.each<[raw: string, format: string | undefined, text: string, is1904?: true]>([
    ['701740605', undefined, '701740605'],
    ['4.6701740605E10', undefined, '46701740605'],
    ['0.1', undefined, '0.1'],
    ['0.30000000000000004', undefined, '0.3'],
    ['-0', undefined, '0'],
    ['-5', undefined, '-5'],
    ['1E3', undefined, '1000'],
    ['999999999999999', undefined, '999999999999999'],
    ['1000000000000000', undefined, '1E+15'],
    ['1.2345678901234568E+16', undefined, '1.2345678901234568E+16'],
    ['x', undefined, 'x'],
    ['701740605', '0000000000', '0701740605'],
    ['701740605', '000-000 00 00', '070-174 06 05'],
    ['46701740605', '"+"0', '+46701740605'],
    ['46701740605', '\\+#', '+46701740605'],
    ['701740605', '0', '701740605'],
    ['701740605', '#,##0', '701740605'],
    ['701740605', '0.00E+00', '701740605'],
    ['0.5', '0%', '0.5'],
    ['5', '[<=9]000;0', '5'],
    ['5', 'General', '5'],
    ['5', '"dag "0', 'dag 5'],
    ['45322', 'yyyy-mm-dd', '2024-01-31'],
    ['45322', '[$-41D]d mmmm yyyy;@', '2024-01-31'],
    ['45322.5', 'yyyy-mm-dd hh:mm', '2024-01-31T12:00:00'],
    ['45322.999999999', 'yyyy-mm-dd hh:mm', '2024-02-01'],
    ['0.5', 'hh:mm', '12:00:00'],
    ['1', 'yyyy-mm-dd', '1900-01-01'],
    ['59', 'yyyy-mm-dd', '1900-02-28'],
    ['61', 'yyyy-mm-dd', '1900-03-01'],
    ['0', 'yyyy-mm-dd', '0000-00-00'],
    ['43860', 'yyyy-mm-dd', '2024-01-31', true],
    ['-1', 'yyyy-mm-dd', '-1'],
    ['701740605', 'yyyy-mm-dd', '701740605'],
  ])('%s as %s is %s', (raw, format, text, is1904) => {
    expect(numberText(raw, numberStyle(format ? 170 : 0, format), is1904 ?? false)).toBe(text);
  });

  test('formats that every workbook has', () => {
    expect(numberText('45322', numberStyle(14, undefined), false)).toBe('2024-01-31');
    expect(numberText('45322', numberStyle(3, undefined), false)).toBe('45322');
  });
});

const refused = async (bytes: Buffer, options: Partial<XlsxSourceOptions> = {}) => {
  const error = await readXlsx(bytes, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SourceError);
  const { message, advice } = error as JojkaSyncError;
  return `${message} ${advice}`;
};

describe('what is no .xlsx is told by name', () => {
  const ole = (text: string) =>
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(text, 'utf16le')]);
  test.each<[string, Buffer, string]>([
    [
      '.xls',
      ole('Workbook'),
      'an old Excel workbook (.xls), not an Excel workbook (.xlsx) Open it in Excel and save it as .xlsx',
    ],
    ['password', ole('EncryptedPackage'), 'the workbook is protected by a password Save it without one'],
    ['password of a zip', spoilt(sheet, { flags: 1 }), 'protected by a password'],
    [
      '.numbers',
      zip([{ name: 'Index/Document.iwa', content: 'x' }]),
      'a Numbers file of a Mac (.numbers), not an Excel workbook (.xlsx) Open it in Numbers',
    ],
    ['.numbers of old', zip([{ name: 'Index.zip', content: 'x' }]), '(.numbers)'],
    ['.xlsb', zip([{ name: 'xl/workbook.bin', content: 'x' }]), '(.xlsb)'],
    ['.ods', zip([{ name: 'content.xml', content: 'x' }]), '(.ods)'],
    [
      '.docx',
      zip([
        { name: '_rels/.rels', content: '' },
        { name: 'word/document.xml', content: 'x' },
      ]),
      '(.docx)',
    ],
    ['a zip', zip([{ name: 'kunder.csv', content: 'Nr;Mobil' }]), 'a zip archive'],
    ['CSV', Buffer.from('Nr;Mobil\n1;2\n'), 'If it is CSV, say so in the pipeline: type: csv.'],
    ['a web page', Buffer.from('<html><table>'), 'a web page or XML'],
    ['a PDF', Buffer.from('%PDF-1.4'), 'a PDF'],
    ['three bytes', Buffer.from('abc'), 'it is text'],
    ['NUL', Buffer.alloc(100), 'something else'],
  ])('%s', async (_name, bytes, said) => {
    expect(await refused(bytes)).toContain(said);
  });
});

describe('what one part of a workbook says for a million cells is bounded', () => {
  test.each([1001, 100_000])('a number format of %i characters ends the run', async (length) => {
    const rows: Cell[][] = [['Nr'], [{ number: 1, style: 1 }]];
    expect(await refused(workbook(rows, { formats: ['0'.repeat(length)] }))).toContain(
      `it has a number format of ${length} characters`,
    );
  });

  test.each(['[', '"', '_', '0'])(
    'also where none of its cells has it, and it is made of %s',
    async (sign) => {
      expect(await refused(workbook(plainRows, { formats: [sign.repeat(100_000)] }))).toContain(
        'a number format of',
      );
    },
  );

  test('a format as long as Excel has them is none', async () => {
    const rows: Cell[][] = [['Nr'], [{ number: 42, style: 1 }]];
    const read = await readXlsx(workbook(rows, { formats: [`${'\\0'.repeat(250)}00000`] }));
    expect(read.rows).toEqual([[2, `${'0'.repeat(250)}00042`]]);
  });

  const kept = 'x'.repeat(32_767);
  test.each<[string, string, string]>([
    ['as long as Excel keeps it', kept, kept],
    ['longer', `${kept}x`, `${kept}\ufffd`],
    ['far longer', `${' '.repeat(900_000)}x`, `${' '.repeat(32_767)}\ufffd`],
    ['with a sign of two halves at the cut', `${'x'.repeat(32_766)}😀`, `${'x'.repeat(32_766)}\ufffd`],
  ])('a text %s', async (_name, text, expected) => {
    for (const isShared of [true, false])
      expect((await readXlsx(workbook([['Nr'], [text]], { isShared }))).rows).toEqual([[2, expected]]);
  });
});

describe('broken and hostile workbooks end the run, and say why (E2)', () => {
  const whole = workbook(plainRows);
  const zeros = Buffer.alloc(40_000_000, 0x20);
  const bombs: readonly ZipFile[] = workbookFiles({ sheets: { Kunder: sheetXml(plainRows) } });
  const bomb = (claimedSize?: number) =>
    zip(
      bombs.map((file) =>
        file.name === sheet
          ? {
              ...file,
              content: Buffer.concat([Buffer.from(sheetXml(plainRows)), zeros]),
              ...(claimedSize && { claimedSize }),
            }
          : file,
      ),
    );
  const entities = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`;

  test.each<[string, Buffer, string, Partial<XlsxSourceOptions>?]>([
    ['cut off', whole.subarray(0, whole.length - 30), 'its end is missing'],
    ['cut in half', whole.subarray(0, 300), 'its end is missing'],
    ['a damaged byte', spoilt(sheet, { crc: 1 }), 'is not what it was when it was packed'],
    ['another packing', spoilt(sheet, { method: 12 }), 'packed in a way that workbooks are not'],
    ['not packed at all', spoilt(sheet, { isStored: true, method: 8 }), 'cannot be unpacked'],
    [
      'one name twice',
      zip([...bombs, bombs[1] as ZipFile]),
      'two files within it are called "xl/workbook.xml"',
    ],
    ['no sheet', zip(bombs.filter(({ name }) => name !== sheet)), `it lacks the part ${sheet}`],
    [
      'a bomb',
      bomb(),
      'unpacks to more than 100 times its size No list does, and nothing of it was unpacked',
    ],
    ['a bomb that says it is small', bomb(1000), 'unpacks to more than it says'],
    ['larger than bounds.megabytes', bomb(), 'has more than 10 MB, unpacked', { limits: { megabytes: 10 } }],
    [
      'packed larger than bounds.megabytes',
      zip([{ name: 'x', content: zeros, isStored: true }]),
      'has more than 1 MB',
      { limits: { megabytes: 1 } },
    ],
    [
      'entities',
      ofSheet('<row><c t="inlineStr"><is><t>&b;</t></is></c></row>', entities),
      'declares a document type',
    ],
    [
      'entities in the list of sheets',
      spoilt('xl/workbook.xml', { content: `${entities}<workbook/>` }),
      'declares a document type',
    ],
    [
      'a file of the machine',
      ofSheet('', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
      'declares a document type',
    ],
    [
      'rows that end within',
      spoilt(sheet, { content: '<worksheet><sheetData><row><c><v>1</v></c></row>' }),
      'damaged',
    ],
    ['no rows at all', spoilt(sheet, { content: '<worksheet/>' }), 'has no rows, or ends within them'],
    [
      'tags that do not fit',
      spoilt(sheet, { content: '<worksheet><sheetData></row></worksheet>' }),
      'is broken',
    ],
    [
      'no UTF-8',
      spoilt(sheet, {
        content: Buffer.from('<worksheet><sheetData>\xe5\xe4</sheetData></worksheet>', 'latin1'),
      }),
      'is not written in UTF-8',
    ],
    [
      'a million columns, by address',
      ofSheet('<row r="1"><c r="BDWGN1"><v>1</v></c></row>'),
      'has more than 10000 columns',
    ],
    [
      'a million columns, one by one',
      ofSheet(`<row>${'<c><v>1</v></c>'.repeat(1_000_000)}</row>`),
      'has more than 10000 columns',
    ],
    [
      'a row beyond the last',
      ofSheet('<row r="99999999"><c><v>1</v></c></row>'),
      'row 99999999 comes after row 0',
    ],
    ['rows that go back', ofSheet('<row r="5"/><row r="2"/>'), 'row 2 comes after row 5'],
    [
      'full to the last row',
      ofSheet('<row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'),
      'is full',
    ],
    [
      'a text that is not there',
      ofSheet('<row><c t="s"><v>5</v></c></row>'),
      'a cell names a text that is not there',
    ],
    ['a tag without end', ofSheet(`<row r="${'1'.repeat(3_000_000)}"/>`), 'has a text that does not end'],
  ])('%s', async (_name, bytes, said, options) => {
    expect(await refused(bytes, options)).toContain(said);
  });

  test('what is stopped says why it was', async () => {
    const stop = new AbortController();
    const source = xlsxSource({ name: 'x', path: '-', stdin: Readable.from([whole]) });
    stop.abort(new Error('stopped'));
    await expect(source.open({ signal: stop.signal })).rejects.toThrow('stopped');
  });
});
