import type { SourceRecord } from '../contact/record.ts';
import type { RowCells } from '../contact/row-cells.ts';
import { Texts } from '../table/texts.ts';

/** What all rows come to that say the same in some columns. */
export interface RowKind {
  readonly groups: readonly string[];
  /** What the opt-out cell says; a yes is not ordinary. */
  readonly optOut: 'none' | 'no';
  /** `where` leaves them out: they are counted, and have no groups. */
  readonly isLeftOut: boolean;
}

/** A combination of cells that was not met yet. */
export const unknownKind = -1;
/** One of which there is something to tell, or that is not kept. */
export const unusualKind = -2;

/** The kinds that the rows of a source are of. */
export interface RowKinds {
  /** The kind of a row, or {@link unknownKind}, or {@link unusualKind}. */
  find(cells: RowCells): number;
  /** Finds out the kind of a row that is of a combination which was not met yet. */
  make(cells: RowCells, line: number): number;
  /** The id of the groups of a kind. */
  groups(kind: number): number;
  isNo(kind: number): boolean;
  isLeftOut(kind: number): boolean;
}

export interface RowKindParts {
  /** The columns that a kind is made of. */
  readonly ofKind: readonly number[];
  /** How many columns the source has. */
  readonly columns: number;
  /** What a kind comes to, by a record that holds its cells alone; undefined where there is anything to tell of it. */
  kindOf(record: SourceRecord): RowKind | undefined;
  /** The id of a list of groups. */
  groupsId(groups: readonly string[]): number;
}

/** So many kinds are told apart, of so many characters each: some ten megabytes at most. */
const mostKinds = 30_000;
const longestKind = 300;

/** No cell holds it: it parts one from the next. */
const lineFeed = 0x0a;

/** Finds out once what each combination of cells says: a million rows are of a few thousand. */
export function createRowKinds({ ofKind, columns, kindOf, groupsId }: RowKindParts): RowKinds {
  const texts = new Texts();
  const scratch = new Uint16Array(longestKind);
  let length = 0;
  const groups: number[] = [];
  /** By kind; undefined for an unusual one. */
  const kept: (RowKind | undefined)[] = [];

  /** @returns whether the cells are short enough */
  const read = ({ codes, starts, ends }: RowCells): boolean => {
    length = 0;
    for (const index of ofKind) {
      const end = ends[index] as number;
      if (length + end - (starts[index] as number) + 2 > longestKind) return false;
      for (let place = starts[index] as number; place < end; place++)
        scratch[length++] = codes[place] as number;
      scratch[length++] = lineFeed;
    }
    scratch[length++] = lineFeed;
    return true;
  };
  const known = (kind: number): number => (kept[kind] === undefined ? unusualKind : kind);
  return {
    find: (cells) => {
      if (!read(cells)) return unusualKind;
      const kind = texts.findCodes(scratch, 0, length);
      if (kind !== 0) return known(kind);
      return texts.size() > mostKinds ? unusualKind : unknownKind;
    },
    make: (cells, line) => {
      const found = kindOf(recordOf(cells, line, ofKind, columns));
      read(cells);
      const kind = texts.idOfCodes(scratch, 0, length);
      kept[kind] = found;
      groups[kind] = found ? groupsId(found.groups) : 0;
      return known(kind);
    },
    groups: (kind) => groups[kind] as number,
    isNo: (kind) => kept[kind]?.optOut === 'no',
    isLeftOut: (kind) => kept[kind]?.isLeftOut === true,
  };
}

/** A record that has some cells of a row, and nothing in all others. */
export function recordOf(
  { text, starts, ends }: RowCells,
  line: number,
  indexes: readonly number[],
  columns: number,
): SourceRecord {
  const fields: string[] = new Array(columns).fill('');
  for (const index of indexes) fields[index] = text.slice(starts[index], ends[index]);
  return { line, fields };
}
