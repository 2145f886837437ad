import { textOf } from '../contact/character-codes.ts';
import { grown } from './number-map.ts';
import { hashOf, longestKept, TextBlocks } from './text-blocks.ts';

/** Stands for a text that is in no block. */
const apart = 0xffff_ffff;

/**
 * Texts, each kept once and known by a small number from then on. A million names as strings are a million objects that the
 * collector walks; here they are bytes in a few large blocks. Two texts are equal exactly when their ids are.
 */
export class Texts {
  readonly #blocks = new TextBlocks();
  /** Where each text begins; 0 is the empty one. */
  #starts = new Uint32Array(1024);
  #count = 1;
  /** Open addressing: ids; 0 is a free slot. */
  #slots = new Uint32Array(2048);
  /** A byte of the hash of each: where it differs, what stands elsewhere in memory need not be looked at. */
  #tags = new Uint8Array(2048);
  /** That of the text that was looked for last. */
  #tag = 0;
  /** What no block takes. */
  readonly #apart = new Map<string, number>();
  readonly #apartById = new Map<number, string>();

  /** The id of a text, which is kept from now on; that of the empty text is 0. */
  idOf(text: string): number {
    if (text === '') return 0;
    if (text.length > longestKept) return this.#apartId(text);
    return this.idOfCodes(read(text), 0, text.length);
  }

  /**
   * The same of the characters between two places, of which there are at most {@link longestKept}.
   *
   * @param guess the id of a text which it may be: that is looked at first
   */
  idOfCodes(codes: Uint16Array, from: number, to: number, guess = 0): number {
    if (from === to) return 0;
    if (guess !== 0) {
      const start = this.#starts[guess] as number;
      if (start !== apart && this.#blocks.isAt(start, codes, from, to)) return guess;
    }
    const slot = this.#slotOf(codes, from, to);
    const known = this.#slots[slot] as number;
    if (known !== 0) return known;
    if (!this.#blocks.takes(to - from)) return this.#apartId(textOf(codes, from, to));
    const id = this.#next(this.#blocks.keep(codes, from, to));
    this.#slots[slot] = id;
    this.#tags[slot] = this.#tag;
    if (this.#count * 3 > this.#slots.length * 2) this.#rehash();
    return id;
  }

  /** The id of a text that is kept; 0 where it is not. */
  find(text: string): number {
    if (text === '') return 0;
    if (this.#apart.size > 0) {
      const known = this.#apart.get(text);
      if (known !== undefined) return known;
    }
    return text.length > longestKept ? 0 : this.findCodes(read(text), 0, text.length);
  }

  /** The same of characters, as far as they are in a block. */
  findCodes(codes: Uint16Array, from: number, to: number): number {
    return from === to ? 0 : (this.#slots[this.#slotOf(codes, from, to)] as number);
  }

  /** How many ids are given, that of the empty text included. */
  size(): number {
    return this.#count;
  }

  text(id: number): string {
    if (id === 0) return '';
    const start = this.#starts[id] as number;
    return start === apart ? (this.#apartById.get(id) as string) : this.#blocks.text(start);
  }

  /** Where a text stands, or where it would. */
  #slotOf(codes: Uint16Array, from: number, to: number): number {
    const slots = this.#slots;
    const tags = this.#tags;
    const mask = slots.length - 1;
    const hash = hashOf(codes, from, to);
    const tag = hash >>> 24;
    this.#tag = tag;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot] as number;
      if (id === 0) return slot;
      if (tags[slot] === tag && this.#blocks.isAt(this.#starts[id] as number, codes, from, to)) return slot;
    }
  }

  /** The first character of a text that is not empty. */
  firstCode(id: number): number {
    const start = this.#starts[id] as number;
    return start === apart ? this.text(id).charCodeAt(0) : this.#blocks.firstCode(start);
  }

  #apartId(text: string): number {
    const known = this.#apart.get(text);
    if (known !== undefined) return known;
    const id = this.#next(apart);
    this.#apart.set(text, id);
    this.#apartById.set(id, text);
    return id;
  }

  #next(start: number): number {
    if (this.#count >= this.#starts.length) this.#starts = grown(this.#starts, this.#count);
    this.#starts[this.#count] = start;
    return this.#count++;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const tags = new Uint8Array(slots.length);
    const mask = slots.length - 1;
    for (let id = 1; id < this.#count; id++) {
      const start = this.#starts[id] as number;
      if (start === apart) continue;
      const hash = this.#blocks.hashAt(start);
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
      tags[slot] = hash >>> 24;
    }
    this.#slots = slots;
    this.#tags = tags;
  }
}

/** The characters of the text that is looked for. */
const scratch = new Uint16Array(longestKept);

function read(text: string): Uint16Array {
  for (let index = 0; index < text.length; index++) scratch[index] = text.charCodeAt(index);
  return scratch;
}
