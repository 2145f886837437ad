import pg from 'pg';
import type { FieldValue } from '../contact/record.ts';
import { listOf } from './json-list.ts';
import { parseJson } from './json-numbers.ts';

/**
 * From Postgres's text to a record's values (E4). Numbers, dates and the like stay as Postgres writes them, so
 * that no digit is lost on the way through a float; null is ''. Arrays and JSON lists become lists. A text that
 * merely looks like a list (`["a"]`, `{a,b}`) stays text: only the column's type says what it is.
 */
export type FieldReader = (text: string | null) => FieldValue;

const { BOOL, JSON: JSON_TYPE, JSONB } = pg.types.builtins;

/** Array types that every Postgres has; one's own (of enums, of citext) come from {@link userArrayTypes}. */
const builtinArrays: ReadonlySet<number> = new Set([
  ...[1000, 1001, 1002, 1003, 1005, 1007, 1009, 1014, 1015, 1016, 1021, 1022],
  ...[1040, 1041, 1115, 1182, 1183, 1185, 1231, 1270, 2951],
]);
const jsonArrays: ReadonlySet<number> = new Set([199, 3807]);

/** Array types that were made in this database. */
export async function userArrayTypes(client: pg.Client): Promise<ReadonlySet<number>> {
  const { rows } = await client.query<{ oid: number }>(
    `select oid from pg_catalog.pg_type where typcategory = 'A' and oid >= 16384`,
  );
  return new Set(rows.map(({ oid }) => oid));
}

export function fieldReader(type: number, userArrays: ReadonlySet<number>): FieldReader {
  if (type === JSON_TYPE || type === JSONB) return (text) => (text === null ? '' : listOf(parseJson(text)));
  if (jsonArrays.has(type)) return (text) => arrayOf(text).flatMap((item) => listOf(parseJson(item)));
  if (builtinArrays.has(type) || userArrays.has(type)) return arrayOf;
  if (type === BOOL) return (text) => (text === null ? '' : text === 't' ? 'true' : 'false');
  return (text) => text ?? '';
}

/** pg's parser of text[]; the number is the type's (pg has no name for it). */
const parseTextArray: (text: string) => unknown = pg.types.getTypeParser(1009 as number);

function arrayOf(text: string | null): readonly string[] {
  if (text === null) return [];
  const items = [parseTextArray(text)].flat(Number.POSITIVE_INFINITY);
  return items.filter((item): item is string => item !== null);
}
