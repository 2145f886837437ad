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

/** The rows of a query about one account, streamed; they have the columns that it names. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export function streamRows(trx: Knex.Transaction, sql: string, accountId: number): AsyncIterable<any> {
  return trx.raw(sql, [accountId]).stream({ batchSize: 2000 });
}

/** Changes items one by one, as they are asked for. */
export function* mapped<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}
