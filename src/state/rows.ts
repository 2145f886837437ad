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
  const flush = async () => {
    if (batch.length === 0) return;
    await knex.raw(sql, { ...bindings, rows: toJson(batch) });
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length >= rowsAtOnce) await flush();
  }
  await flush();
}

/** JSON that Postgres takes: no NUL in a text, and no half of a surrogate pair, in keys neither. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, storable);
}

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
  // Along the primary key: a planner that has no statistics yet would sort all that is left for every page.
  await trx.raw(
    'set local enable_sort = off; set local enable_bitmapscan = off; set local enable_seqscan = off',
  );
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

/** Changes items one by one, as they are asked for. */
export function* mapped<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}
