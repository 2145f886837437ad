import type { OrdinaryRows } from '../contact/row-cells.ts';
import type { RowFinder } from './csv-cells.ts';
import { endOfFile } from './csv-record.ts';

/** Hands the ordinary rows of a text on without their being parsed: most of them, in most files. */
export interface RowShortcut {
  /** The text that rows are looked for in from now on. */
  load(text: string): void;
  /** Finds the row that begins at a place. @returns as {@link RowFinder.read} */
  find(at: number): number;
  /** Whether the row that was found last may be taken. Changes nothing. @param end where it ends */
  accepts(end: number): boolean;
  /** Takes that row; all before it were handed on by then. @returns false where it is to be parsed all the same */
  take(line: number): boolean;
}

/**
 * @param header the columns' names
 * @param sawFull told of each row that is taken
 */
export function createShortcut(
  finder: RowFinder,
  ordinary: OrdinaryRows,
  header: readonly string[],
  sawFull: () => void,
): RowShortcut {
  const behind = finder.beside();
  const columns = header.length;
  const isFull = ({ count, isPlain }: RowFinder): boolean => count === columns && isPlain;
  /** Rows that are blank, and headers that stand there again, are no rows. */
  const isRow = (cells: RowFinder): boolean => {
    const first = cells.text.slice(cells.starts[0], cells.ends[0]);
    if (first === header[0]) return false;
    for (let index = 0; index < columns; index++) {
      const cell = cells.text.slice(cells.starts[index], cells.ends[index]);
      if (cell !== endOfFile && cell.trim() !== '') return true;
    }
    return false;
  };
  return {
    load: finder.load.bind(finder),
    find: finder.read.bind(finder),
    accepts: (end) => {
      if (!isFull(finder) || !ordinary.accepts(finder)) return false;
      return !ordinary.asksForNext || (behind.read(end) >= 0 && isFull(behind) && isRow(behind));
    },
    take: (line) => {
      if (!ordinary.take(finder, line)) return false;
      sawFull();
      return true;
    },
  };
}
