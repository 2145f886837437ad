/** The cells of a row where they stand in a text: no strings are made of them. */
export interface RowCells {
  /** The text that the row stands in, and its characters as numbers. */
  readonly text: string;
  readonly codes: Uint16Array;
  /** Where each cell begins and ends, without its quotation marks. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/**
 * Takes rows that hold nothing to be looked at closer: no record is made of them. What it takes comes to the same as if the
 * records had been; all else it refuses, and they must be.
 *
 * Rows are offered in the order of the source, and those refused before were taken as records by then.
 */
export interface OrdinaryRows {
  /** Whether a row is taken only where a full row comes behind it, since its last cell may go on there. */
  readonly asksForNext: boolean;
  /** Whether a row looks as if it could be taken. Changes nothing. */
  accepts(cells: RowCells): boolean;
  /**
   * Takes the row that was accepted last.
   *
   * @param line the line that it stands on
   * @returns false where it has to be looked at closer all the same: nothing was done
   */
  take(cells: RowCells, line: number): boolean;
}
