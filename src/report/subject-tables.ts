import type { SubjectReport } from '../steps/subject.ts';
import type { Catalogue } from './language/catalogue.ts';

/** What is kept in one place, as a table that a person reads. */
export interface SubjectTable {
  readonly title: string;
  /** How long it is kept. */
  readonly kept: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The places of an account in tables: each with the columns in which something stands. */
export function subjectTables(
  { places, runs }: SubjectReport['accounts'][number],
  words: Catalogue,
): SubjectTable[] {
  const { person } = words;
  const times = new Map(runs.map(({ id, at, command }) => [id, `${minute(at)} (${command} ${id})`]));
  return places.map(({ table, rows }) => {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return {
      title: capital(person.places[table] ?? table),
      kept: person.keptFor[table] ?? '',
      head: columns.map((column) => person.columns[column] ?? column),
      rows: rows.map((row) =>
        columns.map((column) => {
          const value = row[column];
          if (column === 'run_id') return times.get(String(value)) ?? String(value);
          return valueText(codesIn(column, value, words), person);
        }),
      ),
    };
  });
}

/** Why somebody is blocked, and how a contact became ours, are codes in the state. */
function codesIn(column: string, value: unknown, { changes, story }: Catalogue): unknown {
  if (column === 'managed') return story.how[String(value)] ?? value;
  if (column !== 'origins' || !Array.isArray(value)) return value;
  return value.map((origin) => changes.origins[origin as keyof typeof changes.origins] ?? origin);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** A value of the state: times by the minute, lists joined, and what has parts with the name of each. */
function valueText(value: unknown, person: Catalogue['person']): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? person.yes : person.no;
  if (typeof value === 'string')
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*Z$/.test(value) ? minute(value) : value.replace('\t', ' ');
  if (Array.isArray(value)) return value.map((one) => valueText(one, person)).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, one]) => `${person.columns[key] ?? key}: ${valueText(one, person)}`)
      .join('; ');
  return String(value);
}
