import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import type { Desired } from '../../src/contact/desired.ts';
import { completeEnvironment } from '../../src/session/environment.ts';
import { readSources } from '../../src/steps/sources.ts';

const columns = 'Nr;Namn;Mobil;Not;Stopp';
const anna = '7;Anna;0701740605';
const bo = '8;Bo;0701740606;;nej';
const cy = '12;Cy;0701740699;;nej';

async function read(text: string, isList = false): Promise<Desired> {
  const file = { type: 'csv', path: '-', phone: 'Mobil' };
  const header = text.split(/\r?\n/)[0] ?? '';
  const source = {
    ...file,
    ...(header.includes('Nr') && { id: 'Nr' }),
    ...(header.includes('Stopp') && { optOut: { column: 'Stopp' } }),
    groups: [header.includes('Ort') ? 'Ort {Ort}' : 'Kunder'],
  };
  const pipeline = checkPipeline(
    isList
      ? { name: 'p', sources: [], optOuts: [file], contacts: { absent: 'keep' } }
      : { name: 'p', sources: [source], contacts: { absent: 'remove-managed' } },
    'p',
  );
  const environment = completeEnvironment({ stdin: Readable.from([Buffer.from(text)]), env: {} });
  return (await readSources(pipeline, true, environment)).desired;
}

const lines = (rows: readonly string[], newline = '\n') => rows.map((row) => `${row}${newline}`).join('');
const codes = ({ rejections }: Desired) => rejections.map(({ line, code }) => `${line} ${code}`);
const keys = ({ optOutsByKey }: Desired) => optOutsByKey.flatMap((one) => one.keys);

describe('a record that a line break without quotation marks has torn (E3)', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['in a remark', [`${anna};ring`, '12;ja'], ['46701740605']],
    ['in a remark, behind a blank line', [`${anna};ring`, '', '12;ja'], ['46701740605']],
    ['in a remark of three lines', [`${anna};ring`, '12', 'eller 14;ja'], ['46701740605']],
    ['behind its number', [anna, ';ring;ja'], ['46701740605']],
    ['within its number', ['7;Anna;070-174', '06 05;;ja'], ['46701740605']],
    ['before its number', ['7;Anna', 'Ek;0701740605;;ja'], ['46701740605']],
    ['with no opt-out', [`${anna};ring`, '12;nej'], []],
  ])('%s: one rejection, and nobody else is meant', async (_name, rows, optOuts) => {
    const desired = await read(lines([columns, bo, ...rows, cy]));
    expect(codes(desired)).toEqual(['3 line-break']);
    expect([...desired.contacts.keys()]).toEqual(['46701740606', '46701740699']);
    expect([...desired.optOuts]).toEqual(optOuts);
    expect(keys(desired)).toEqual(optOuts.length > 0 ? ['stdin\t7'] : []);
    expect(desired.held[0]?.keys).toEqual(['stdin\t7']);
    expect(desired.counts.read).toBe(3);
  });

  test('whose number cannot be read: its key is blocked, and the piece behind the break is nobody', async () => {
    const desired = await read(lines([columns, bo, '7;Anna;070;ring', '12;ja', cy]));
    expect(codes(desired)).toEqual(['3 line-break']);
    expect([[...desired.optOuts], keys(desired)]).toEqual([[], ['stdin\t7']]);
    expect(desired.strayOptOuts.map((stray) => [stray.line, stray.keys])).toEqual([[3, ['stdin\t7']]]);
  });

  test.each<[string, string, readonly string[]]>([
    ['the last column is the opt-out', 'Nr;Mobil;Stopp', ['7;0701740605;', 'ja']],
    ['the first column is the opt-out', 'Stopp;Mobil', ['ja', ';0701740605']],
    ['the first column is the number', 'Mobil;Stopp', ['0701740605', ';ja']],
  ])('at its edge: %s', async (_name, header, rows) => {
    const others = header
      .split(';')
      .map((column) => ({ Nr: '8', Mobil: '0701740606', Stopp: 'nej' })[column]);
    const desired = await read(lines([header, others.join(';'), ...rows]));
    expect(codes(desired)).toEqual(['3 line-break']);
    expect([...desired.contacts.keys()]).toEqual(['46701740606']);
    expect([...desired.optOuts]).toEqual(['46701740605']);
  });

  test.each<[string, string, readonly string[]]>([
    ['nej', 'ne', []],
    ['false', 'fal', []],
    ['true', 'tr', ['46701740605']],
    ['ja', '', ['46701740605']],
    ['nej', '', []],
  ])('in the opt-out %s itself: it says what it says whole', async (word, head, optOuts) => {
    const rows = ['0701740606;8;nej;Bo', `0701740605;7;${head}`, `${word.slice(head.length)};Anna`];
    const desired = await read(lines(['Mobil;Nr;Stopp;Namn', ...rows, '0701740699;12;nej;Cy']));
    expect(codes(desired)).toEqual(['3 line-break']);
    expect([...desired.optOuts]).toEqual(optOuts);
    expect(desired.counts.oddOptOutValues).toBe(0);
  });

  test('an opt-out word where rows have names tells that a row with a number is none', async () => {
    const rows = ['0701740606;Bo;;nej', '0701740605;Anna;ring', '0701740699;ja'];
    const desired = await read(lines(['Mobil;Namn;Not;Stopp', ...rows]));
    expect(codes(desired)).toEqual(['3 line-break']);
    expect([...desired.optOuts]).toEqual(['46701740605']);
    expect([...desired.contacts.keys()]).toEqual(['46701740606']);
  });

  test.each<[string, readonly string[]]>([
    ['that lacks fields', [`${anna};ring\n12;ja`]],
    ['that is full', [`${anna};;ring\nja`]],
    ['whose last columns are left off', [`${anna}\nring`]],
    ['whose first value is broken', ['7\n12;Anna;0701740605;;nej']],
  ])('in a file of CRLF, LF alone breaks a row %s', async (_name, rows) => {
    const desired = await read(lines([columns, bo, ...rows, cy], '\r\n'));
    expect(codes(desired)).toEqual(['3 line-break']);
    expect([...desired.contacts.keys()]).toEqual(['46701740606', '46701740699']);
    expect(keys(desired).includes('stdin\t12')).toBe(false);
  });

  test('in pieces of any length', async () => {
    const text = lines([columns, bo, `${anna};ring\n12;ja`, cy], '\r\n');
    const whole = codes(await read(text));
    for (let at = 1; at < text.length; at++) {
      const stdin = Readable.from([Buffer.from(text.slice(0, at)), Buffer.from(text.slice(at))]);
      const pipeline = checkPipeline(
        {
          name: 'p',
          sources: [{ type: 'csv', path: '-', phone: 'Mobil', groups: ['Kunder'] }],
          contacts: { absent: 'keep' },
        },
        'p',
      );
      const { desired } = await readSources(pipeline, true, completeEnvironment({ stdin, env: {} }));
      expect(codes(desired)).toEqual(whole);
    }
  });

  test.each<[string, string, readonly string[]]>([
    ['in a remark', 'Nr;Mobil;Namn;Not;X', ['7;0701740605;Anna;ring', '0701740699;x']],
    ['before its number', 'Nr;Namn;Mobil', ['7;Anna', 'Ek;0701740605']],
  ])('in a list of opt-outs, %s: its number is blocked, and no other', async (_name, header, rows) => {
    const others = header.split(';').map((column) => (column === 'Mobil' ? '0701740606' : 'x'));
    const desired = await read(lines([header, others.join(';'), ...rows]), true);
    expect(desired.rejections.map(({ code, figures }) => [code, figures?.optOut])).toEqual([
      ['line-break', 'blocked'],
    ]);
    expect([...desired.optOuts]).toEqual(['46701740606', '46701740605']);
    expect(desired.lostOptOuts).toBe(0);
  });
});

describe('rows that stand by themselves (E3, T8)', () => {
  test('rows that another program put behind a file of CRLF are rows, in a list and of contacts', async () => {
    const list = 'Mobil;Namn;Datum\r\n0701740640;Anna;2026-01-01\r\n0701740641;Bo\n0701740642;Cia\n';
    expect([...(await read(list, true)).optOuts]).toEqual(['46701740640', '46701740641', '46701740642']);
    const alone = await read('Mobil;Namn\r\n0701740640;A\r\n0701740641\n0701740642\n', true);
    expect(alone.optOuts.size).toBe(3);
    const contacts = await read(
      'Nr;Mobil;Stopp;Namn;Not\r\n1;0701740640;nej;A;x\r\n3;0701740641;ja\n4;0701740642;ja\n5;0701740643;nej\n',
    );
    expect([...contacts.optOuts]).toEqual(['46701740641', '46701740642']);
    expect(contacts.rejections).toEqual([]);
  });

  test('a number in a remark, behind the break, makes no row of a piece: its opt-out is the record’s', async () => {
    const header = 'Mobil;Nr;Not;Namn;Tel;Ort;Stopp';
    const before = '0701740611;1;x;Bo;08-123 456;Lund;nej';
    const rows = ['0701740612;2;;Cy;;Lund;nej', '0701740613;104;', 'ring 08-123 456;Di;hem;Lund;ja'];
    const desired = await read(lines([header, before, ...rows]));
    expect(codes(desired)).toEqual(['4 line-break']);
    expect([[...desired.optOuts], keys(desired)]).toEqual([['46701740613'], ['stdin\t104']]);
  });

  test.each<[string, string, readonly string[]]>([
    ['a remark with a number', 'Nr;Mobil;Ort;Not', ['3;0701740605;L', 'und;Se avtal 12345']],
    ['last cells left off besides', 'Mobil;Ort;Not;Namn;Nr', ['0701740605;', 'Lund;Anna']],
    ['last cells left off, at the end', 'Nr;Mobil;Ort;Not;Namn', ['3;0701740605;', 'Lund;x']],
  ])('%s: nothing is taken from the first row', async (_name, header, rows) => {
    for (const more of ['0701740606', undefined]) {
      const behind = header.split(';').map((column) => (column === 'Mobil' ? more : column));
      const desired = await read(lines([header, ...rows, ...(more ? [behind.join(';')] : [])]));
      expect(desired.held.map(({ own }) => own)).toContain('46701740605');
    }
  });

  test('an opt-out alone behind the row that lacks it is that row’s, where the last cells are left off', async () => {
    const rows = ['0701740606;8;nej;x', '0701740605;7;', 'ja', '0701740699;12;nej;y'];
    const desired = await read(lines(['Mobil;Nr;Stopp;Not', ...rows]));
    expect(codes(desired)).toEqual(['3 line-break']);
    expect([[...desired.optOuts], keys(desired)]).toEqual([['46701740605'], ['stdin\t7']]);
  });

  test.each<[string, string, readonly string[]]>([
    ['behind a remark', 'Mobil;Not;Ort;Stopp', ['0701740605;ring', '12;Lund;2026-01-03']],
    ['at its beginning', 'Mobil;Not;Stopp;Ort', ['0701740605;x;', '2026-01-03;Lund']],
    ['at the end of the row', 'Mobil;Not;Ort;Stopp', ['0701740605;x;Lund;', '2026-01-03']],
  ])('a day that opts out is as clear as a word where rows have none: %s', async (_name, header, rows) => {
    const usual = header.split(';').map((column) => ({ Mobil: '0701740606', Stopp: '' })[column] ?? 'Lund');
    const desired = await read(lines([header, usual.join(';'), ...rows]));
    expect(codes(desired)).toEqual(['3 line-break']);
    expect([...desired.optOuts]).toEqual(['46701740605']);
  });

  test('a cell that says yes is no key, and what stands behind it is counted from the right', async () => {
    const broken = await read(lines(['Mobil;Stopp;Nr', '0701740605;nej', ';1', '0701740606;nej;2']));
    expect(keys(broken)).toEqual([]);
    expect(broken.strayOptOuts.map(({ line, keys }) => [line, keys])).toEqual([[3, []]]);
    const short = 'Lund;Di;x;ja;0701740607;ring 070-174 06 99';
    const desired = await read(lines(['Nr;Ort;Namn;Not2;Stopp;Mobil;Not', short]));
    expect([...desired.optOuts]).toEqual(['46701740607']);
  });

  test.each(['Jo', 'Sand'])('somebody with a number of his own may be called %s', async (name) => {
    const rows = ['9;0701740607;Cia Dal;Lund;nej', '1;0701740605;Anna Alm', `2;0701740606;${name}`];
    const desired = await read(lines(['Nr;Mobil;Namn;Ort;Stopp', ...rows]));
    expect([desired.optOuts.size, desired.contacts.size]).toEqual([0, 3]);
  });

  test('a full row with a key and no number is who opted out, and not the number before it', async () => {
    const rows = ['0701740699;3;Cy;nej', '0701740630', ';2;Bo;ja'];
    const desired = await read(lines(['Mobil;Nr;Namn;Stopp', ...rows]));
    expect([[...desired.optOuts], keys(desired)]).toEqual([[], ['stdin\t2']]);
    expect(codes(desired)).toEqual(['3 line-break']);
  });

  test('a key that reads as a yes, alone behind a full row, opts nobody out', async () => {
    const desired = await read(lines(['Nr;Mobil;Namn;Ort;Stopp', '2;0701740605;Anna;Lund;', '1']));
    expect(desired.optOuts.size).toBe(0);
  });

  test('last cells left off: who has a number is a contact, and nothing is taken from him', async () => {
    const rows = ['12;Eva;0701740621;nej', '13;Anna', '14;Bo;0701740622;nej'];
    const desired = await read(lines(['Nr;Namn;Mobil;Stopp;Not', ...rows]));
    expect([...desired.contacts.keys()]).toEqual(['46701740621', '46701740622']);
    expect(desired.held.map(({ own }) => own)).toContain('46701740621');
    expect(codes(desired)).toEqual(['3 too-few-fields']);
  });

  test('in a list, a row without a number is no part of the one before', async () => {
    const rows = ['0701740605;A', 'hemligt;B', '0701740607;C;x'];
    const desired = await read(lines(['Mobil;Namn;Datum', ...rows]), true);
    expect([[...desired.optOuts], desired.lostOptOuts]).toEqual([['46701740605', '46701740607'], 1]);
    expect(desired.strayOptOuts).toHaveLength(1);
  });

  test('a number cell that a break has torn opts out both of its numbers', async () => {
    const text = 'Nr;Mobil;Namn;Ort;Stopp\r\n1;0701740640;A;Lund;nej\r\n3;0701740623\n0701740624;;;ja\r\n';
    expect([...(await read(text)).optOuts]).toEqual(['46701740623', '46701740624']);
  });
});

describe('rows that are no pieces (E3)', () => {
  test.each<[string, string, readonly string[], number]>([
    ['last columns are left off, two rows in line', 'Mobil;Namn;Ort', ['0701740605;A', '0701740606;B'], 2],
    ['a number alone behind a full row', 'Mobil;Namn;Ort', ['0701740605;A;Lund', '0701740606'], 2],
    ['a number alone before a full row', 'Mobil;Namn;Ort', ['0701740605', '0701740606;B;Lund'], 2],
    ['rows of many lengths', 'Nr;Mobil;Namn;Ort', ['1;0701740605', '2;0701740606;B', '3;0701740607'], 3],
    [
      'a column of yes and no before the opt-out',
      'Nr;Mobil;VIP;Stopp',
      ['1;0701740605;nej;nej', '2;0701740606', '3;0701740607;ja'],
      3,
    ],
    [
      'one of keys that read as yes and no',
      'Nr;Mobil;Stopp;Not',
      ['3;0701740605;nej;x', '2;0701740606;nej', '1;0701740607'],
      3,
    ],
    ['a heading between rows', 'Nr;Mobil;Namn', ['1;0701740605;A', 'Region Syd', '2;0701740606;B'], 2],
  ])('%s', async (_name, header, rows, contacts) => {
    const desired = await read(lines([header, ...rows]));
    expect(desired.contacts.size).toBe(contacts);
    expect(codes(desired).filter((code) => code.includes('line-break'))).toEqual([]);
    expect(desired.optOuts.size).toBe(0);
  });

  test('where last columns are left off, a row without a number may be the rest of the one before: nothing is taken from that', async () => {
    const rows = ['6;Di;0701740610', '5;Eva;0701740611;x;nej', anna, '8;Bo;'];
    const desired = await read(lines([columns, ...rows]));
    expect([...desired.contacts.keys()]).toEqual(['46701740610', '46701740611', '46701740605']);
    expect(codes(desired)).toEqual(['5 too-few-fields']);
    expect(desired.held.map(({ own }) => own)).toContain('46701740605');
  });

  test('files of both line ends, put behind each other', async () => {
    const text = `${lines([columns, bo], '\r\n')}${lines([`${anna};;nej`, cy], '\n')}`;
    const desired = await read(text);
    expect([desired.contacts.size, codes(desired)]).toEqual([3, []]);
    expect((await read('Mobil\r\n0701740605\n0701740606\r\n')).contacts.size).toBe(2);
  });
});

describe('a quoted file that ends its rows with CRLF, with blanks behind a quotation mark', () => {
  const quoted = (row: string, blanks = '') =>
    `${row
      .split(';')
      .map((cell) => `"${cell}"`)
      .join(';')
      .replace('o"', `o"${blanks}`)}\r\n`;
  const header = quoted('Nr;Mobil;Namn;Ort');
  const first = quoted('12;0701740699;Cy;Lund');
  const eva = quoted('5;0701740611;Eva;Eslöv');

  test.each([' ', '\t', '\u00a0 ', '\r'])('%j: rows behind it end as they end', async (blanks) => {
    const bo = quoted('8;0701740606;Bo;Lund\nC', blanks);
    const desired = await read(`${header}${first}${bo}Antal poster: 2\r\n`);
    expect([desired.contacts.size, codes(desired)]).toEqual([2, ['5 closing-line']]);

    const torn = '7;0701740605;Anna;Lund\nSyd\r\n';
    const after = await read(`${header}${first}${bo}${eva}${eva.replace('11', '12')}${torn}`);
    expect([after.contacts.size, codes(after)]).toEqual([4, ['7 line-break']]);
  });

  test('at the end of a row', async () => {
    const ends = quoted('8;0701740606;Bo;Lund\nC').replace('\r\n', ' \r\n');
    const desired = await read(`${header}${first}${ends}Antal poster: 2\r\n`);
    expect([desired.contacts.size, codes(desired)]).toEqual([2, ['5 closing-line']]);
  });
});

describe('a part of a value that decides is no value: nothing is taken away by it (T7)', () => {
  test.each<[string, readonly string[]]>([
    ['last', ['Nr;Mobil;Ort', '7;0701740605;Lu', 'nd']],
    ['first', ['Ort;Mobil;Nr', 'Lu', 'nd;0701740605;7']],
  ])('a town that stands %s', async (_name, rows) => {
    const desired = await read(lines(rows));
    expect(desired.held.some(({ own }) => own === '46701740605')).toBe(true);
  });
});

describe('lines below the rows (E3)', () => {
  const closing = [
    'Antal poster: 2',
    '(5 rows affected)',
    '(2 rader påverkade)',
    'Total: 3',
    '-- end --',
    '-----',
    'Completion time: 2026-11-29T03:00:00.1+01:00',
    'Antal poster;2',
    '12 poster exporterade',
    'Total number of rows: 1 234',
    '-----;-----;---',
  ];
  test.each(closing)('%s is told once, and is nobody', async (line) => {
    for (const end of ['', ';', ';;;']) {
      const desired = await read(lines([columns, bo, `${line}${end}`]));
      expect(desired.rejections).toMatchObject([{ line: 3, code: 'closing-line' }]);
      expect([desired.warnings, desired.held, desired.strayOptOuts]).toEqual([[], [], []]);
      expect(desired.counts).toMatchObject({ read: 2, rejected: 1, unusable: 0 });
    }
    const list = await read(lines(['Mobil;Namn', '0701740605;x', line]), true);
    expect([[...list.optOuts], list.lostOptOuts]).toEqual([['46701740605'], 0]);
    expect(list.rejections).toMatchObject([{ line: 3, code: 'closing-line' }]);
  });

  test.each([
    'Total Bygg;0701740',
    'Count Basie;0701',
    'Antal;070174',
    'Total Bygg;123',
    '174 06 05 post',
    '12 kontakter AB;1',
  ])('%s is somebody, whose number cannot be read', async (line) => {
    const header = 'Namn;Mobil;Ort';
    const desired = await read(lines([header, 'Bo;0701740606;Lund', line]));
    expect(codes(desired).join()).not.toContain('closing-line');
    const list = await read(lines([header, 'Bo;0701740606;Lund', line]), true);
    expect([list.lostOptOuts, list.strayOptOuts.length]).toEqual([1, 1]);
  });

  test('a line that other rows come behind is no last one', async () => {
    const desired = await read(lines([columns, bo, 'Antal poster: 1', cy]));
    expect(codes(desired)).toEqual(['3 too-few-fields']);
  });

  test.each(['Total 0701740605', 'Antal: 070-174 06 05', '0701740605', '(0701740605 rader)'])(
    '%s has a number, and is a record',
    async (line) => {
      const desired = await read(lines(['Mobil', line]), true);
      expect([...desired.optOuts]).toEqual(['46701740605']);
    },
  );

  test.each(['8,Di,0,nej', '8,Di,x,no', 'Rapport ur CRM', '8|Di||nej'])(
    '%s is rejected, and claims no opt-out',
    async (line) => {
      const desired = await read(lines([columns, bo, line]));
      expect([desired.rejections.length, desired.strayOptOuts, desired.optOuts.size]).toEqual([1, [], 0]);
    },
  );

  test('a row with other delimiters that says yes blocks its number', async () => {
    const desired = await read(lines([columns, bo, '7,Anna,0701740605,,ja']));
    expect([...desired.optOuts]).toEqual(['46701740605']);
  });
});
