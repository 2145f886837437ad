import { describe, expect, test } from 'vitest';
import { useFieldCases } from './nights.ts';

/** Cells as people met them in the public, each by the number of its case: names, groups, numbers, conditions. */
const fieldCase = useFieldCases();

const lines = (...rows: string[]) => `${rows.join('\r\n')}\r\n`;

test('16 HTML entities in tags: R&D once, and told', async () => {
  const { night } = await fieldCase({ source: { groups: [{ column: 'Taggar', separator: '|' }] } });
  const file = lines(
    'Mobil,Namn,Taggar',
    '0701740605,Anna &amp; Bo,R&amp;D|VIP',
    '0701740606,Cilla &#246;berg,R&D',
  );
  expect(await night(file)).toMatchObject({
    held: ['46701740605 Anna & Bo R&D, VIP', '46701740606 Cilla öberg R&D'],
    told: ['html-cells'],
  });
});

describe('17 ="value" is the value', () => {
  const file = lines(
    'Nr;Mobil;Namn;Grupper;Status;Stopp',
    '="K1";="0701740605";="Anna Ek";="VIP";="Aktiv";="nej"',
    '="K2";="0701740606";="Bo Ek";="VIP";="Aktiv";="ja"',
  );

  test('in names, groups and opt-outs', async () => {
    const { night } = await fieldCase({
      source: { id: 'Nr', groups: [{ column: 'Grupper' }], optOut: { column: 'Stopp' } },
    });
    expect(await night(file)).toMatchObject({
      held: ['46701740605 Anna Ek VIP', '46701740606 Bo Ek VIP'],
      blocked: ['46701740606'],
    });
  });

  test('in what `where` asks for', async () => {
    const { night } = await fieldCase({ source: { where: { Status: ['aktiv'] } } });
    expect((await night(file)).held).toHaveLength(2);
  });
});

test('36 words for no number are no rejections', async () => {
  const { night } = await fieldCase({ source: { id: 'Id' } });
  const words = ['NULL', '\\N', '-', '0', 'saknas', 'N/A', 'null', '.', '(null)', 'None'];
  const rows = words.flatMap((word, at) => [`A${at};467017406${10 + at};N ${at}`, `B${at};${word};M ${at}`]);
  expect(await night(lines('Id;Mobil;Namn', ...rows))).toMatchObject({
    end: 0,
    rejected: [],
    held: { length: 10 },
  });
});

test('77 groups that look the same are one, also beside one of Jojka in another form', async () => {
  const { night } = await fieldCase({
    source: { id: 'Id', groups: ['Ort {Ort}'] },
    sandbox: { data: { contacts: [{ msisdn: '46701740605', name: 'Anna', groups: ['Ort Malmo\u0308'] }] } },
  });
  const file = lines(
    'Id;Mobil;Namn;Ort',
    '1;0701740605;Anna;Malmö',
    '2;0701740606;Bo;Malmo\u0308',
    '3;0701740607;Cilla;Malmö\u00a0',
    '4;0701740608;Dan;\u200bMalmö',
    '5;0701740609;Eva;Stor  Malmö',
    '6;0701740610;Fia;Stor\u00a0 Malmö',
  );
  const first = await night(file);
  expect(first.held.map((one) => one.normalize('NFC').slice(12))).toEqual([
    'Anna Ort Malmö',
    'Bo Ort Malmö',
    'Cilla Ort Malmö',
    'Dan Ort Malmö',
    'Eva Ort Stor Malmö',
    'Fia Ort Stor Malmö',
  ]);
  expect((await night(file)).writes).toBe(0);
});

test('87 personal, organisation and VAT numbers are no numbers abroad', async () => {
  const { night } = await fieldCase({ source: { id: 'Id' } });
  const file = lines(
    'Id;Mobil;Namn',
    '1;20100101-0000;Alva',
    '2;201203040000;Nils',
    '3;SE556677889901;Firma AB',
    '4;0701740605;Anna',
  );
  const { held, rejected } = await night(file);
  expect(rejected).toEqual(['2 identity-number', '3 identity-number', '4 identity-number']);
  expect(held).toEqual(['46701740605 Anna Kunder']);
});

test('96 NULL written out is no name and no group', async () => {
  const { night } = await fieldCase({ source: { groups: ['Kunder', 'Ort {Ort}'] } });
  const file = lines('Id;Mobil;Namn;Ort', '1;0701740605;NULL;NULL', '2;0701740606;\\N;\\N');
  expect((await night(file)).held).toEqual([
    '46701740605 46701740605 Kunder',
    '46701740606 46701740606 Kunder',
  ]);
});
