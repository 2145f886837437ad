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
