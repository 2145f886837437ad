import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { SourceError, UsageError } from '../../src/errors.ts';
import { csvSource } from '../../src/extract/csv.ts';
import { cut, readCsv } from './read.ts';

const text = 'Namn;Ort\r\nÅsa Öberg;Malmö\r\nHåkan Ek;Växjö\r\n';
const rows = [
  [2, 'Åsa Öberg', 'Malmö'],
  [3, 'Håkan Ek', 'Växjö'],
];

const encodings: readonly (readonly [string, Buffer])[] = [
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
  ['Windows-1252', iconv.encode(text, 'windows-1252')],
  ['UTF-16LE with a mark', iconv.encode(text, 'utf-16le', { addBOM: true })],
  ['UTF-16BE with a mark', iconv.encode(text, 'utf-16be', { addBOM: true })],
  ['UTF-16LE without', iconv.encode(text, 'utf-16le')],
  ['UTF-16BE without', iconv.encode(text, 'utf-16be')],
];

describe('encodings that are found out (E3)', () => {
  for (const [name, bytes] of encodings) {
    test(`${name}, whole and cut at every byte`, async () => {
      expect(await readCsv(bytes)).toMatchObject({ columns: ['Namn', 'Ort'], rows });
      for (let at = 1; at < bytes.length; at += 1)
        expect((await readCsv(cut(bytes, [at]))).rows).toEqual(rows);
    });
  }

  for (const delimiter of [';', ',', '\t', '|'] as const) {
    test.each(encodings)(`%s with the delimiter ${JSON.stringify(delimiter)}`, async (_name, bytes) => {
      const other = iconv.encode(
        iconv.decode(bytes, encodingOf(bytes)).replaceAll(';', delimiter),
        encodingOf(bytes),
        { addBOM: bytes[0] === 0xef || bytes[0] === 0xff || bytes[0] === 0xfe },
      );
      expect(await readCsv(other)).toMatchObject({ columns: ['Namn', 'Ort'], rows });
    });
  }

  test('any split of the bytes gives the same rows', async () => {
    const samples = [...encodings.map(([, bytes]) => bytes), Buffer.from('a;b\n1;€ and 😀\n2;ñ\n')];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.array(fc.nat({ max: 120 }), { maxLength: 12 }),
        async (bytes, offsets) => {
          expect(await readCsv(cut(bytes, offsets))).toEqual(await readCsv(bytes));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('the first letter beyond ASCII may come late, and a chunk may end in the middle of it', async () => {
    const many = `Namn;Ort\n${'Anna Ek;Lund\n'.repeat(20_000)}Åke;Älvsbyn\n`;
    for (const bytes of [Buffer.from(many), iconv.encode(many, 'windows-1252')]) {
      const late = bytes.length - 30;
      for (const at of [late, late + 14, late + 15, late + 16, late + 17, late + 18, late + 19, late + 20])
        expect((await readCsv(cut(bytes, [7000, at]))).rows.at(-1)).toEqual([20_002, 'Åke', 'Älvsbyn']);
    }
  });

  test('the windows of the decision are those of the file, not of its chunks', async () => {
    // 0xD6 0x96 is a letter and a dash in Windows-1252, and happens to be valid UTF-8 as well.
    const bytes = Buffer.concat([
      Buffer.from('a;b\n1;G'),
      Buffer.from([0xd6, 0x96]),
      Buffer.from(`x\n${'2;y\n'.repeat(3000)}3;M`),
      Buffer.from([0xf6]),
      Buffer.from('\n'),
    ]);
    const whole = await readCsv(bytes);
    expect(whole.rows[0]).toEqual([2, '1', 'GÖ–x']);
    expect(await readCsv(cut(bytes, [5000, 9, 10, 11]))).toEqual(whole);
  });

  test('the euro sign, dashes and curly quotes of Windows-1252', async () => {
    const { rows: read } = await readCsv(
      iconv.encode('a;b\n5 €;“Kicki” – O’Hara\nÖ;Dušan\n', 'windows-1252'),
    );
    expect(read).toEqual([
      [2, '5 €', '“Kicki” – O’Hara'],
      [3, 'Ö', 'Dušan'],
    ]);
  });
});

describe('encodings by name', () => {
  test.each([
    ['macintosh', iconv.encode(text, 'macintosh')],
    ['cp850', iconv.encode(text, 'cp850')],
    ['iso-8859-15', iconv.encode(text, 'iso-8859-15')],
    ['ISO-8859-1', iconv.encode(text, 'latin1')],
    ['Windows-1252', iconv.encode(text, 'windows-1252')],
    ['UTF8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16', iconv.encode(text, 'utf-16be', { addBOM: true })],
    ['utf-16', iconv.encode(text, 'utf-16be')],
    ['utf-16le', iconv.encode(text, 'utf-16le')],
    ['utf-16be', iconv.encode(text, 'utf-16be')],
    ['utf-32le', iconv.encode(text, 'utf-32le')],
  ])('%s', async (encoding, bytes) => {
    expect(await readCsv(bytes, { encoding })).toMatchObject({ columns: ['Namn', 'Ort'], rows });
    expect((await readCsv(cut(bytes, [11, 12, 13]), { encoding })).rows).toEqual(rows);
  });

  test.each([
    ['windows-1525', 'windows-1252'],
    ['utf-88', 'utf-8'],
    ['base64', undefined],
    ['', undefined],
  ])('there is no %j', (encoding, near) => {
    const make = () => csvSource({ name: 'x', path: 'x.csv', encoding });
    expect(make).toThrow(UsageError);
    if (near) expect(make).toThrow(`did you mean "${near}"?`);
  });
});

describe('never silent', () => {
  const latin = iconv.encode(text, 'windows-1252');
  test.each<[string, Buffer, string, RegExp, RegExp]>([
    [
      'UTF-8 named, Windows-1252 given',
      latin,
      'utf-8',
      /not UTF-8 throughout \(byte 11, line 2\)/,
      /windows-1252/,
    ],
    ['Windows-1252 named, UTF-8 given', Buffer.from(text), 'windows-1252', /it is UTF-8/, /encoding/],
    ['cp850 named, UTF-8 given', Buffer.from(text), 'cp850', /it is UTF-8/, /encoding/],
    [
      'Windows-1252 named, a UTF-8 mark',
      Buffer.from(`\ufeffa;b\n`),
      'windows-1252',
      /mark says utf-8/,
      /encoding/,
    ],
    [
      'UTF-16LE named, a UTF-16BE mark',
      iconv.encode(text, 'utf-16be', { addBOM: true }),
      'utf-16le',
      /mark/,
      /encoding/,
    ],
    ['ASCII named, more given', latin, 'ascii', /not ascii \(byte 11, line 2\)/, /encoding/],
    ['both in one file', Buffer.concat([Buffer.from(text), latin]), 'auto', /mixes.*line 5/, /UTF-8/],
    ['both, the other way round', Buffer.concat([latin, Buffer.from(text)]), 'auto', /mixes/, /UTF-8/],
    [
      'a file of an old Mac',
      iconv.encode(text, 'macintosh'),
      'auto',
      /DOS or an old Mac.*line 2/,
      /macintosh/,
    ],
    [
      'a file of DOS',
      iconv.encode('a;b\n1;Malmö stad\n2;Håkan', 'cp850'),
      'auto',
      /DOS or an old Mac/,
      /cp850/,
    ],
    [
      'a byte that Windows-1252 has not',
      Buffer.from([0x61, 0x0a, 0x81, 0xe5]),
      'auto',
      /no character/,
      /encoding/,
    ],
    [
      'UTF-16 cut off in the middle',
      iconv.encode('a;b\n1', 'utf-16le', { addBOM: true }).subarray(0, 9),
      'auto',
      /UTF-16/,
      /cut off/,
    ],
    [
      'UTF-8 cut off in the middle',
      Buffer.from(`\ufeffa;b\n1;å`).subarray(0, 10),
      'auto',
      /ends in the middle of a letter/,
      /cut off/,
    ],
    ...[
      ['the first letter that is not ASCII', 'a;b\n1;Å', 1],
      ['a later one', 'a;b\n1;Örebro\n2;Å', 1],
      ['one of three bytes', 'a;b\n1;Örebro\n2;€', 1],
      ['one of four', 'a;b\n1;Örebro\n2;😀', 3],
    ].map(([what, whole, less]): [string, Buffer, string, RegExp, RegExp] => [
      `UTF-8 cut within ${what}`,
      Buffer.from(String(whole)).subarray(0, -Number(less)),
      'auto',
      /ends in the middle of a letter \(byte \d+, line [23]\)/,
      /cut off/,
    ]),
    [
      'UTF-8 by name, cut within a letter',
      Buffer.from('a;b\n1;Å').subarray(0, -1),
      'utf-8',
      /middle of a letter/,
      /cut off/,
    ],
  ])('%s', async (_name, bytes, encoding, message, advice) => {
    const error = await readCsv(bytes, { encoding }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).message).toMatch(message);
    expect((error as SourceError).advice).toMatch(advice);
    expect((error as SourceError).exitCode).toBe(1);
  });

  test('Windows-1252 that ends with a letter is not cut off', async () => {
    expect((await readCsv(Buffer.from('a;b\n1;Lule\xe5', 'latin1'))).rows).toEqual([[2, '1', 'Luleå']]);
  });

  test('a byte that is not UTF-8 far behind the decision', async () => {
    const good = `Namn\n${'Åsa\n'.repeat(40_000)}`;
    const bytes = Buffer.concat([Buffer.from(good), latin]);
    await expect(readCsv(bytes)).rejects.toThrow(/not UTF-8 throughout \(byte 200016, line 40003\)/);
  });

  test('UTF-8 far behind the decision for Windows-1252', async () => {
    const good = iconv.encode(`Namn\n${'Åsa\n'.repeat(40_000)}`, 'windows-1252');
    const bytes = Buffer.concat([good, Buffer.from('Åsa\n')]);
    await expect(readCsv(bytes)).rejects.toThrow(
      /mixes UTF-8 with another encoding \(byte 160006, line 40002\)/,
    );
    await expect(readCsv(cut(bytes, [160_006]))).rejects.toThrow(/mixes UTF-8/);
  });
});

function encodingOf(bytes: Buffer): string {
  const found = encodings.find(([, sample]) => sample === bytes)?.[0] ?? '';
  return /UTF-16LE|UTF-16BE|Windows-1252/.exec(found)?.[0] ?? 'UTF-8';
}

describe('few letters of DOS or an old Mac (E3)', () => {
  const rows = (words: readonly string[]) => `Namn;Ort\n${words.map((word) => `${word};x\n`).join('')}`;
  const names = [
    'Björn',
    'Malmö',
    'Umeå',
    'Örebro',
    'Jörgen',
    'Mjölby',
    'Ängelholm',
    'Luleå',
    'Åsa',
    'Håkan',
    'Växjö',
    'Söder',
    ...[
      'Pär',
      'Göran',
      'Märta',
      'Östen',
      'Älvsbyn',
      'Norrköping',
      'Gävle',
      'Lidingö',
      'Öckerö',
      'Sjöbo',
      'Höör',
    ],
    ...['Lindström', 'Bäck', 'Öberg', 'Käll', 'Ärla', 'Tranås', 'André', 'Linnéa', 'Müller', 'Jürgen', 'Éva'],
    ...['Kjær', 'Søren', 'Jørgen', 'Ørsted', 'Bækgaard', 'Sæther', 'Bjørn', 'Noël'],
  ];
  /** Nothing tells these: an apostrophe, an ellipsis or a letter of Windows-1252 stands there as well. */
  const untold = ['NOËL'];

  test.each(['macintosh', 'cp850', 'cp437', 'cp865'])(
    '%s: each word alone, also in capitals, is refused, or read right',
    async (encoding) => {
      for (const name of names.flatMap((one) => [one, one.toLocaleUpperCase('sv')])) {
        const bytes = iconv.encode(rows([name]), encoding);
        if (untold.includes(name) || iconv.decode(bytes, encoding) !== rows([name])) continue;
        const read = await readCsv(bytes).then(
          ({ rows: [row] }) => row?.[1],
          (error: Error) => error.message,
        );
        if (read !== name) expect(read).toMatch(/DOS or an old Mac|no character in Windows-1252/);
        expect((await readCsv(bytes, { encoding })).rows[0]?.[1]).toBe(name);
      }
    },
  );

  test.each([
    ...[
      'Dušan',
      'Saša Tomaš',
      'Miloš',
      'Škoda',
      'Žižek',
      'O’Neill',
      'Anna – Bo',
      'A–B',
      '”Kalle”',
      '„Kalle“',
      'vänta…',
      'och så…',
    ],
    ...['€100', '5 €', 'Café™', 'Œuvre', 'Zoë', 'Malmö', 'ÅÄÖ'],
    ...[
      'ACME™',
      'KLUBB™ AB',
      'SMS™',
      'FOO® AB',
      'VIP…',
      'HEJ…',
      'KUNG…',
      '10 €/mån',
      '€ SEK',
      '€EUR',
      'Guld†',
    ],
    ...['DRAŽEN', 'BOŽIDAR', 'DŽEMAL', 'ANDŽELA', 'KRŽIC', 'INŽENIR', 'ŽELJKO', 'ŽIVKO', 'Dražen', 'DUŠAN'],
    ...[
      'O´Hara',
      'D‘Artagnan',
      'O‘Brien',
      'D’ANGELO',
      'Rygård·Syd',
      '§4',
      '¿Qué?',
      '¡Hola!',
      '3¾ tum',
      '½ pris',
    ],
  ])('%s in Windows-1252 is read as it is', async (name) => {
    expect((await readCsv(iconv.encode(rows([name]), 'windows-1252'))).rows[0]?.[1]).toBe(name);
  });
});
