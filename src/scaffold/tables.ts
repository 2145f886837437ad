import type { SourceRecord } from '../contact/record.ts';
import { fieldText } from '../transform/fields.ts';
import { mobileNames, phoneNames, plainName } from './column-names.ts';

/** A table or view of a CRM's database. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly isKey: boolean }[];
}

/** Gives a row for each column of each table that may be read. */
export const tablesQuery = `select n.nspname, c.relname, a.attname, format_type(a.atttypid, null), i.indrelid is not null
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary and i.indnatts = 1 and i.indkey[0] = a.attnum
where c.relkind in ('r', 'v', 'm', 'p', 'f')
  and n.nspname !~ '^(pg_|information_schema$)'
  and has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select')
order by 1, 2, a.attnum`;

/** Puts the rows of {@link tablesQuery} together, tables with columns of phone numbers first. */
export function tablesOf(records: readonly SourceRecord[]): Table[] {
  const tables = new Map<string, { schema: string; name: string; columns: Table['columns'][number][] }>();
  for (const record of records) {
    const [schema = '', name = '', column = '', type = '', isKey] = [0, 1, 2, 3, 4].map((index) =>
      fieldText(record, index),
    );
    const key = `${schema}.${name}`;
    const table = tables.get(key) ?? { schema, name, columns: [] };
    table.columns.push({ name: column, type, isKey: isKey === 'true' });
    tables.set(key, table);
  }
  const all = [...tables.values()];
  return [...all.filter(hasPhones), ...all.filter((table) => !hasPhones(table))];
}

/** Whether a table has a column that is called like one of phone numbers. */
export function hasPhones({ columns }: Table): boolean {
  return columns.some(({ name }) => /phone/i.test(name) || isPhoneName(plainName(name)));
}

function isPhoneName(name: string): boolean {
  return mobileNames.includes(name) || phoneNames.includes(name);
}

/** What people call it: without the schema where that is the usual one. */
export function tableLabel({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
  return schema === 'public' ? name : `${schema}.${name}`;
}

/** Words that SQL reads as its own, and that columns are called by. */
const reserved = new Set(
  'all and any array as asc between both case cast check column constraint create current_date current_user default desc distinct do else end except false fetch for foreign from grant group having in initially into is join left like limit natural not null offset on only or order outer placing primary references returning right select session_user some symmetric table then to true union unique user using when where window with'.split(
    ' ',
  ),
);

/** A name as SQL takes it. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
