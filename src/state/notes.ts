import type { Rejection, Warning } from '../contact/rejection.ts';
import type { Database } from './database.ts';
import { forRows, toJson } from './rows.ts';

/** Records a run's rejections, with their rows, so that they can be mended and fed back (T7). */
export async function saveRejections(
  database: Database,
  runId: string,
  rejections: readonly Rejection[],
): Promise<void> {
  await database.knex.transaction((trx) =>
    forRows(
      trx,
      `insert into rejections (run_id, seq, source, line, record_key, field, code, value, figures, "row")
       select :run, seq, source, line, key, field, code, value, figures, "row"
       from json_to_recordset(:rows) as r(seq integer, source text, line integer, key text, field text, code text,
         value text, figures jsonb, "row" jsonb)`,
      numbered(rejections),
      { run: runId },
    ),
  );
}

/** A run's rejections, in the order in which they came up. */
export async function readRejections(database: Database, runId: string): Promise<Rejection[]> {
  const rows = await database.knex('rejections').where({ run_id: runId }).orderBy('seq');
  return rows.map(({ source, line, record_key, field, code, value, figures, message, row }) => ({
    source,
    line,
    ...(record_key !== null && { key: record_key }),
    field,
    code,
    value,
    ...(figures !== null && { figures }),
    ...(message !== null && { told: message }),
    row,
  }));
}

/** Records a run's warnings. */
export async function saveWarnings(
  database: Database,
  runId: string,
  warnings: readonly Warning[],
): Promise<void> {
  await database.knex.transaction((trx) =>
    forRows(
      trx,
      `insert into warnings (run_id, seq, code, figures)
       select :run, seq, code, figures from json_to_recordset(:rows) as r(seq integer, code text, figures jsonb)`,
      numbered(warnings),
      { run: runId },
    ),
  );
}

/** Records a warning that came up after the others. */
export async function addWarning(
  database: Database,
  runId: string,
  { code, figures }: Warning,
): Promise<void> {
  await database.knex.raw(
    `insert into warnings (run_id, seq, code, figures)
     select :run, coalesce(max(seq) + 1, 0), :code, cast(:figures as jsonb) from warnings where run_id = :run`,
    { run: runId, code, figures: toJson(figures) },
  );
}

/** A run's warnings. */
export async function readWarnings(database: Database, runId: string): Promise<Warning[]> {
  const rows = await database.knex('warnings').where({ run_id: runId }).orderBy('seq');
  return rows.map(({ code, figures, message }) => ({
    code,
    figures: figures ?? {},
    ...(message !== null && { told: message }),
  }));
}

function* numbered(items: readonly object[]): Generator<object> {
  for (const [seq, item] of items.entries()) yield { seq, ...item };
}
