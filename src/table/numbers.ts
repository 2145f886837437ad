import { digitsOf } from '../contact/digits.ts';
import { growth, sized } from '../contact/sized.ts';

/**
 * Phone numbers, each known by a small number from then on: its id. An MSISDN has at most 15 digits and is below 2^53, so it is
 * kept as a number, eight bytes; an index by open addressing finds it. What is none (Jojka may hold `+46…` or letters) stands
 * beside that, as the text it is.
 */
export class Numbers {
  #values = new Float64Array(1024);
  #count = 0;
  /** Open addressing: ids plus one; 0 is a free slot. */
  #slots = new Uint32Array(2048);
  /** A byte of the hash of each: where it differs, its number need not be looked at, which stands elsewhere in memory. */
  #tags = new Uint8Array(2048);
  /** That which was found last. */
  #latest = 0;
  readonly #others = new Map<string, number>();
  readonly #otherById = new Map<number, string>();

  /** The id of a number that is kept; -1 where it is not. */
  find(msisdn: string): number {
    const value = digits(msisdn);
    if (value < 0) return this.#others.get(msisdn) ?? -1;
    return (this.#slots[this.#slotOf(value)] as number) - 1;
  }

  /** The id of a number, which is kept from now on. */
  idOf(msisdn: string): number {
    const value = digits(msisdn);
    return value < 0 ? this.#otherId(msisdn) : this.idOfValue(value);
  }

  /** The same of an MSISDN that is given as a number: digits without a zero before them, fifteen at most. */
  idOfValue(value: number): number {
    // Lists that are in one order, as Jojka's and the ledger's are, come in the order of their ids.
    const next = this.#latest + 1;
    if (this.#values[next] === value && next < this.#count) {
      this.#latest = next;
      return next;
    }
    const slot = this.#slotOf(value);
    const known = (this.#slots[slot] as number) - 1;
    if (known >= 0) {
      this.#latest = known;
      return known;
    }
    const id = this.#next(value);
    this.#latest = id;
    this.#slots[slot] = id + 1;
    this.#tags[slot] = hashed(value) >>> 24;
    if (this.#count * 3 > this.#slots.length * 2) this.#rehash();
    return id;
  }

  msisdn(id: number): string {
    const value = this.#values[id] as number;
    if (value < 0) return this.#otherById.get(id) as string;
    return digitsOf(value);
  }

  /** How many ids are given. */
  size(): number {
    return this.#count;
  }

  /** Where a value stands, or where it would. */
  #slotOf(value: number): number {
    const slots = this.#slots;
    const tags = this.#tags;
    const values = this.#values;
    const mask = slots.length - 1;
    const hash = hashed(value);
    const tag = hash >>> 24;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = (slots[slot] as number) - 1;
      if (id < 0 || (tags[slot] === tag && values[id] === value)) return slot;
    }
  }

  #otherId(msisdn: string): number {
    const known = this.#others.get(msisdn);
    if (known !== undefined) return known;
    const id = this.#next(-1);
    this.#others.set(msisdn, id);
    this.#otherById.set(id, msisdn);
    return id;
  }

  #next(value: number): number {
    if (this.#count >= this.#values.length)
      this.#values = sized(this.#values, Math.ceil(this.#count * growth));
    this.#values[this.#count] = value;
    return this.#count++;
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    this.#tags = new Uint8Array(this.#slots.length);
    for (let id = 0; id < this.#count; id++) {
      const value = this.#values[id] as number;
      if (value < 0) continue;
      const slot = this.#slotOf(value);
      this.#slots[slot] = id + 1;
      this.#tags[slot] = hashed(value) >>> 24;
    }
  }
}

/** The number whose digits, written out, are the text again; else -1. */
function digits(text: string): number {
  const { length } = text;
  if (length === 0 || length > 15 || text.charCodeAt(0) === 48) return -1;
  let value = 0;
  for (let index = 0; index < length; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function hashed(value: number): number {
  const low = Math.imul((value % 0x1_0000_0000) >>> 0, 0x9e37_79b1);
  let bits = low ^ Math.imul((value / 0x1_0000_0000) | 0, 0x85eb_ca77);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b_3c6d);
  return (bits ^ (bits >>> 13)) >>> 0;
}
