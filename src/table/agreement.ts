import type { Contact } from '../contact/contact.ts';
import type { DesiredContact } from '../contact/desired.ts';
import type { LedgerContact, Want } from '../contact/ledger.ts';
import { ContactColumns, DesiredColumns, LedgerContactColumns, WantColumns } from './columns.ts';
import { NumberMap } from './number-map.ts';
import type { Numbers } from './numbers.ts';

/**
 * Numbers of which tables say the same: most of them, in most nights. Whoever looks for what differs looks at the others alone,
 * and takes what these come to as figures. Of tables that are plain Maps nothing is known to agree, and all are others.
 */
export interface Agreement {
  readonly size: number;
  has(msisdn: string): boolean;
  /** The entries of one of the tables but those of numbers of which they agree. */
  others<Value>(table: ReadonlyMap<string, Value>): Iterable<readonly [string, Value]>;
  /** The combinations of groups that the numbers of the agreement have, with how many have each. */
  groups(): Iterable<readonly [groups: readonly string[], contacts: number]>;
  /** How many keys the numbers of the agreement have. */
  readonly keys: number;
  /** The same by source. */
  keysBySource(): ReadonlyMap<string, number>;
  /** The same without some numbers. */
  without(numbers: Iterable<string>): Agreement;
}

/** Nothing is known to agree. */
export const noAgreement: Agreement = {
  size: 0,
  has: () => false,
  others: (table) => table,
  groups: () => [],
  keys: 0,
  keysBySource: () => new Map(),
  without: () => noAgreement,
};

/**
 * Of whom a pipeline wants exactly what it wanted last time: the same name, groups and keys, and nothing besides (he is not
 * absent, not held back, not opted out).
 */
export function wantedAsBefore(
  desired: ReadonlyMap<string, DesiredContact>,
  wants: ReadonlyMap<string, Want> | undefined,
): Agreement {
  const [now, before] = [columnsOf(desired, DesiredColumns), columnsOf(wants, WantColumns)];
  if (!now || !before || now.table.numbers !== before.table.numbers) return noAgreement;
  const { columns } = now;
  const found = new Agreed(now.table.numbers, columns);
  for (let place = 0; place < now.table.places; place++) {
    const id = now.table.idAt(place);
    if (id < 0) continue;
    if (
      before.table.hasId(id) &&
      columns.names[id] === before.columns.names[id] &&
      columns.groups.at(id) === before.columns.groups.at(id) &&
      columns.keys.isSame(id, before.columns.keys) &&
      before.columns.isPlain(id)
    )
      found.add(id);
  }
  return found;
}

/** Numbers as a byte for each id. */
class Agreed implements Agreement {
  readonly numbers: Numbers;
  readonly columns: DesiredColumns;
  #has: Uint8Array;
  #size = 0;

  constructor(numbers: Numbers, columns: DesiredColumns, has = new Uint8Array(numbers.size())) {
    this.numbers = numbers;
    this.columns = columns;
    this.#has = has;
  }

  get size(): number {
    return this.#size;
  }

  add(id: number): void {
    this.#has[id] = 1;
    this.#size++;
  }

  hasId(id: number): boolean {
    return this.#has[id] === 1;
  }

  has(msisdn: string): boolean {
    const id = this.numbers.find(msisdn);
    return id >= 0 && this.hasId(id);
  }

  *others<Value>(table: ReadonlyMap<string, Value>): Generator<readonly [string, Value]> {
    if (!(table instanceof NumberMap) || table.numbers !== this.numbers) {
      for (const [msisdn, value] of table) if (!this.has(msisdn)) yield [msisdn, value];
      return;
    }
    for (let place = 0; place < table.places; place++) {
      const id = table.idAt(place);
      if (id >= 0 && this.#has[id] !== 1) yield table.entry(id);
    }
  }

  *groups(): Generator<readonly [readonly string[], number]> {
    const counts = new Map<number, number>();
    for (let id = 0; id < this.#has.length; id++) {
      if (this.#has[id] !== 1) continue;
      const list = this.columns.groups.at(id);
      counts.set(list, (counts.get(list) ?? 0) + 1);
    }
    for (const [list, count] of counts) yield [this.columns.shared.lists.list(list), count];
  }

  get keys(): number {
    let count = 0;
    for (let id = 0; id < this.#has.length; id++)
      if (this.#has[id] === 1) count += this.columns.keys.count(id);
    return count;
  }

  keysBySource(): ReadonlyMap<string, number> {
    const { keys } = this.columns;
    const counts = new Map<string, number>();
    const count = (key: number): void => {
      const source = keys.keys.source(key);
      counts.set(source, (counts.get(source) ?? 0) + 1);
    };
    for (let id = 0; id < this.#has.length; id++) {
      if (this.#has[id] === 1) keys.each(id, count);
    }
    return counts;
  }

  without(numbers: Iterable<string>): Agreement {
    const left = new Agreed(this.numbers, this.columns, this.#has.slice());
    left.#size = this.#size;
    for (const msisdn of numbers) {
      const id = this.numbers.find(msisdn);
      if (id < 0 || !left.hasId(id)) continue;
      left.#has[id] = 0;
      left.#size--;
    }
    return left;
  }
}

function columnsOf<Value, Rows>(
  table: ReadonlyMap<string, Value> | undefined,
  kind: new (...args: never[]) => Rows,
): { table: NumberMap<Value>; columns: Rows } | undefined {
  return table instanceof NumberMap && table.columns instanceof kind
    ? { table, columns: table.columns as Rows }
    : undefined;
}

/**
 * Of those numbers the ones that Jojka holds just so, under a name, and that the ledger knows as ours with just these groups:
 * whatever the pipeline's policy, nothing is to be changed of them. In which order groups stand does not matter.
 */
export function settledIn(
  wanted: Agreement,
  existing: ReadonlyMap<string, Contact>,
  known: ReadonlyMap<string, LedgerContact>,
): Agreement {
  const [there, ours] = [columnsOf(existing, ContactColumns), columnsOf(known, LedgerContactColumns)];
  if (!(wanted instanceof Agreed) || there?.table.numbers !== wanted.numbers) return noAgreement;
  if (ours?.table.numbers !== wanted.numbers) return noAgreement;
  const { columns } = wanted;
  const { lists } = columns.shared;
  const found = new Agreed(wanted.numbers, columns);
  for (let place = 0; place < there.table.places; place++) {
    const id = there.table.idAt(place);
    if (id < 0 || !wanted.hasId(id) || !ours.table.hasId(id)) continue;
    const name = there.columns.names[id];
    const groups = columns.groups.at(id);
    if (
      name !== 0 &&
      name === columns.names[id] &&
      lists.isSameSet(groups, there.columns.groups.at(id)) &&
      lists.isSameSet(groups, ours.columns.groups.at(id)) &&
      ours.columns.isManaged(id) &&
      !ours.columns.hasSpellings(id)
    )
      found.add(id);
  }
  return found;
}
