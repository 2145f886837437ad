import { nearest } from '../contact/nearest.ts';
import type { OtherDelimiter } from '../contact/other-delimiter.ts';
import { UsageError } from '../errors.ts';
import { fold } from './fold.ts';

/** Finds a column's position by its name. @throws UsageError that lists the columns there are (E3) */
export type FindColumn = (name: string) => number;

/**
 * Looks columns up in a source's header: by the name as it is written, else by one that differs only in case, white
 * space at the ends or Unicode form.
 *
 * @param isNumber whether a cell holds a phone number: a first row that has one is no header
 */
export function findColumns(
  source: string,
  columns: readonly string[],
  isNumber: (cell: string) => boolean = () => false,
  otherDelimiter?: OtherDelimiter,
): FindColumn {
  const folded = columns.map(fold);
  return (name) => {
    const exact = positions(columns, name);
    const found = exact.length > 0 ? exact : positions(folded, fold(name));
    if (found.length === 1) return found[0] as number;
    if (found.length === 0 && otherDelimiter !== undefined)
      throw new UsageError(`The source ${source} has no column "${name}".`, {
        advice: wrongDelimiter(otherDelimiter),
      });
    if (found.length === 0 && columns.some((cell) => looksLikeData(cell) || isNumber(cell)))
      throw new UsageError(`The source ${source} has no header: its first row holds data.`, {
        advice:
          'Its first row must name the columns. Where rows stand above them, say how many: skipRows. Nothing of the row is shown here.',
      });
    const there = `Columns there are: ${listed(columns)}.`;
    if (found.length > 1)
      throw new UsageError(
        `The source ${source} has ${found.length} columns "${name}": which one is meant cannot be told.`,
        { advice: `${there} Give each column a name of its own.` },
      );
    const near = nearest(fold(name), folded);
    throw new UsageError(`The source ${source} has no column "${name}".`, {
      advice:
        hintOf(columns) ??
        (near === undefined ? there : `${there} Did you mean "${columns[folded.indexOf(near)]}"?`),
    });
  };
}

function wrongDelimiter({ named, found }: OtherDelimiter): string {
  const sign = (delimiter: string) => (delimiter === '\t' ? 'a tab' : JSON.stringify(delimiter));
  return `The delimiter that is named is ${sign(named)}, and the rows of the file seem to be divided by ${sign(found)}: name that, or take "delimiter" out of the pipeline (a line "sep=" out of the file).`;
}

/** What a header looks like that is none, or is written in an unusual way. */
function hintOf(columns: readonly string[]): string | undefined {
  const [only = ''] = columns;
  if (columns.length === 1 && /[;,\t|]/.test(only))
    return `All of its first row is one column: ${listed(columns)}. Each row seems to stand in quotation marks as a whole. Export it without them, or take the first and the last sign of each line away.`;
  if (columns.length > 1 && columns.every((column) => /^'.*'$/.test(column)))
    return `Columns there are: ${listed(columns)}. Single quotes are part of a name. Export it with double ones, or none.`;
  if (columns.filter((column) => column !== '').length === 1)
    return `It has one column: ${listed(columns)}. Is that a message of what went wrong, look at what makes the list. In a file whose header stands further down, say how many lines stand above it: skipRows.`;
  return undefined;
}

/** How many columns, and how much of each, an error names. */
const most = 30;
const longest = 40;

function listed(columns: readonly string[]): string {
  const named = columns.filter((column) => column !== '');
  const shown = named
    .slice(0, most)
    .map((column) =>
      (column.length > longest ? `${column.slice(0, longest)}…` : column).replace(/\s+/g, ' '),
    );
  return named.length > most ? `${shown.join(', ')} and ${named.length - most} more` : shown.join(', ');
}

/** Whether a cell of the header holds what only a record does: a phone number, or an address for e-mail. */
function looksLikeData(cell: string): boolean {
  return /^\+?[\d\s()/.-]{7,}$/.test(cell) || /^\S+@\S+\.\S+$/.test(cell);
}

function positions(columns: readonly string[], name: string): number[] {
  return columns.flatMap((column, index) => (column === name ? [index] : []));
}
