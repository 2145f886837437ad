import { grown } from './number-map.ts';
import { hashOf, TextBlocks } from './text-blocks.ts';

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
  /** What no block takes. */
  readonly #apart = new Map<string, number>();
  readonly #apartById = new Map<number, string>();

  /** The id of a text, which is kept from now on; that of the empty text is 0. */
  idOf(text: string): number {
    if (text === '') return 0;
    const slot = this.#slotOf(text);
    const known = this.#slots[slot] as number;
    if (known !== 0) return known;
    if (!this.#blocks.takes(text)) return this.#apartId(text);
    const id = this.#next(this.#blocks.keep(text));
    this.#slots[slot] = id;
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
    return this.#slots[this.#slotOf(text)] as number;
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
  #slotOf(text: string): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hashOf(text) & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot] as number;
      if (id === 0 || this.#blocks.isAt(this.#starts[id] as number, text)) return slot;
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
    const mask = slots.length - 1;
    for (let id = 1; id < this.#count; id++) {
      const start = this.#starts[id] as number;
      if (start === apart) continue;
      let slot = this.#blocks.hashAt(start) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}
