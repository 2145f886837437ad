import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import { RefusedError, SourceError, type UsageError } from '../../src/errors.ts';
import { completeEnvironment } from '../../src/session/environment.ts';
import { otherSpellingWarnings } from '../../src/steps/other-spellings.ts';
import { readSources } from '../../src/steps/sources.ts';

type Given = { source?: object; optOuts?: string; allowEmpty?: boolean; bounds?: object };

/** Reads a CSV, and a list of opt-outs beside it, as a pipeline would. */
async function read(csv: string, { source = {}, optOuts, allowEmpty = false, bounds = {} }: Given = {}) {
  const pipeline = checkPipeline(
    {
      name: 'p',
      sources: [{ type: 'csv', path: '-', phone: 'Mobil', ...source }],
      contacts: { absent: 'keep' },
      bounds,
    },
    'p',
  );
  const environment = completeEnvironment({ stdin: Readable.from([csv]), env: {} });
  if (optOuts === undefined) return (await readSources(pipeline, allowEmpty, environment)).desired;
  const list = checkPipeline(
    {
      name: 'p',
      sources: [{ type: 'csv', path: '/dev/null', phone: 'Mobil' }],
      optOuts: [{ type: 'csv', path: '-', phone: 'Mobil' }],
      contacts: { absent: 'keep' },
    },
    'p',
  );
  return (await readSources(list, true, completeEnvironment({ stdin: Readable.from([optOuts]), env: {} })))
    .desired;
}

const n = (index: number) => `07017406${String(index).padStart(2, '0')}`;

describe('a quoted field that has swallowed rows ends the run (E6)', () => {
  test.each<[string, string]>([
    ['one column', `Mobil\n${n(5)}\n"${n(6)}\n${n(7)}\n${n(8)}"\n${n(9)}\n`],
    ['two columns, the number first', `Mobil;Namn\n${n(5)};"Anna\n${n(6)};Bo\n${n(7)};Cilla"\n${n(8)};Dan\n`],
    ['two columns, the number last', `Namn;Mobil\n"Anna;${n(5)}\nBo;${n(6)}\nCilla";${n(7)}\nDan;${n(8)}\n`],
    ['two rows alone', `Mobil;Namn\n${n(5)};"Anna\n${n(6)};Bo"\n`],
    ['two rows, the number last', `Namn;Mobil\n"Anna;${n(5)}\nBo";${n(6)}\n`],
    ['with CRLF', `Mobil;Namn\r\n${n(5)};"Anna\r\n${n(6)};Bo"\r\n`],
    [
      'four columns, marks in different ones',
      `Nr;Namn;Mobil;Ort\n1;"Anna;${n(5)};Lund\n2;Bo;${n(6)};"Ystad"\n`,
    ],
    [
      'a row that comes out short',
      `Nr;Namn;Mobil;Ort\n1;"Anna;${n(5)};Lund\n2;Bo;${n(6)};Ystad"\n3;C;${n(7)};X\n`,
    ],
    [
      'rows that lack their last cells',
      `Nr;Namn;Mobil;Kommentar\n1;"Anna;${n(5)}\n2;Bo;${n(6)}\n3;Cilla";${n(7)}\n4;Dan;${n(8)}\n`,
    ],
    ['rows with a delimiter more', `Nr;Namn;Mobil\n1;"Anna;${n(5)};\n2;Bo;${n(6)};\n3;Cilla";${n(7)};\n`],
    ['a landline among them', `Mobil;Namn\n${n(5)};"Anna\n08-465 004 00;Bo"\n`],
  ])('%s', async (_name, csv) => {
    const failed = await read(csv).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(SourceError);
    expect((failed as Error).message).toMatch(/lines \d+ to \d+|quotation mark/);
  });

  test('in a list of opt-outs whose rows are short', async () => {
    const optOuts = `Namn;Mobil;Komm\n"A;${n(5)}\nB;${n(6)}\nC";${n(7)}\nD;${n(8)};x\n`;
    await expect(read('', { optOuts })).rejects.toThrow(/swallowed/);
  });

  test('in a list of opt-outs too', async () => {
    await expect(read('', { optOuts: `Mobil;Namn\n${n(5)};"Anna\n${n(6)};Bo"\n` })).rejects.toThrow(
      /swallowed/,
    );
  });

  test.each<[string, string, number]>([
    ['a comment behind the number', `Mobil;Kommentar\n${n(5)};"Ring inte\nefter fem; tack"\n`, 1],
    ['a comment before it', `Kommentar;Mobil\n"Ring inte\nefter fem";${n(5)}\n`, 1],
    ['a comment with a number in it', `Mobil;Kommentar\n${n(5)};"Ring hellre\n${n(6)}"\n`, 1],
    ['a comment in a row that is too long', `Mobil;Kommentar\n${n(5)};"Hej\n; då";x\n${n(6)};\n`, 1],
    ['a comment in a row that is too short', `Mobil;Kommentar;Ort\n${n(5)};"Hej\n; då"\n`, 1],
    ['two numbers in a cell', `Namn;Mobil\nAnna;"${n(5)}\n${n(6)}"\n`, 1],
  ])('none has: %s', async (_name, csv, contacts) => {
    expect((await read(csv)).contacts.size).toBe(contacts);
  });
});

describe('a source without one number is refused (E5)', () => {
  test.each<[string, string]>([
    ['all cells empty', 'Mobil;Namn\n;Anna\n;Bo\n'],
    ['words that stand for nothing', 'Mobil;Namn\nNULL;Anna\n-;Bo\n'],
    ['the wrong column', 'Mobil;Namn\nAnna;x\nBo;y\n'],
  ])('%s', async (_name, csv) => {
    await expect(read(csv)).rejects.toThrow(RefusedError);
    await expect(read(csv)).rejects.toThrow('has rows (2) and not one phone number');
    expect((await read(csv, { allowEmpty: true })).contacts.size).toBe(0);
  });

  test('one that can be read is enough, of any type, in a broken row too', async () => {
    expect((await read('Mobil;Namn\n08-465 004 00;Anna\n;Bo\n')).contacts.size).toBe(0);
    expect((await read(`Mobil;Namn\nx;y;${n(5)}\n;Bo\n`)).rejections).toHaveLength(1);
  });

  test('what `where` leaves out does not count', async () => {
    const source = { where: { Namn: 'Bo' } };
    await expect(read(`Mobil;Namn\n${n(5)};Anna\n;Bo\n`, { source })).rejects.toThrow('not one phone number');
  });
});

test('desired numbers that Jojka holds in another spelling are told: they would get every SMS twice', async () => {
  const pipeline = checkPipeline(
    { name: 'p', sources: [{ type: 'csv', path: '-', phone: 'Mobil' }], contacts: { absent: 'keep' } },
    'p',
  );
  const desired = await read(`Mobil\n${n(5)}\n${n(6)}\n${n(7)}\n${n(8)}\n${n(9)}\n`);
  const held = [
    ...['+46701740605', '070-174 06 06', '46701740607', '46701740699', '+46701740698', 'VIP'],
    ...['460701740608', '701740609', '460701740697', '37251234567'],
  ];
  const existing = new Map(held.map((msisdn) => [msisdn, { msisdn, name: '', groups: [] }]));
  expect(otherSpellingWarnings(existing, desired, pipeline)).toEqual([
    {
      code: 'other-number-spelling',
      figures: {
        total: 4,
        examples: ['+46701740605', '070-174 06 06', '460701740608', '701740609'],
        more: 0,
      },
    },
  ]);
});

describe('what is no list with a header is told in a line, without anybody’s data (E3)', () => {
  test.each<[string, string, RegExp]>([
    [
      'no header',
      `${n(5)};Anna Ek\n${n(6)};Bo Ek\n`,
      /^The source stdin has no header: its first row holds data\.$/,
    ],
    ['addresses', 'Anna Ek;anna@example.com\nBo Ek;bo@example.com\n', /has no header/],
    [
      'HTML in one line',
      `<table><tr><td>Mobil</td></tr><tr><td>${n(5)} Anna</td></tr></table>`,
      /a web page or XML/,
    ],
    ['JSON', `[{"Mobil":"${n(5)}","Namn":"Anna"}]`, /it is JSON, not CSV/],
    [
      'many columns',
      `${Array.from({ length: 500 }, (_, i) => `Kolumn ${i} Anna`).join(';')}\n${n(5)}\n`,
      /no column "Mobil"/,
    ],
  ])('%s', async (_name, csv, message) => {
    const failed: Error = await read(csv).then(
      () => new Error('read'),
      (error: Error) => error,
    );
    expect(failed.message).toMatch(message);
    const told = `${failed.message} ${(failed as { advice?: string }).advice ?? ''}`;
    expect(told.length).toBeLessThan(900);
    expect(told).not.toContain('070174');
    if (_name !== 'many columns') expect(told).not.toContain('Anna');
  });

  test('a group that is called like a column is told', async () => {
    const desired = await read(`Mobil;Grupper\n${n(5)};VIP\n`, { source: { groups: ['Grupper', 'Kunder'] } });
    expect(desired.warnings).toEqual([
      { code: 'group-is-column', figures: { total: 1, examples: ['stdin "Grupper"'], more: 0 } },
    ]);
  });
});

describe('what no list has ends the run, and names the bound', () => {
  const groups = { groups: [{ column: 'Grupper', separator: '|' }] };
  test.each<[string, string, Given]>([
    ['rows', `Mobil\n${n(5)}\n${n(6)}\n${n(7)}\n`, { bounds: { rows: 2 } }],
    ['columns', `Mobil;A;B\n${n(5)};;\n`, { bounds: { columns: 2 } }],
    ['groups', `Mobil;Grupper\n${n(5)};A|B\n${n(6)};C\n`, { bounds: { groups: 2 }, source: groups }],
    ['megabytes', `Mobil\n${`${n(5)}\n`.repeat(100_000)}`, { bounds: { megabytes: 1 } }],
  ])('%s', async (bound, csv, given) => {
    const failed = await read(csv, given).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(SourceError);
    expect((failed as SourceError).advice).toContain(`bounds.${bound}`);
  });

  test('too many groups of one record are left out, and those that it has stay (T7)', async () => {
    const csv = `Mobil;Grupper\n${n(5)};A|B|C\n${n(6)};A|B\n`;
    const desired = await read(csv, { bounds: { groupsPerRecord: 2 }, source: groups });
    expect([...desired.contacts.values()].map((contact) => contact.groups)).toEqual([[], ['A', 'B']]);
    expect(desired.rejections.map(({ code, value }) => [code, value])).toEqual([
      ['too-many-groups', '3 groups'],
    ]);
    expect(desired.held.map(({ numbers }) => numbers)).toEqual([['46701740605']]);
  });
});

test('a header that comes again, of files put behind each other, is no record', async () => {
  const desired = await read(`Mobil;Namn\n${n(5)};Anna\nMobil;Namn\n${n(6)};Bo\n`);
  expect([desired.contacts.size, desired.counts.read, desired.rejections.length]).toEqual([2, 2, 0]);
});

test.each<[string, string, RegExp]>([
  ['rows in quotes as a whole', `"Nr;Mobil"\n"1;${n(5)}"\n`, /quotation marks as a whole/],
  ['names in single quotes', `'Nr';'Mobil'\n'1';'${n(5)}'\n`, /Single quotes/],
  ['a title above the header', `Kundlista;;\nNr;Mobil;Namn\n1;${n(5)};A\n`, /skipRows/],
])('a header that is none: %s', async (_name, csv, advice) => {
  const failed = await read(csv).catch((error: unknown) => error);
  expect((failed as UsageError).advice).toMatch(advice);
});

test('a file that may be cut within its last number leaves everybody in doubt (E6, T7)', async () => {
  const cut = `Nr;Namn;Mobil;Kommentar\n1;Anna;${n(5)}\n2;Bo;${n(6)}\n3;Cilla;07017`;
  const held = async (csv: string) => (await read(csv, { source: { id: 'Nr' } })).held;
  expect((await held(cut)).filter(({ keys, numbers }) => keys.length + numbers.length === 0)).toHaveLength(1);
  expect((await held(`${cut}\n`)).filter(({ keys }) => keys.length === 0)).toEqual([]);
  expect(await held(cut.slice(0, -'\n3;Cilla;07017'.length))).toEqual([]);
});

describe('a delimiter that is named and is not the file’s (E3)', () => {
  const csv = `Namn;Mobil\nAnna;${n(5)}\nBo;${n(6)}\n`;

  test.each([
    [',', csv, '","', '";"'],
    ['::', csv, '"::"', '";"'],
    [';', csv.replaceAll(';', '\t'), '";"', 'a tab'],
    ['auto', `sep=,\n${csv}`, '","', '";"'],
  ])('%s', async (delimiter, text, named, found) => {
    const error = (await read(text, { source: { delimiter } }).catch(
      (thrown: unknown) => thrown,
    )) as UsageError;
    expect(error.message).toContain('has no column "Mobil"');
    expect(error.advice).toContain(
      `named is ${named}, and the rows of the file seem to be divided by ${found}`,
    );
    expect(error.advice).not.toContain('quotation marks');
  });

  test('rows that stand in quotation marks as a whole are told as such', async () => {
    const quoted = csv.replace(/^.+$/gm, '"$&"');
    for (const delimiter of ['auto', ';'])
      await expect(read(quoted, { source: { delimiter } })).rejects.toMatchObject({
        advice: expect.stringContaining('quotation marks as a whole'),
      });
  });
});
