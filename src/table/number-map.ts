import { growth, sized } from '../contact/sized.ts';
import type { Numbers } from './numbers.ts';

/** How one kind of value stands in columns, one row for each number's id. */
export interface Columns<Value> {
  /** Makes room for ids below this. */
  reserve(rows: number): void;
  write(id: number, value: Value): void;
  /** The value as it was written: equal, though not the same object. */
  read(id: number, msisdn: string): Value;
}

const absent = 0;
const present = 1;
/** Taken out, and still in the order in which it came. */
const deleted = 2;

/**
 * A map from numbers to values that keeps the values in columns: some twenty bytes where an entry of a Map of objects takes
 * several hundred, and nothing for the collector to walk. Values are made anew each time they are asked for. In all else it is a
 * Map, which is what its tests hold it against; but what is set again after it was deleted comes at its former place.
 */
export class NumberMap<Value, Rows extends Columns<Value> = Columns<Value>>
  implements ReadonlyMap<string, Value>
{
  readonly [Symbol.toStringTag] = 'NumberMap';
  readonly numbers: Numbers;
  readonly columns: Rows;
  #states = new Uint8Array(0);
  /** The ids in the order in which they came; undefined as long as that is their own order. */
  #order: Uint32Array | undefined;
  /** How many places there are: of ids, or, without an order, of all up to the last one. */
  #places = 0;
  #size = 0;

  constructor(numbers: Numbers, columns: Rows) {
    this.numbers = numbers;
    this.columns = columns;
  }

  get size(): number {
    return this.#size;
  }

  has(msisdn: string): boolean {
    const id = this.numbers.find(msisdn);
    return id >= 0 && this.#states[id] === present;
  }

  get(msisdn: string): Value | undefined {
    const id = this.numbers.find(msisdn);
    return id >= 0 && this.#states[id] === present ? this.columns.read(id, msisdn) : undefined;
  }

  set(msisdn: string, value: Value): this {
    const id = this.numbers.idOf(msisdn);
    this.hold(id);
    this.columns.write(id, value);
    return this;
  }

  /** Holds the number of an id from now on. Its row in the columns is for the caller to write. */
  hold(id: number): void {
    if (id >= this.#states.length) this.#reserve(id);
    const state = this.#states[id];
    if (state !== present) this.#size++;
    if (state === absent) this.#append(id);
    this.#states[id] = present;
  }

  delete(msisdn: string): boolean {
    const id = this.numbers.find(msisdn);
    if (id < 0 || this.#states[id] !== present) return false;
    this.#states[id] = deleted;
    this.#size--;
    return true;
  }

  /** The ids of its numbers, in the order in which they came. */
  *ids(): Generator<number> {
    for (let place = 0; place < this.#places; place++) {
      const id = this.idAt(place);
      if (id >= 0) yield id;
    }
  }

  /** The id at a place below {@link places}, in the order of {@link ids}; -1 where nothing is held any more. */
  idAt(place: number): number {
    const id = this.#order ? (this.#order[place] as number) : place;
    return this.#states[id] === present ? id : -1;
  }

  /** How many places there are: {@link idAt} is for loops over a million ids, in which a generator's steps would be most. */
  get places(): number {
    return this.#places;
  }

  /** The entry of an id that it holds. */
  entry(id: number): [string, Value] {
    const msisdn = this.numbers.msisdn(id);
    return [msisdn, this.columns.read(id, msisdn)];
  }

  /** Whether it holds the number of an id, or did. */
  knows(id: number): boolean {
    return id < this.#states.length && this.#states[id] !== absent;
  }

  /** Whether it holds the number of an id. */
  hasId(id: number): boolean {
    return this.#states[id] === present;
  }

  *keys(): MapIterator<string> {
    for (const id of this.ids()) yield this.numbers.msisdn(id);
  }

  *values(): MapIterator<Value> {
    for (const id of this.ids()) yield this.columns.read(id, this.numbers.msisdn(id));
  }

  *entries(): MapIterator<[string, Value]> {
    for (const id of this.ids()) yield this.entry(id);
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }

  forEach(use: (value: Value, msisdn: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [msisdn, value] of this) use(value, msisdn, this);
  }

  #append(id: number): void {
    if (!this.#order) {
      if (id >= this.#places) {
        this.#places = id + 1;
        return;
      }
      this.#order = this.#inOrder();
      this.#places = this.#order.length;
    }
    if (this.#places >= this.#order.length) this.#order = grown(this.#order, this.#places);
    this.#order[this.#places++] = id;
  }

  /** The ids that came so far, which were in their own order. */
  #inOrder(): Uint32Array {
    const order = new Uint32Array(
      this.#states.subarray(0, this.#places).reduce((sum, state) => sum + Math.min(state, 1), 0),
    );
    let at = 0;
    for (let id = 0; id < this.#places; id++) if (this.#states[id] !== absent) order[at++] = id;
    return order;
  }

  #reserve(id: number): void {
    this.#states = grown(this.#states, id);
    this.columns.reserve(this.#states.length);
  }
}

/** The numbers of one table that another has not, in the order of the first. */
export function* numbersBeyond(
  table: ReadonlyMap<string, unknown>,
  other: ReadonlyMap<string, unknown>,
): Generator<string> {
  if (!(table instanceof NumberMap && other instanceof NumberMap) || table.numbers !== other.numbers) {
    for (const msisdn of table.keys()) if (!other.has(msisdn)) yield msisdn;
    return;
  }
  for (let place = 0; place < table.places; place++) {
    const id = table.idAt(place);
    if (id >= 0 && !other.hasId(id)) yield table.numbers.msisdn(id);
  }
}

/** A larger array with the same beginning, which has room for an id and some more. */
export function grown<A extends Uint8Array | Uint32Array>(array: A, id: number): A {
  return sized(array, Math.max(256, Math.ceil((id + 1) * growth)));
}
