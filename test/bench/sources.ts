import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { csvSource } from '../../src/extract/csv.ts';
import { startMariaDb } from '../support/mariadb.ts';
import { startPostgres } from '../support/postgres.ts';
import { workbook } from '../support/workbook.ts';
import { dataFiles } from './data/files.ts';
import { inTurns } from './measure/in-turns.ts';
import { markdownTable } from './measure/markdown-table.ts';
import { runNode } from './measure/run-command.ts';
import { shownNumber, shownSpread, spread } from './measure/spread.ts';
import { report } from './report.ts';
import type { Settings } from './settings.ts';

const script = join(import.meta.dirname, 'sources', 'read.mjs');

/** One list, read to its end by every way it may come: nothing is made of its records. */
export async function benchSources(settings: Settings): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'jojka-bench-sources-'));
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const [size = 100_000] = settings.sizes;
    const csv = dataFiles({ rows: size, seed: settings.seed, changed: 0 }).today;
    const { columns, rows } = await tableOf(csv);
    const path = (name: string) => join(folder, name);
    writeFileSync(path('list.xlsx'), workbook([columns, ...rows]));
    await writeLines(path('list.jsonl'), columns, rows);
    const files: Readonly<Record<string, string>> = { '/csv': csv, '/jsonl': path('list.jsonl') };
    const server = createServer(({ url = '' }, response) => {
      const file = files[url] as string;
      response.setHeader('content-length', statSync(file).size);
      createReadStream(file).pipe(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => server.close());
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const postgres = await startPostgres();
    ends.push(() => postgres.remove());
    await fillPostgres(postgres.url, columns, rows);
    const maria = await startMariaDb(['--max-allowed-packet=64M']);
    ends.push(() => maria.remove());
    await maria.run(`create table kunder (${columns.map((name) => `\`${name}\` text`).join(', ')})`);
    for (let from = 0; from < rows.length; from += 1000)
      await maria.run(
        `insert into kunder values ${rows
          .slice(from, from + 1000)
          .map(sqlRow)
          .join(', ')}`,
      );

    const query = 'select * from kunder';
    const http = { type: 'http', headers: {}, allowPrivate: true, timeoutSeconds: 300 };
    const file = { encoding: 'auto', delimiter: 'auto' };
    const specs: [string, object][] = [
      ['CSV', { type: 'csv', path: csv, ...file }],
      ['Excel workbook', { type: 'xlsx', path: path('list.xlsx') }],
      ['URL, CSV', { ...http, url: `${base}/csv`, format: 'csv' }],
      ['URL, JSON Lines', { ...http, url: `${base}/jsonl`, format: 'jsonl' }],
      ['Postgres', { type: 'postgres', url: postgres.url, query, timeoutSeconds: 300 }],
      ['MariaDB', { type: 'mysql', url: maria.url, query, timeoutSeconds: 300 }],
    ];
    const results = await inTurns(
      specs.map(([name, spec], at) => {
        writeFileSync(path(`${at}.json`), JSON.stringify(spec));
        return { name, run: () => runNode([script, path(`${at}.json`)]) };
      }),
      settings.rounds,
    );
    const table = results.map(({ name, runs }) => [
      name,
      shownSpread(
        runs.map(({ stdout }) => {
          const { rows: read, ms } = JSON.parse(stdout) as { rows: number; ms: number };
          if (read !== rows.length) throw new Error(`${name}: ${read} rows of ${rows.length}`);
          return Math.round(read / ms) * 1000;
        }),
      ),
      shownSpread(runs.map(({ seconds }) => seconds)),
      shownSpread(runs.map(({ cpuSeconds }) => cpuSeconds)),
      shownNumber(spread(runs.map(({ peakMb }) => peakMb)).median),
    ]);
    report('sources', markdownTable(['', 'rows/s', 'wall s', 'CPU s', 'peak MB'], table), settings);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly string[][];
}

async function tableOf(path: string): Promise<Table> {
  const opened = await csvSource({ name: 'bench', path }).open();
  const rows: string[][] = [];
  for await (const batch of opened.batches())
    for (const { fields } of batch) rows.push(fields.map((field) => String(field)));
  return { columns: opened.columns, rows };
}

async function writeLines(path: string, columns: Table['columns'], rows: Table['rows']): Promise<void> {
  const out = createWriteStream(path);
  for (const row of rows)
    if (!out.write(`${JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at]])))}\n`))
      await once(out, 'drain');
  await new Promise<void>((resolve) => out.end(resolve));
}

async function fillPostgres(url: string, columns: Table['columns'], rows: Table['rows']): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create table kunder (${columns.map((name) => `"${name}" text`).join(', ')})`);
  const picked = columns.map((_, at) => `r->>${at}`).join(', ');
  for (let from = 0; from < rows.length; from += 5000)
    await client.query(`insert into kunder select ${picked} from jsonb_array_elements($1::jsonb) r`, [
      JSON.stringify(rows.slice(from, from + 5000)),
    ]);
  await client.end();
}

function sqlRow(row: readonly string[]): string {
  return `(${row.map((cell) => `x'${Buffer.from(cell).toString('hex')}'`).join(', ')})`;
}
