import { writeCodes } from '../contact/character-codes.ts';

/**
 * Numbers and texts of a packed page. Numbers are varints (seven bits a byte, lowest first). Texts are kept apart, one
 * after the other, and only their lengths are among the numbers: so all of a page's text is decoded in one go, and each
 * text is a slice of it.
 */

/** A page's bytes are not what was written. The rows are the truth, so this costs time only. */
export class DamagedPageError extends Error {
  override readonly name = 'DamagedPageError';
}

export interface PageWriter {
  /** A whole number from 0 to 2^53 - 1. */
  number(value: number): void;
  text(value: string): void;
  /** Roughly how many bytes there are by now. */
  size(): number;
  /** Everything that was written. */
  bytes(): Buffer;
}

export function createPageWriter(): PageWriter {
  let numbers = Buffer.allocUnsafe(64 * 1024);
  let end = 0;
  const texts: string[] = [];
  let units = 0;
  const number = (value: number) => {
    if (end + 8 > numbers.length) numbers = Buffer.concat([numbers, Buffer.allocUnsafe(numbers.length)]);
    let rest = value;
    while (rest >= 0x80) {
      numbers[end++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    numbers[end++] = rest;
  };
  return {
    number,
    text: (value) => {
      number(value.length);
      texts.push(value);
      units += value.length;
    },
    size: () => end + units,
    bytes: () => {
      const text = Buffer.from(texts.join(''), 'utf8');
      const head = Buffer.alloc(4);
      head.writeUInt32LE(text.length);
      return Buffer.concat([head, text, numbers.subarray(0, end)]);
    },
  };
}

/** @throws DamagedPageError when there is no further number or text, or none that can be right */
export interface PageReader {
  number(): number;
  text(): string;
  /** Passes over the next text. @returns where it ends; it begins where the one before ended */
  pass(): number;
  /** Where the text that comes next begins. */
  place(): number;
  /** The characters of all texts. */
  codes(): Uint16Array;
  /** The text between two places. */
  between(from: number, to: number): string;
  /** @throws DamagedPageError when anything is left */
  end(): void;
}

export function createPageReader(bytes: Buffer): PageReader {
  const textEnd = bytes.length < 4 ? Number.POSITIVE_INFINITY : 4 + bytes.readUInt32LE();
  if (textEnd > bytes.length) throw new DamagedPageError('a page is cut off');
  const texts = bytes.toString('utf8', 4, textEnd);
  let at = textEnd;
  let textAt = 0;
  const number = () => {
    let byte = bytes[at++];
    if (byte !== undefined && byte < 0x80) return byte;
    let value = 0;
    for (let unit = 1; byte !== undefined && unit < 2 ** 56; unit *= 0x80) {
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
      byte = bytes[at++];
    }
    throw new DamagedPageError('a page ends within a number');
  };
  const pass = () => {
    textAt += number();
    if (textAt > texts.length) throw new DamagedPageError('a page ends within a text');
    return textAt;
  };
  return {
    number,
    text: () => {
      const from = textAt;
      return texts.slice(from, pass());
    },
    pass,
    place: () => textAt,
    codes: () => {
      const codes = new Uint16Array(texts.length);
      writeCodes(texts, codes);
      return codes;
    },
    between: (from, to) => texts.slice(from, to),
    end: () => {
      if (at !== bytes.length || textAt !== texts.length)
        throw new DamagedPageError('a page goes on after its end');
    },
  };
}

/** Small numbers of either sign as small ones without. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
