import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import { fold } from './fold.ts';

/** Finds a column's position by its name. @throws UsageError that lists the columns there are (E3) */
export type FindColumn = (name: string) => number;

/**
 * Looks columns up in a source's header: by the name as it is written, else by one that differs only in case, white
 * space at the ends or Unicode form.
 */
export function findColumns(source: string, columns: readonly string[]): FindColumn {
  const folded = columns.map(fold);
  return (name) => {
    const exact = positions(columns, name);
    const found = exact.length > 0 ? exact : positions(folded, fold(name));
    if (found.length === 1) return found[0] as number;
    const there = `Columns there are: ${columns.filter((column) => column !== '').join(', ')}.`;
    if (found.length > 1)
      throw new UsageError(
        `The source ${source} has ${found.length} columns "${name}": which one is meant cannot be told.`,
        { advice: `${there} Give each column a name of its own.` },
      );
    const near = nearest(fold(name), folded);
    throw new UsageError(`The source ${source} has no column "${name}".`, {
      advice: near === undefined ? there : `${there} Did you mean "${columns[folded.indexOf(near)]}"?`,
    });
  };
}

function positions(columns: readonly string[], name: string): number[] {
  return columns.flatMap((column, index) => (column === name ? [index] : []));
}
