import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import { completeEnvironment } from '../../src/session/environment.ts';
import { readSources } from '../../src/steps/sources.ts';
import { csvOf, header, rows, table, wartMapping } from '../support/warts.ts';
import { type Cell, workbook } from '../support/workbook.ts';

/** A workbook goes the way of a CSV file: the same table gives the same contacts, rejections, opt-outs and warnings (E3, T1 to T8). */
async function read(type: 'csv' | 'xlsx', bytes: Buffer | string, mapping: object = {}) {
  const pipeline = checkPipeline(
    {
      name: 'p',
      sources: [
        {
          type,
          path: '-',
          ...wartMapping,
          ...mapping,
        },
      ],
      contacts: { absent: 'keep' },
    },
    'p',
  );
  const environment = completeEnvironment({ stdin: Readable.from([Buffer.from(bytes)]), env: {} });
  const { read: _, ...extracted } = await readSources(pipeline, false, environment);
  return extracted;
}

/** Excel writes the sign `_x000D_` within texts as `_x005F_x000D_`. */
const asCell = (cell: string): Cell =>
  cell === '' ? undefined : cell.replace(/_(?=x[0-9A-F]{4}_)/g, '_x005F_');

describe('one table as CSV and as .xlsx', () => {
  test(`${rows.length} warts, and rows that are odd`, async () => {
    expect(rows.length).toBeGreaterThan(150);
    const asCsv = await read('csv', csvOf(table));
    expect(asCsv.desired.rejections.length).toBeGreaterThan(20);
    expect(asCsv.desired.contacts.size).toBeGreaterThan(100);
    const cells = table.map((row) => row.map(asCell));
    expect(await read('xlsx', workbook(cells, { isShared: true }))).toEqual(asCsv);
    expect(await read('xlsx', workbook(cells))).toEqual(asCsv);
  });

  test('typed cells say what a CSV of them says', async () => {
    const lines: [readonly Cell[], readonly string[]][] = [
      [['Nr', 'Mobil', 'Telefon', 'Namn', 'Grupper', 'Ort', 'SMS-stopp', 'Status'], [...header]],
      [
        [1, 701740605, undefined, 'Nolla borta', 7, 222, true, 'aktiv'],
        ['1', '701740605', '', 'Nolla borta', '7', '222', 'true', 'aktiv'],
      ],
      [
        [
          { number: 2, style: 1 },
          46701740606,
          undefined,
          'Landsnummer',
          undefined,
          undefined,
          false,
          'aktiv',
        ],
        ['0002', '46701740606', '', 'Landsnummer', '', '', 'false', 'aktiv'],
      ],
      [
        [3, { xml: '<c><v>4.6701740607E10</v></c>' }, undefined, 'Stor', undefined, undefined, 0, 'aktiv'],
        ['3', '46701740607', '', 'Stor', '', '', '0', 'aktiv'],
      ],
      [
        [
          4,
          { number: 701740608, style: 2 },
          undefined,
          'Visad med nolla',
          undefined,
          { number: 45322, style: 3 },
          undefined,
          'aktiv',
        ],
        ['4', '070-174 06 08', '', 'Visad med nolla', '', '2024-01-31', '', 'aktiv'],
      ],
      [
        [
          5,
          { xml: '<c t="e"><f>VLOOKUP(1,2,3)</f><v>#REF!</v></c>' },
          701740609,
          'Fel',
          { xml: '<c t="e"><v>#REF!</v></c>' },
          undefined,
          { xml: '<c t="e"><f>X</f><v>#REF!</v></c>' },
          'aktiv',
        ],
        ['5', '#REF!', '701740609', 'Fel', '#REF!', '', '#REF!', 'aktiv'],
      ],
      [
        [
          6,
          { xml: '<c t="str"><f>"0"&amp;A1</f><v>0701740610</v></c>' },
          undefined,
          { xml: '<c t="str"><f>A</f></c>' },
          undefined,
          undefined,
          { xml: '<c t="str"><f>IF(1,"")</f><v></v></c>' },
          'aktiv',
        ],
        ['6', '0701740610', '', '#CALC!', '', '', '', 'aktiv'],
      ],
      [
        [
          7,
          { xml: '<c><v>4.670174060512346E16</v></c>' },
          undefined,
          'Förstört',
          undefined,
          undefined,
          undefined,
          'aktiv',
        ],
        ['7', '4.670174060512346E+16', '', 'Förstört', '', '', '', 'aktiv'],
      ],
    ];
    const asCsv = await read('csv', csvOf(lines.map(([, row]) => row)));
    const formats = ['0000', '000-000 00 00', 'yyyy\\-mm\\-dd'];
    expect(
      await read(
        'xlsx',
        workbook(
          lines.map(([cells]) => cells),
          { formats },
        ),
      ),
    ).toEqual(asCsv);
    expect([...asCsv.desired.contacts.keys()]).toEqual([
      '46701740605',
      '46701740606',
      '46701740607',
      '46701740608',
      '46701740609',
      '46701740610',
    ]);
    expect([...asCsv.desired.optOuts.keys()]).toContain('46701740609');
  });
});
