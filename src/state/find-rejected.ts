import type { RejectionFigures } from '../contact/rejection.ts';
import type { Database } from './database.ts';

/** A record that was rejected, as a run has it. */
export interface RejectedRecord {
  readonly account: string;
  readonly at: Date;
  readonly run: string;
  readonly source: string;
  readonly line: number;
  /** Its key, after the source's name and a tab; null where it has none. */
  readonly key: string | null;
  readonly code: string;
  readonly value: string;
  readonly figures: RejectionFigures | null;
  readonly told: string | null;
}

/** So many are listed. */
const most = 20;

/** The cells of a kept row as one text; rows are kept for some weeks only. */
const rowText = `(select string_agg(cell #>> '{}', ' ' order by place)
  from jsonb_array_elements("row") with ordinality as cells(cell, place))`;

const ways = {
  key: `record_key = :text or substr(record_key, strpos(record_key, chr(9)) + 1) = :text`,
  row: `${rowText} ilike :like`,
};

/**
 * Rejected records that somebody is known by: by the key, or by what stands in the row, such as a name. Newest first.
 *
 * @returns at most some of them, and whether there are more
 */
export async function findRejected(
  { knex }: Database,
  text: string,
  by: keyof typeof ways,
): Promise<{ readonly records: readonly RejectedRecord[]; readonly more: boolean }> {
  const like = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const { rows } = await knex.raw<{ rows: RejectedRecord[] }>(
    `select accounts.name as account, runs.started_at as at, runs.id as run, source, line, record_key as key, code, value,
         figures, message as told
       from rejections join runs on runs.id = run_id join accounts on accounts.id = runs.account_id
       where ${ways[by]} order by runs.seq desc, rejections.seq limit ${most + 1}`,
    { text, like },
  );
  return { records: rows.slice(0, most), more: rows.length > most };
}
