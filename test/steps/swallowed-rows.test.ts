import { describe, expect, test } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { readText } from '../support/torn-file.ts';

const n = (index: number) => `07017406${index}`;

async function read(csv: string, as: 'contacts' | 'optOuts' = 'contacts') {
  // The columns alone that the pipeline is to know.
  const columns = (csv.split('\n')[0] ?? '').split(/[;,\t]/).filter((name) => /^(Nr|Namn|Stopp)$/.test(name));
  return readText({ columns }, csv, as);
}

async function expectSwallowed(csv: string, as?: 'optOuts') {
  const failed = await read(csv, as).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(SourceError);
  expect((failed as Error).message).toMatch(/swallowed/);
}

const bo = (newline: string) => `${n(11)};Bo;K1;Lund;nej${newline}`;

/** Delimiters as each of the three writes them. */
const delimiters: [string, string][] = [
  ['semicolons', ';'],
  ['commas', ','],
  ['tabs', '\t'],
];

describe.each(delimiters)(
  'a swallowed row is told by its number, however wide its line comes out (E6): %s',
  (_, by) => {
    const withDelimiter = (csv: string) => csv.replaceAll(';', by);

    test.each<[string, string]>([
      [
        'a town with a delimiter behind the number',
        `Mobil;Namn;Nr;Ort;Stopp\n"${n(10)};Anna;K0;Lund;nej\n${n(11)};Bo;K1;""Ystad; norr";nej\n`,
      ],
      ['the same in three columns', `Mobil;Ort;Nr\n"${n(10)};Lund;K0\n${n(11)};""Ystad; norr";K1\n`],
      ['a town with two delimiters', `Mobil;Ort;Nr\n"${n(10)};Lund;K0\n${n(11)};""Ystad; norr; väst";K1\n`],
      [
        'a town with a delimiter before the number',
        `Ort;Mobil;Namn\n"Lund;${n(10)};Anna\n""Ystad; norr"";${n(11)};Bo"\n${n(12)};Malmö;Cy\n`,
      ],
      [
        'a mark that moved to the row behind it',
        `Mobil;Namn;Nr;Ort;Stopp\n${n(10)};Anna;K0;"Ystad; norr;nej\n${n(11)};Bo;K1;Lund";nej\n`,
      ],
      [
        'the same with rows between them',
        `Mobil;Namn;Nr;Ort;Stopp\n${n(10)};Anna;K0;"Ystad; norr;nej\n${bo('\n')}${n(12)};Cy;K2;Lund";nej\n`,
      ],
      [
        'a row that is short, in a row that is whole',
        `Mobil;Namn;Nr;Ort;Stopp\n${n(10)};Anna;K0;Lund;"nej\n${n(11)};Bo"\n`,
      ],
      ['words beside the number of a whole row', `Mobil;Ort\n${n(10)};"Lund\n${n(11)} (hem);Ystad"\n`],
    ])('%s', async (_name, csv) => {
      await expectSwallowed(withDelimiter(csv));
      await expectSwallowed(withDelimiter(csv).replaceAll('\n', '\r\n'));
      await expectSwallowed(withDelimiter(csv), 'optOuts');
    });

    test.each<[string, string]>([
      ['a note behind the number', `Mobil;Namn;Not\n${n(10)};Anna;"Ring\n070-174 06 11 efter 17"\n`],
      ['a note in the middle', `Mobil;Not;Ort\n${n(10)};"Ring\n070-174 06 11 efter 17";Lund\n`],
      ['a note that is a number', `Mobil;Not;Ort\n${n(10)};"Ring\n070-174 06 11";Lund\n`],
      ['a note of two numbers', `Mobil;Not;Ort\n${n(10)};"070-174 06 11\n070-174 06 12\n";Lund\n`],
      ['a note before the number', `Not;Mobil;Ort\n"Ring\n070-174 06 11 efter 17";${n(10)};Lund\n`],
      [
        'a number and a delimiter',
        `Mobil;Not;Ort;Nr\n${n(10)};"Ring; helst\n070-174 06 11 efter 17";Lund;K0\n`,
      ],
      [
        'a line with many delimiters',
        `Mobil;Not\n${n(10)};"Ring\nbo 070-174 06 11; kväll; helg; inte jul"\n`,
      ],
      ['delimiters, and the number behind it', `Not;Mobil\n"Hej; hopp\nring; då";${n(10)}\n`],
    ])('a note with a number is none: %s', async (_name, csv) => {
      expect([...(await read(withDelimiter(csv))).contacts.keys()]).toEqual(['46701740610']);
      expect([...(await read(withDelimiter(csv), 'optOuts')).optOuts]).toEqual(['46701740610']);
    });
  },
);

describe('a header that has swallowed rows (E6)', () => {
  test.each<[string, string]>([
    ['the last name', `Mobil;"Not\n${n(10)}";x\n${n(11)};y\n`],
    ['the last name, to the end of the row', `Mobil;"Not\n${n(10)};x"\n${n(11)};y\n`],
    ['names and several rows', `Mobil;"Not;Ort\n${n(10)};x;Lund\n${n(11)}";y;Ystad\n${n(12)};z;Eslöv\n`],
    ['words beside the number', `Mobil;"Not\n${n(10)} (hem);x"\n${n(11)};y\n`],
    ['a row whose number stands behind the mark', `Namn;Mobil;"Not\nBo";${n(10)};x\nCy;${n(11)};y\n`],
  ])('%s', async (_name, csv) => {
    await expectSwallowed(csv);
    await expectSwallowed(csv, 'optOuts');
    await expectSwallowed(csv.replaceAll(';', '\t').replaceAll('\n', '\r\n'));
  });

  test.each<[string, string]>([
    ['a name of two lines', `Mobil;"Not\n(valfri)"\n${n(10)};x\n`],
    ['an example of a number', `Mobil;"Annat nummer\n(t.ex. 070-174 06 99)"\n${n(10)};x\n`],
    ['a delimiter in a name', `Mobil;"Not; fritt\neller ej"\n${n(10)};x\n`],
  ])('none has: %s', async (_name, csv) => {
    expect([...(await read(csv)).contacts.keys()]).toEqual(['46701740610']);
  });
});

describe('quotation marks around several cells of a row hide no opt-out (T8)', () => {
  const whole = `${n(11)};Bo;Ystad;nej\n`;
  test.each<[string, string]>([
    ['around the row', `"${n(10)};Anna;Lund;ja"`],
    ['around its last two', `${n(10)};Anna;"Lund;ja"`],
    ['with a day', `${n(10)};Anna;"Lund;2026-01-31"`],
  ])('%s', async (_name, row) => {
    for (const by of [';', ',', '\t']) {
      const csv = `Mobil;Namn;Ort;Stopp\n${row}\n${whole}`.replaceAll(';', by);
      const desired = await read(csv);
      expect([...desired.optOuts]).toEqual(['46701740610']);
      expect([...desired.contacts.keys()]).toEqual(['46701740611']);
      expect(desired.rejections.map(({ line, code }) => `${line} ${code}`)).toEqual(['2 too-few-fields']);
    }
  });

  test.each<[string, string]>([
    ['its first two', `"${n(10)};Anna";Lund;ja`],
    ['all but the last', `"${n(10)};Anna;Lund";ja`],
    ['a town with a delimiter too', `"${n(10)};Anna;Ystad; norr";ja`],
  ])('around %s, beside a yes that may be another column’s: a warning', async (_name, row) => {
    const desired = await read(`Mobil;Namn;Ort;Stopp\n${row}\n${whole}`);
    expect(desired.warnings.map(({ code }) => code)).toContain('short-opt-out');
    expect(desired.optedIn.has('46701740610')).toBe(false);
  });

  test.each<[string, string]>([
    ['no', `"${n(10)};Anna;Lund;nej"`],
    ['a town with a delimiter, where the last cell is left off', `${n(10)};Anna;"Ystad; norr"`],
  ])('none is made of: %s', async (_name, row) => {
    const desired = await read(`Mobil;Namn;Ort;Stopp\n${row}\n${whole}`);
    expect([...desired.optOuts]).toEqual([]);
    expect(desired.rejections).toEqual([]);
    expect(desired.contacts.size).toBe(2);
  });
});
