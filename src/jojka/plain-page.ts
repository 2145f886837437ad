import { textOf, writeCodes } from '../contact/character-codes.ts';
import type { Contact } from '../contact/contact.ts';
import { digitsOf } from '../contact/digits.ts';
import type { PlainContacts } from '../contact/plain-contacts.ts';
import { sized } from '../contact/sized.ts';
import { giveBack, type Room, roomFor } from './page-room.ts';

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const backslash = 0x5c;
const zero = 0x30;
const unicode = 0x75;

/** What stands behind a backslash, and for what. */
const escapes: ReadonlyMap<number, number> = new Map(
  [...'"\\/bfnrt'].map((sign, at) => [sign.charCodeAt(0), '"\\/\b\f\n\r\t'.charCodeAt(at)]),
);

/** What is not as expected: the page is for the long way. */
class NotPlain extends Error {}
const notPlain = new NotPlain('not plain');

/**
 * Reads a page of the export in the form that nearly all have: `{"export": [{"msisdn": "46…", "name": "…", "groups": ["…"]}]}`,
 * keys and white space in any order and place, an empty `error` beside it. A million contacts are a hundred such pages, and to
 * take their JSON apart into objects and look at each takes several times as long.
 *
 * Whatever is of another form is for the long way: it gives undefined, and never another meaning than the long way would.
 */
export function readPlainPage(body: string): PlainContacts | undefined {
  const room = roomFor(body.length);
  try {
    return new PageReader(body, room).read();
  } catch (error) {
    giveBack(room);
    if (error === notPlain) return undefined;
    throw error;
  }
}

class PageReader {
  readonly #text: string;
  readonly #length: number;
  #codes: Uint16Array<ArrayBuffer>;
  #at = 0;
  /** Where decoded characters go: behind the text. */
  #free: number;
  readonly #page: Page;

  constructor(text: string, room: Room) {
    this.#text = text;
    this.#length = text.length;
    this.#codes = room.codes;
    writeCodes(text, this.#codes);
    this.#free = text.length;
    this.#page = new Page(text, room);
  }

  read(): PlainContacts {
    let hasExport = false;
    let hasError = false;
    this.#expect(openObject);
    do {
      const key = this.#key();
      if (key === 'export' && !hasExport) {
        hasExport = true;
        this.#rows();
      } else if (key === 'error' && !hasError) {
        hasError = true;
        this.#expect(quote);
        if (this.#codes[this.#at++] !== quote) throw notPlain;
      } else throw notPlain;
    } while (this.#goesOn(closeObject));
    if (!hasExport || this.#next() !== undefined) throw notPlain;
    this.#page.codes = this.#codes;
    return this.#page;
  }

  #rows(): void {
    this.#expect(openList);
    if (this.#next() === closeList) {
      this.#at++;
      return;
    }
    do this.#row();
    while (this.#goesOn(closeList));
  }

  #row(): void {
    const page = this.#page;
    const row = page.length;
    let [msisdn, name, groups] = [false, false, false];
    this.#expect(openObject);
    do {
      const key = this.#key();
      if (key === 'msisdn' && !msisdn) {
        msisdn = true;
        page.msisdns[row] = this.#msisdn();
      } else if (key === 'name' && !name) {
        name = true;
        this.#name(row);
      } else if (key === 'groups' && !groups) {
        groups = true;
        this.#groups(row);
      } else throw notPlain;
    } while (this.#goesOn(closeObject));
    if (!msisdn || !name || !groups) throw notPlain;
    page.length++;
  }

  /** The next character that is no white space; undefined at the end. */
  #next(): number | undefined {
    for (; this.#at < this.#length; this.#at++) {
      const code = this.#codes[this.#at];
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code;
    }
    return undefined;
  }

  #expect(code: number): void {
    if (this.#next() !== code) throw notPlain;
    this.#at++;
  }

  /** Whether a comma comes next, and not the end. */
  #goesOn(end: number): boolean {
    const code = this.#next();
    this.#at++;
    if (code === comma) return true;
    if (code !== end) throw notPlain;
    return false;
  }

  #key(): string {
    this.#expect(quote);
    const start = this.#at;
    const end = this.#endOfText();
    this.#expect(colon);
    return this.#text.slice(start, end);
  }

  /** Passes over a text without escapes. @returns where it ends */
  #endOfText(): number {
    const codes = this.#codes;
    for (let at = this.#at; at < this.#length; at++) {
      const code = codes[at] as number;
      if (code === quote) {
        this.#at = at + 1;
        return at;
      }
      if (code === backslash || code < 0x20) throw notPlain;
    }
    throw notPlain;
  }

  #msisdn(): number {
    this.#expect(quote);
    const start = this.#at;
    const end = this.#endOfText();
    if (end === start || end - start > 15 || this.#codes[start] === zero) throw notPlain;
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = (this.#codes[at] as number) - zero;
      if (digit < 0 || digit > 9) throw notPlain;
      value = value * 10 + digit;
    }
    return value;
  }

  #name(row: number): void {
    this.#expect(quote);
    const codes = this.#codes;
    const start = this.#at;
    for (let at = start; at < this.#length; at++) {
      const code = codes[at] as number;
      if (code === quote) {
        this.#page.nameStarts[row] = start;
        this.#page.nameEnds[row] = at;
        this.#at = at + 1;
        return;
      }
      if (code < 0x20) throw notPlain;
      if (code === backslash) {
        this.#decodedName(row, start);
        return;
      }
    }
    throw notPlain;
  }

  /** A name with escapes, as many programs write all letters beyond ASCII. */
  #decodedName(row: number, start: number): void {
    // What is decoded is never longer than what it is decoded from.
    if (this.#codes.length < 2 * this.#length) this.#codes = sized(this.#codes, 2 * this.#length);
    const codes = this.#codes;
    const from = this.#free;
    for (let at = start; at < this.#length; at++) {
      const code = codes[at] as number;
      if (code === quote) {
        this.#page.nameStarts[row] = from;
        this.#page.nameEnds[row] = this.#free;
        this.#at = at + 1;
        return;
      }
      if (code < 0x20) throw notPlain;
      codes[this.#free++] = code === backslash ? this.#escaped(at) : code;
      if (code === backslash) at += this.#escapeLength(at);
    }
    throw notPlain;
  }

  /** The character that an escape stands for. */
  #escaped(at: number): number {
    if (at + 1 >= this.#length) throw notPlain;
    const sign = this.#codes[at + 1] as number;
    const short = escapes.get(sign);
    if (short !== undefined) return short;
    const digits = this.#text.slice(at + 2, at + 6);
    if (sign !== unicode || !/^[\da-fA-F]{4}$/.test(digits)) throw notPlain;
    return Number.parseInt(digits, 16);
  }

  /** How many characters it has behind its backslash. */
  #escapeLength(at: number): number {
    return this.#codes[at + 1] === unicode ? 5 : 1;
  }

  /** A list of texts, which is left as it stands. */
  #groups(row: number): void {
    this.#expect(openList);
    this.#page.groupsStarts[row] = this.#at - 1;
    if (this.#next() === closeList) this.#at++;
    else
      do {
        this.#expect(quote);
        this.#passText();
      } while (this.#goesOn(closeList));
    this.#page.groupsEnds[row] = this.#at;
  }

  /** Passes over a text. */
  #passText(): void {
    const codes = this.#codes;
    for (let at = this.#at; at < this.#length; at++) {
      const code = codes[at] as number;
      if (code === quote) {
        this.#at = at + 1;
        return;
      }
      if (code < 0x20) throw notPlain;
      if (code !== backslash) continue;
      this.#escaped(at);
      at += this.#escapeLength(at);
    }
    throw notPlain;
  }
}

class Page implements PlainContacts {
  readonly #text: string;
  #room: Room | undefined;
  length = 0;
  codes: Uint16Array;
  readonly msisdns: Float64Array;
  readonly nameStarts: Uint32Array;
  readonly nameEnds: Uint32Array;
  readonly groupsStarts: Uint32Array;
  readonly groupsEnds: Uint32Array;

  constructor(text: string, room: Room) {
    this.#text = text;
    this.#room = room;
    this.codes = room.codes;
    this.msisdns = room.msisdns;
    this.nameStarts = room.nameStarts;
    this.nameEnds = room.nameEnds;
    this.groupsStarts = room.groupsStarts;
    this.groupsEnds = room.groupsEnds;
  }

  release(): void {
    if (this.#room) giveBack(this.#room);
    this.#room = undefined;
  }

  groups(row: number): readonly string[] {
    return JSON.parse(this.#text.slice(this.groupsStarts[row], this.groupsEnds[row]));
  }

  contact(row: number): Contact {
    return {
      msisdn: digitsOf(this.msisdns[row] as number),
      name: textOf(this.codes, this.nameStarts[row] as number, this.nameEnds[row] as number),
      groups: this.groups(row),
    };
  }
}
