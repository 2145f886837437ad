import { grown } from './number-map.ts';
import type { Numbers } from './numbers.ts';

/** A set of numbers, a byte for each id; in the order in which their ids were given. */
export class NumberSet implements ReadonlySet<string> {
  readonly [Symbol.toStringTag] = 'NumberSet';
  readonly #numbers: Numbers;
  #has = new Uint8Array(0);
  #size = 0;

  constructor(numbers: Numbers) {
    this.#numbers = numbers;
  }

  get size(): number {
    return this.#size;
  }

  has(msisdn: string): boolean {
    const id = this.#numbers.find(msisdn);
    return id >= 0 && this.#has[id] === 1;
  }

  add(msisdn: string): this {
    const id = this.#numbers.idOf(msisdn);
    if (id >= this.#has.length) this.#has = grown(this.#has, id);
    if (this.#has[id] === 0) this.#size++;
    this.#has[id] = 1;
    return this;
  }

  delete(msisdn: string): boolean {
    const id = this.#numbers.find(msisdn);
    if (id < 0 || this.#has[id] !== 1) return false;
    this.#has[id] = 0;
    this.#size--;
    return true;
  }

  *values(): SetIterator<string> {
    for (let id = 0; id < this.#has.length; id++) if (this.#has[id] === 1) yield this.#numbers.msisdn(id);
  }

  keys(): SetIterator<string> {
    return this.values();
  }

  *entries(): SetIterator<[string, string]> {
    for (const msisdn of this.values()) yield [msisdn, msisdn];
  }

  [Symbol.iterator](): SetIterator<string> {
    return this.values();
  }

  forEach(use: (msisdn: string, same: string, set: ReadonlySet<string>) => void): void {
    for (const msisdn of this) use(msisdn, msisdn, this);
  }
}
