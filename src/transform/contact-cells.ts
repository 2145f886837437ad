import type { RowCells } from '../contact/row-cells.ts';
import type { EmptyCells } from './empty-cells.ts';
import type { MsisdnParser } from './msisdn.ts';

/** Where the cells of a contact stand, and what reads them. */
export interface ContactCellsParts {
  readonly parser: Pick<MsisdnParser, 'quickValue'>;
  readonly empties: Pick<EmptyCells, 'isEmpty' | 'mayBegin'>;
  /** The column of the key, where there is one; those of phone numbers; those of the name. */
  readonly key: number | undefined;
  readonly phones: readonly number[];
  readonly names: readonly number[];
  /** How many characters a name may have. */
  readonly longestName: number;
}

/** What is longer than this in all is looked at closer. */
const longestCells = 1024;
const longestCell = 64;

/** Letters of names; what may stand between two of them. */
const letter = 1;
const between = 2;
const ofNames = Uint8Array.from({ length: 0x100 }, (_, code) => {
  if (code === 0x20 || code === 0x27 || code === 0x2d) return between;
  const isAscii = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return isAscii || (code >= 0xc0 && code !== 0xd7 && code !== 0xf7) ? letter : 0;
});

const space = 0x20;
const equals = 0x3d;

/**
 * Reads the number, key and name of a row without strings being made of them; each says whether it could. What it reads is
 * what the long way would: digits in everyday punctuation, visible ASCII, letters.
 */
export class ContactCells {
  readonly #parts: ContactCellsParts;
  /** The number; 0 where none was read. */
  msisdn = 0;
  readonly name = new Uint16Array(longestCells);
  nameLength = 0;
  /** The key, behind a character that is free for its source; no characters where there is none. */
  readonly key = new Uint16Array(longestCell + 1);
  keyLength = 0;

  constructor(parts: ContactCellsParts) {
    this.#parts = parts;
  }

  /** Whether a cell is a word that stands for nothing (E7). */
  #isEmpty({ text, codes, starts, ends }: RowCells, index: number): boolean {
    const { empties } = this.#parts;
    const start = starts[index] as number;
    return empties.mayBegin(codes[start] as number) && empties.isEmpty(text.slice(start, ends[index]), index);
  }

  /** Reads the first phone column that is not empty. */
  readPhone(cells: RowCells): boolean {
    const { parser, phones } = this.#parts;
    for (const index of phones) {
      const start = cells.starts[index] as number;
      const end = cells.ends[index] as number;
      if (start === end) continue;
      if ((cells.codes[start] as number) <= space) return false;
      this.msisdn = parser.quickValue(cells.codes, start, end);
      return this.msisdn !== 0 && !this.#isEmpty(cells, index);
    }
    return false;
  }

  readKey(cells: RowCells): boolean {
    this.keyLength = 0;
    const { key: index } = this.#parts;
    if (index === undefined) return true;
    const { codes } = cells;
    const start = cells.starts[index] as number;
    const end = cells.ends[index] as number;
    if (start === end || end - start > longestCell || codes[start] === equals) return false;
    let length = 1;
    for (let place = start; place < end; place++) {
      const code = codes[place] as number;
      if (code <= space || code > 0x7e) return false;
      this.key[length++] = code;
    }
    this.keyLength = length;
    return !this.#isEmpty(cells, index);
  }

  readName(cells: RowCells): boolean {
    const { names, longestName } = this.#parts;
    const { name } = this;
    let length = 0;
    for (const index of names) {
      const start = cells.starts[index] as number;
      const end = cells.ends[index] as number;
      if (start === end) continue;
      if (!isPlainName(cells, start, end, longestName) || this.#isEmpty(cells, index)) return false;
      if (length + end - start >= longestCells) return false;
      if (length > 0) name[length++] = space;
      for (let place = start; place < end; place++) name[length++] = cells.codes[place] as number;
    }
    this.nameLength = length;
    return true;
  }
}

/** Letters, with single signs between them, as they are sent to Jojka: nothing to clean, to decode or to doubt. */
function isPlainName({ text, codes }: RowCells, start: number, end: number, longest: number): boolean {
  if (end - start > Math.min(longest, longestCell)) return false;
  let before = between;
  for (let place = start; place < end; place++) {
    const kind = ofNames[codes[place] as number] ?? 0;
    if (kind === 0 || (kind === between && before === between)) return false;
    before = kind;
  }
  // What PHP writes in place of a list.
  return before === letter && !(end - start === 5 && text.startsWith('Array', start));
}
