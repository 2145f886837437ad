import { writeCodes } from '../contact/character-codes.ts';
import type { RowCells } from '../contact/row-cells.ts';
import { sized } from '../contact/sized.ts';

/** What {@link RowFinder.read} gives in place of a row's end: the text ends within the row. */
const unfinished = -1;
/** The same: a quotation mark stands where none may, and where the row ends is for the parser to say. */
export const unclear = -2;

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Finds the cells of rows in a text that is given piece by piece. */
export interface RowFinder extends RowCells {
  load(text: string): void;
  /**
   * Finds the cells of the row that begins at a place.
   *
   * @returns where the next row begins; or {@link unfinished}, or {@link unclear}
   */
  read(at: number): number;
  /** How many cells the row has. */
  readonly count: number;
  /**
   * Whether its cells stand in the text as they are: no doubled quotation mark, none in a cell without them, no white space
   * behind a closing one, no line break in a cell, and its end is one like that of the header.
   */
  readonly isPlain: boolean;
  /** Another finder in the same text. */
  beside(): RowFinder;
}

/**
 * @param delimiter one character
 * @param isCrlf how the header's line ends
 * @returns undefined where rows cannot be found so: every one is for the parser
 */
export function createRowFinder(delimiter: string, isCrlf: boolean): RowFinder | undefined {
  if (delimiter.length !== 1 || '\r\n"'.includes(delimiter)) return undefined;
  return new Finder(delimiter.charCodeAt(0), isCrlf);
}

class Finder implements RowFinder {
  text = '';
  codes = new Uint16Array(0);
  starts = new Uint32Array(64);
  ends = new Uint32Array(64);
  count = 0;
  isPlain = true;
  readonly #delimiter: number;
  readonly #isCrlf: boolean;
  readonly #owner: Finder | undefined;
  #length = 0;

  constructor(delimiter: number, isCrlf: boolean, owner?: Finder) {
    this.#delimiter = delimiter;
    this.#isCrlf = isCrlf;
    this.#owner = owner;
  }

  load(text: string): void {
    this.text = text;
    this.#length = text.length;
    if (this.codes.length < text.length) this.codes = new Uint16Array(Math.ceil(text.length * 1.3));
    writeCodes(text, this.codes);
  }

  beside(): RowFinder {
    return new Finder(this.#delimiter, this.#isCrlf, this);
  }

  read(at: number): number {
    const owner = this.#owner ?? this;
    if (owner !== this) this.#readWhere(owner);
    const { codes } = this;
    const length = this.#length;
    const delimiter = this.#delimiter;
    this.count = 0;
    this.isPlain = true;
    for (let place = at; ; ) {
      const isQuoted = codes[place] === quote && place < length;
      const start = isQuoted ? place + 1 : place;
      const end = isQuoted ? this.#endOfQuoted(codes, start, length) : this.#endOfBare(codes, start, length);
      if (end < 0) return unfinished;
      this.#keep(start, end);
      // Behind a closing quotation mark, and behind the last character of another cell.
      place = isQuoted ? this.#endOfSpace(codes, end + 1, length) : end;
      if (codes[place] !== delimiter) return this.#endOfRow(place);
      place++;
    }
  }

  /** Where the delimiter or the line end comes behind a closing quotation mark: white space before it says nothing. */
  #endOfSpace(codes: Uint16Array, start: number, length: number): number {
    let place = start;
    for (; place < length; place++) {
      const code = codes[place] as number;
      if (code === this.#delimiter || code === lineFeed) break;
      if (code === carriageReturn && codes[place + 1] === lineFeed) break;
      if (String.fromCharCode(code).trim() !== '') break;
    }
    if (place > start) this.isPlain = false;
    return place;
  }

  #endOfRow(end: number): number {
    const isReturn = this.codes[end] === carriageReturn;
    const place = isReturn ? end + 1 : end;
    if (place >= this.#length) return unfinished;
    if (this.codes[place] !== lineFeed) return unclear;
    if (isReturn !== this.#isCrlf) this.isPlain = false;
    return place + 1;
  }

  #readWhere(owner: Finder): void {
    this.text = owner.text;
    this.codes = owner.codes;
    this.#length = owner.#length;
  }

  /** Where the quotation mark stands that closes a cell. */
  #endOfQuoted(codes: Uint16Array, start: number, length: number): number {
    for (let place = start; place < length; place++) {
      const code = codes[place];
      if (code === lineFeed || code === carriageReturn) this.isPlain = false;
      if (code !== quote) continue;
      // Whether it is doubled, or the row ends, what comes behind tells.
      if (place + 1 >= length) return unfinished;
      if (codes[place + 1] !== quote) return place;
      this.isPlain = false;
      place++;
    }
    return unfinished;
  }

  /** Where a cell without quotation marks ends: at a delimiter, or a line end. */
  #endOfBare(codes: Uint16Array, start: number, length: number): number {
    for (let place = start; place < length; place++) {
      const code = codes[place];
      if (code === this.#delimiter) return place;
      if (code === lineFeed) {
        if (place > start && codes[place - 1] === carriageReturn) return place - 1;
        return place;
      }
      if (code === quote || (code === carriageReturn && codes[place + 1] !== lineFeed)) this.isPlain = false;
    }
    return unfinished;
  }

  #keep(start: number, end: number): void {
    if (this.count >= this.starts.length) {
      this.starts = sized(this.starts, 2 * this.count);
      this.ends = sized(this.ends, 2 * this.count);
    }
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count++;
  }
}
