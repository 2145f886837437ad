import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import { completeEnvironment } from '../../src/session/environment.ts';
import { readSources } from '../../src/steps/sources.ts';
import { skipWithoutMariaDb, startMariaDb, type TestMariaDb } from '../support/mariadb.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { csvOf, header, odd, rows, wartMapping } from '../support/warts.ts';
import { workbook } from '../support/workbook.ts';

/** One table, by every way it may come: the same contacts, rejections, opt-outs and warnings (E1 to E7, T1 to T8). */
const records = [...rows, ...odd].filter(
  (row) =>
    row.length === header.length &&
    // What a file has and a query has not: rows that are empty, a header that comes twice, text that a spreadsheet's formula gives.
    row.some((cell) => cell !== '') &&
    row[0] !== header[0] &&
    !row.some((cell) => cell.startsWith('="')),
);
const list = records.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at]])));
/** Its last record has a line break, so that lines are rows all the way. */
const csv = csvOf([header, ...records]);

const pages: Readonly<Record<string, string>> = {
  '/list.csv': csv,
  '/list.json': JSON.stringify({ data: list }),
  '/list.jsonl': list.map((record) => JSON.stringify(record)).join('\n'),
};
const leftOut = skipWithoutMariaDb('one table from MariaDB as from a file');
let server: Server;
let base: string;
let postgres: TestPostgres;
let maria: TestMariaDb | undefined;

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => response.end(pages[url])).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  postgres = await startPostgres();
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create table kunder (at int, ${header.map((name) => `"${name}" text`).join(', ')})`);
  for (const [at, row] of records.entries())
    await client.query(`insert into kunder values ($1, ${header.map((_, n) => `$${n + 2}`).join(', ')})`, [
      at,
      ...row,
    ]);
  await client.end();

  if (leftOut) return;
  maria = await startMariaDb();
  await maria.run(`create table kunder (at int, ${header.map((name) => `\`${name}\` text`).join(', ')})`);
  for (const [at, row] of records.entries())
    await maria.run(`insert into kunder values (${[at, ...row].map(sqlText).join(', ')})`);
});
afterAll(async () => {
  server.close();
  await postgres?.remove();
  await maria?.remove();
});

const sqlText = (value: string | number) =>
  typeof value === 'number' ? String(value) : `x'${Buffer.from(value).toString('hex')}'`;

/** @param from the line of the first record */
async function read(place: object, from: number, stdin: Buffer | string = ''): Promise<unknown> {
  const pipeline = checkPipeline(
    { name: 'p', sources: [{ ...place, ...wartMapping }], contacts: { absent: 'keep' } },
    'p',
  );
  const environment = completeEnvironment({ stdin: Readable.from([Buffer.from(stdin)]), env: {} });
  const { read: _, ...extracted } = await readSources(pipeline, false, environment);
  return numbered(extracted, from);
}

/** Every line as the record's number: a file has a header above them, a query has none. */
function numbered(value: unknown, from: number): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, numbered(each, from)]));
  if (value instanceof Set) return value;
  if (Array.isArray(value)) return value.map((each) => numbered(each, from));
  if (typeof value === 'string')
    return value.replace(/^crm(?: \(standard input\))?:(\d+) /, (_, line) => `crm:${Number(line) - from} `);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'line' && typeof each === 'number' ? each - from : numbered(each, from),
    ]),
  );
}

const columns = (quote: string) => header.map((name) => `${quote}${name}${quote}`).join(', ');

describe(`${records.length} rows of warts`, () => {
  let asCsv: unknown;
  beforeAll(async () => {
    asCsv = await read({ type: 'csv', path: '-' }, 2, csv);
    expect(records.length).toBeGreaterThan(200);
  });

  test('a workbook', async () => {
    const cells = [header, ...records].map((row) =>
      row.map((cell) => (cell === '' ? undefined : cell.replace(/_(?=x[0-9A-F]{4}_)/g, '_x005F_'))),
    );
    expect(await read({ type: 'xlsx', path: '-' }, 2, workbook(cells))).toEqual(asCsv);
  });

  test('Postgres', async () => {
    const query = `select ${columns('"')} from kunder order by at`;
    expect(await read({ type: 'postgres', url: postgres.url, query }, 1)).toEqual(asCsv);
  });

  test.skipIf(leftOut)('MariaDB', async () => {
    const query = `select ${columns('`')} from kunder order by at`;
    expect(await read({ type: 'mysql', url: (maria as TestMariaDb).url, query }, 1)).toEqual(asCsv);
  });

  test.each([
    ['csv', 2],
    ['json', 1],
    ['jsonl', 1],
  ] as const)('a URL that gives %s', async (format, from) => {
    const url = `${base}/list.${format}`;
    const place = {
      type: 'http',
      url,
      format,
      allowPrivate: true,
      ...(format === 'json' && { records: 'data' }),
    };
    expect(await read(place, from)).toEqual(asCsv);
  });
});
