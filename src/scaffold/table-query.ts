import { identifier, type Table } from './tables.ts';

/** What a table of a known CRM is read by, beyond its own columns. */
export interface TableRecipe {
  /** Columns that the query makes. */
  readonly made: readonly { readonly name: string; readonly sql: string; readonly type: string }[];
  /** Columns that those stand for. */
  readonly hidden: readonly string[];
  readonly remarks: readonly string[];
  /** Queries of numbers that are opted out. */
  readonly optOuts: readonly { readonly label: string; readonly query: string; readonly phone: string }[];
}

/** Of these types no column is of use here. */
const useless = /^(bytea|tsvector|oid|xid|point|box|polygon|path|vector|geometry|geography)\b/;

/** The columns that a query of a table can give: its own and those that its recipe makes. */
export function columnsFor(
  table: Table,
  recipe: TableRecipe,
): { name: string; sql: string; type: string; isKey: boolean }[] {
  const own = table.columns
    .filter(({ name, type }) => !recipe.hidden.includes(name) && !useless.test(type))
    .map((column) => ({ ...column, sql: identifier(column.name) }));
  const made = recipe.made.map((column) => ({
    ...column,
    sql: `${column.sql} as ${identifier(column.name)}`,
    isKey: false,
  }));
  return [...own.filter(({ name }) => !made.some((other) => other.name === name)), ...made];
}

/** A query of some columns of a table, in the table's order. */
export function tableQuery(table: Table, recipe: TableRecipe, names?: readonly string[]): string {
  const columns = columnsFor(table, recipe).filter(({ name }) => names?.includes(name) ?? true);
  const from =
    table.schema === 'public'
      ? identifier(table.name)
      : `${identifier(table.schema)}.${identifier(table.name)}`;
  return `select\n${columns.map(({ sql }) => `  ${sql}`).join(',\n')}\nfrom ${from}`;
}

/** Of a table that is nobody's in particular. */
export const recipeless: TableRecipe = { made: [], hidden: [], remarks: [], optOuts: [] };
