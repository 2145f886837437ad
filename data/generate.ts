import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import iconv from 'iconv-lite';
import { crmHeader, crmRow } from './generator/crm-csv.ts';
import { optOutsCsv } from './generator/opt-outs.ts';
import { crmSql } from './generator/sql.ts';
import { held, reachable, sampleState } from './generator/state.ts';

/**
 * Makes the sample data of this folder, the same bytes each time; everybody in them is invented, and the numbers
 * are of series that nobody has or of one block that stands for them.
 *
 *     npx tsx data/generate.ts                                  rewrites the files of this folder
 *     npx tsx data/generate.ts --rows 1000000 --out big.csv --export big-state.json
 *
 * The second form makes a CRM file of any size, with the same warts, and a sandbox state that differs from it in
 * some 2 %. Its numbers cover all of +46 70: keep it away from real accounts.
 */
const sampleRows = 2000;
const sampleCustomers = 200;

/** The files of this folder, by name. */
export function sampleFiles(): ReadonlyMap<string, Buffer> {
  const rows = Array.from({ length: sampleRows }, (_, index) => crmRow(index, 'sample'));
  const state = sampleState(sampleRows);
  const list = (items: readonly unknown[]) =>
    `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  const json = Object.entries(state).map(
    ([key, value]) => `"${key}":${Array.isArray(value) ? list(value) : value}`,
  );
  return new Map([
    ['crm-contacts.csv', iconv.encode(crmHeader + rows.join(''), 'windows-1252')],
    ['opt-outs.csv', Buffer.from(optOutsCsv(sampleRows))],
    ['sandbox-state.json', Buffer.from(`{${json.join(',\n')}}\n`)],
    ['crm.sql', Buffer.from(crmSql(sampleCustomers))],
  ]);
}

/** A CRM file of so many rows, in pieces. */
export function* bigCsv(rows: number): Generator<Buffer> {
  yield iconv.encode(crmHeader, 'windows-1252');
  for (let from = 0; from < rows; from += 1000) {
    let piece = '';
    for (let index = from; index < Math.min(rows, from + 1000); index += 1) piece += crmRow(index, 'bulk');
    yield iconv.encode(piece, 'windows-1252');
  }
}

/** What Jojka holds of them, in pieces of JSON. */
export function* bigState(rows: number): Generator<string> {
  yield '{"version":1,"blocklist":[],"replies":[],"contacts":[';
  let comma = '\n';
  let piece = '';
  for (const of of reachable(rows, 'bulk')) {
    const contact = held(of, { missing: 0.01, olderName: 0.005, lacksGroup: 0.003, leftGroup: 0.002 });
    if (!contact) continue;
    piece += comma + JSON.stringify(contact);
    comma = ',\n';
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n]}\n`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rows: { type: 'string' }, out: { type: 'string' }, export: { type: 'string' } },
  });
  if (values.rows === undefined) {
    for (const [name, content] of sampleFiles()) await writeFile(join(import.meta.dirname, name), content);
    return;
  }
  const rows = Number(values.rows);
  if (!Number.isInteger(rows) || rows < 0 || !values.out)
    throw new Error('usage: --rows N --out FILE [--export FILE]');
  await pipeline(Readable.from(bigCsv(rows)), createWriteStream(values.out));
  if (values.export) await pipeline(Readable.from(bigState(rows)), createWriteStream(values.export));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
