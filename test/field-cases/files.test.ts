import { describe, expect, test } from 'vitest';
import { useFieldCases } from './nights.ts';

/**
 * Files as people met them in the public, each by the number of its case: what is wrong with their bytes, rows and header.
 * Cells are in cells.test.ts, opt-outs in opt-outs.test.ts, the service in service.test.ts.
 */
const fieldCase = useFieldCases();

const latin = (text: string) => Buffer.from(text, 'latin1');
const lines = (...rows: string[]) => `${rows.join('\r\n')}\r\n`;
/** Numbered people, one a row. */
const people = (count: number, row: (number: string, at: number) => string) =>
  Array.from({ length: count }, (_, at) => row(String(46_701_740_600 + at), at));

test('06 few words of an old Mac are refused: no Malmš, no UmeŒ', async () => {
  const { night } = await fieldCase({ source: { groups: ['Ort {Ort}'] } });
  const mac = latin(lines('Mobil;Namn;Ort', '0701740605;Bj\x9arn;Malm\x9a', '0701740606;Bo;Ume\x8c'));
  expect(await night(mac)).toMatchObject({
    end: 'refused',
    held: [],
    error: expect.stringContaining('encoding'),
  });
});

describe('what is encoded twice is told, and is nobody’s name or group', () => {
  test('13 names and groups of a few', async () => {
    const { night } = await fieldCase({ source: { groups: ['Ort {Ort}'] } });
    const file = lines('Mobil;Namn;Ort', '0701740605;Björn Åberg;Malmö', '0701740606;Åsa Ek;Växjö');
    const { held } = await night(file);
    expect(held).toEqual(['46701740605 Björn Åberg Ort Malmö', '46701740606 Åsa Ek Ort Växjö']);
    expect(
      (
        await night(
          latin(file)
            .toString('latin1')
            .replace(/[äöåÅ]/g, (sign) => Buffer.from(sign).toString('latin1')),
        )
      ).held,
    ).toEqual(held);
  });

  test('88 a quarter of many', async () => {
    const { night } = await fieldCase();
    const file = lines(
      'Mobil;Namn',
      ...people(90, (number, at) => `${number};${at % 4 ? 'Karin Ek' : 'Åsa Öberg'} ${at}`),
    );
    const first = await night(file);
    const second = await night(file.replace(/[ÅÖ]/g, (sign) => Buffer.from(sign).toString('latin1')));
    expect(second.held).toEqual(first.held);
    expect(second.rejected[0]).toBe('2 garbled-text');
  });
});

describe('rows that are longer or shorter than the header', () => {
  test('18 delimiters of empty last cells are left out', async () => {
    const { night } = await fieldCase();
    const rows = people(24, (number, at) => (at < 8 ? `${number};N ${at}` : `${number};N ${at};x`));
    expect(await night(lines('Mobil;Namn;Kommentar', ...rows))).toMatchObject({
      end: 0,
      rejected: [],
      held: { length: 24 },
    });
  });

  test('19 one delimiter more at the end', async () => {
    const { night } = await fieldCase();
    const rows = people(12, (number, at) => `${number};N ${at};`);
    expect(await night(lines('Mobil;Namn', ...rows))).toMatchObject({
      end: 0,
      rejected: [],
      held: { length: 12 },
    });
  });

  test('23 a line below the list that counts it is told, and keeps nobody', async () => {
    const { night } = await fieldCase();
    const list = (...names: string[]) =>
      lines(
        'Mobil;Namn',
        ...names.map((name, at) => `070174060${at};${name}`),
        '',
        `Antal poster: ${names.length}`,
      );
    await night(list('Anna', 'Bo', 'Cilla'));
    const second = await night(list('Anna', 'Bo'));
    expect([second.rejected.length, second.held.length, second.told]).toEqual([1, 2, []]);
  });

  test('49 cut in the middle of its last row: nobody is removed', async () => {
    const { night } = await fieldCase({ source: { id: 'Id' } });
    const file = lines('Id;Mobil;Namn;Ort', ...people(60, (number, at) => `K${at};${number};N ${at};Lund`));
    await night(file);
    const second = await night(file.slice(0, file.indexOf('N 55;') + 3));
    expect(second.held).toHaveLength(60);
    expect([second.end, ...second.rejected, ...second.told]).not.toEqual([0]);
  });

  test('73 the mark of DOS at the end is no row', async () => {
    const { night } = await fieldCase();
    await night(`${lines('Mobil;Namn', '0701740605;Anna', '0701740606;Bo')}\x1a`);
    expect(await night(`${lines('Mobil;Namn', '0701740605;Anna')}\x1a`)).toMatchObject({
      ...{ end: 0, rejected: [], held: ['46701740605 Anna Kunder'] },
    });
  });
});

describe('25 a header that looks right', () => {
  test.each(['Mobil\u00a0nr', '"Mobil\nnr"', 'Mobil  nr'])('%j', async (header) => {
    const { night } = await fieldCase({ source: { phone: 'Mobil nr' } });
    expect(await night(`${header};Namn\n0701740605;Anna\n`)).toMatchObject({ end: 0, held: { length: 1 } });
  });
});

describe('quotation marks', () => {
  test('28 a value begins with one, in a file that has no quoting', async () => {
    const rows = people(
      30,
      (number, at) => `${number}\t${at === 20 ? '"Första Hjälpen" i Lund' : `N ${at}`}\tLund`,
    );
    const file = `${['Mobil\tNamn\tOrt', ...rows].join('\n')}\n`;
    const plain = await fieldCase();
    expect(await plain.night(file)).toMatchObject({
      end: 'refused',
      error: expect.stringContaining('quote'),
    });
    const told = await fieldCase({ source: { quote: 'none' } });
    expect(await told.night(file)).toMatchObject({ end: 0, held: { length: 30 } });
  });

  test('92 two stray ones some rows apart swallow nobody', async () => {
    const { night } = await fieldCase();
    const rows = people(60, (number, at) => `${number};N ${at}`);
    const file = lines('Mobil;Namn', ...rows);
    await night(file);
    expect(await night(file.replace('N 20', '"N 20').replace('N 23', 'N 23"'))).toMatchObject({
      ...{ end: 'refused', held: { length: 60 } },
    });
  });
});

test('47 rows and not one number: nobody is removed', async () => {
  const { night } = await fieldCase({ source: { id: 'Id' } });
  const list = (mobile: (number: string) => string) =>
    lines('Id;Mobil;Namn', ...people(9, (number, at) => `K${at};${mobile(number)};N ${at}`));
  await night(list((number) => number));
  expect(await night(list(() => ''))).toMatchObject({ end: 'refused', held: { length: 9 } });
});

test('80 the id is a running number: who was there all along is not blocked for another', async () => {
  const { night } = await fieldCase({ source: { id: 'Nr', optOut: { column: 'Stopp' } } });
  await night(
    lines('Nr;Mobil;Namn;Stopp', '1;0701740605;Anna;nej', '2;0701740606;Bo;ja', '3;0701740607;Cilla;nej'),
  );
  const second = await night(lines('Nr;Mobil;Namn;Stopp', '1;0701740605;Anna;nej', '2;0701740607;Cilla;nej'));
  expect(second.blocked).toEqual(['46701740606']);
});

test('95 a table of HTML in one line: a short error without people in it', async () => {
  const { night } = await fieldCase();
  const cells = people(400, (number, at) => `<tr><td>${number}</td><td>Anna Person ${at}</td></tr>`);
  const { end, error } = await night(`<table><tr><td>Mobil</td><td>Namn</td></tr>${cells.join('')}</table>`);
  expect(end).toBe('refused');
  expect(error.length).toBeLessThan(600);
  expect(error).not.toMatch(/Anna Person|467017/);
});
