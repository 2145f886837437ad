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

/** A name that is longer is looked at closer, and so is a cell of it, or a key. */
const longestCells = 1024;
const longestCell = 64;

/** Letters and digits of names; what may stand between two of them, and at their end. */
const letter = 1;
const between = 2;
const behind = 3;
const ofNames = Uint8Array.from({ length: 0x180 }, (_, code) => {
  const sign = String.fromCharCode(code);
  if (sign === ' ' || sign === "'" || sign === '-' || sign === '/') return between;
  if (sign === '.') return behind;
  // What garbled text is told by.
  if ('ŒœŠšŸŽž'.includes(sign)) return 0;
  return /[\p{L}\d]/u.test(sign) && sign !== 'ª' && sign !== 'µ' && sign !== 'º' ? letter : 0;
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

/**
 * Letters and digits, with single signs between them, as they are sent to Jojka: nothing to clean, to decode or to doubt. Behind a
 * full stop nothing but a space may come: `System.String` is written by programs.
 */
function isPlainName({ text, codes }: RowCells, start: number, end: number, longest: number): boolean {
  if (end - start > Math.min(longest, longestCell)) return false;
  let before = between;
  for (let place = start; place < end; place++) {
    const code = codes[place] as number;
    const kind = ofNames[code] ?? 0;
    if (kind === 0 || (kind !== letter && before === between)) return false;
    if (before === behind && code !== space) return false;
    before = kind;
  }
  // What PHP writes in place of a list.
  return before !== between && !(end - start === 5 && text.startsWith('Array', start));
}
