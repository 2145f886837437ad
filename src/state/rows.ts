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
    await knex.raw(sql, { ...bindings, rows: JSON.stringify(batch, withoutNul) });
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length >= rowsAtOnce) await flush();
  }
  await flush();
}

/** Postgres takes no NUL in a text. */
function withoutNul(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
}
