import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';

/** Rows in one statement: few enough for its JSON to stay small, many enough that round trips do not count. */
const rowsAtOnce = 5000;

/**
 * Runs a statement over many rows, some thousand at a time, each time with the rows as one JSON parameter: no limit
 * on bind parameters, any column type, and the same on Postgres and on the embedded database.
 *
 * @param sql a statement with `:rows`, such as `insert into t select * from json_to_recordset(:rows) as r(a text)`
 */
export async function forRows(
  knex: Knex,
  sql: string,
  rows: Iterable<object>,
  bindings: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  let batch: object[] = [];
  /** The statement before: the database is at work on it while the next rows are made. */
  let before: Promise<unknown> = Promise.resolve();
  const flush = async () => {
    if (batch.length === 0) return;
    const json = toJson(batch);
    batch = [];
    await before;
    before = Promise.resolve(knex.raw(sql, { ...bindings, rows: json }));
    // Whoever waits for it is told; that it may fail before that is no error of its own.
    before.catch(() => {});
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length < rowsAtOnce) continue;
    await flush();
    // Until the loop lets go, nothing is sent.
    await setImmediate();
  }
  await flush();
  await before;
}

/** JSON that Postgres takes: no NUL in a text, and no half of a surrogate pair, in keys neither. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  // Both stand there as escapes, nearly never; only then is each text looked at, which takes several times as long.
  return mayBeUnstorable.test(json) ? JSON.stringify(value, storable) : json;
}

const mayBeUnstorable = /\\u(?:0000|d[89a-f])/;

function storable(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  for (const key of Object.keys(value))
    if (key !== storableText(key))
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [storableText(name), item]));
  return value;
}

/** A text as Postgres can hold it. */
export function storableText(text: string): string {
  return unstorable.test(text) ? text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd') : text;
}

const unstorable = /[\0\p{Surrogate}]/u;

/** How many rows are read as one value. */
const rowsOfPage = 5000;

/** What is read of a table of the ledger. */
export interface PackedTable {
  readonly table: string;
  /** The columns by which its rows are told apart, besides the account; texts. They come first in each row. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/**
 * The rows of one account, in the order of their key, each as a list of its values; some thousand at a time. Such a page is one
 * JSON value: on the embedded database a row of its own takes several times as long, and holds more memory.
 */
export async function* packedPages(
  trx: Knex.Transaction,
  { table, key, columns }: PackedTable,
  accountId: number,
  // biome-ignore lint/suspicious/noExplicitAny: rows have the columns that the caller names
): AsyncGenerator<readonly (readonly any[])[]> {
  await alongKeys(trx);
  const names = [...key, ...columns].join(', ');
  const keys = key.join(', ');
  for (let last: readonly string[] | undefined; ; ) {
    const after = last === undefined ? '' : `and (${keys}) > (${key.map(() => '?').join(', ')})`;
    const { rows } = await trx.raw<{ rows: [{ page: string | null }] }>(
      `select json_agg(json_build_array(${names}))::text as page
       from (select ${names} from ${table} where account_id = ? ${after} order by ${keys} limit ${rowsOfPage}) as rows`,
      [accountId, ...(last ?? [])],
    );
    const page: readonly (readonly string[])[] = JSON.parse(rows[0].page ?? '[]');
    yield page;
    if (page.length < rowsOfPage) return;
    last = page.at(-1)?.slice(0, key.length);
  }
}

/** Along the primary key: a planner that has no statistics yet would sort all that is left for every page. */
async function alongKeys(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    'set local enable_sort = off; set local enable_bitmapscan = off; set local enable_seqscan = off',
  );
}

/**
 * The same for rows whose keys are in `ledger_touched`, from an edition on: pipeline and msisdn of each key, and its row as
 * {@link packedPages} gives it; undefined where there is none (any more).
 */
export async function* touchedPages(
  trx: Knex.Transaction,
  kind: 'contact' | 'want',
  { table, key, columns }: PackedTable,
  { accountId, edition }: { readonly accountId: number; readonly edition: string },
  // biome-ignore lint/suspicious/noExplicitAny: rows have the columns that the caller names
): AsyncGenerator<readonly (readonly [pipeline: string, msisdn: string, row: readonly any[] | null])[]> {
  await alongKeys(trx);
  const names = [...key, ...columns].map((name) => `one.${name}`).join(', ');
  const same = key.map((name) => `one.${name} = keys.${name}`).join(' and ');
  for (let last: readonly [string, string] | undefined; ; ) {
    const { rows } = await trx.raw<{ rows: [{ page: string | null }] }>(
      // The limit of one keeps the planner from reading all of the table for it.
      `select json_agg(json_build_array(keys.pipeline, keys.msisdn, found.row) order by keys.pipeline, keys.msisdn)::text as page
       from (
         select distinct pipeline, msisdn from ledger_touched
         where account_id = ? and kind = ? and edition >= ? ${last ? 'and (pipeline, msisdn) > (?, ?)' : ''}
         order by pipeline, msisdn limit ${rowsOfPage}
       ) as keys
       left join lateral (
         select json_build_array(${names}) as row from ${table} as one
         where one.account_id = ? and ${same} limit 1
       ) as found on true`,
      [accountId, kind, edition, ...(last ?? []), accountId],
    );
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const page: readonly (readonly [string, string, readonly any[] | null])[] = JSON.parse(
      rows[0].page ?? '[]',
    );
    yield page;
    if (page.length < rowsOfPage) return;
    const end = page.at(-1);
    last = end && [end[0], end[1]];
  }
}

/** Changes items one by one, as they are asked for. */
export function* mapped<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}
