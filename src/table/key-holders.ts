import type { RecordKey } from '../contact/record.ts';
import { DesiredColumns, WantColumns } from './columns.ts';
import { NumberMap } from './number-map.ts';
import type { KeyColumn } from './record-keys.ts';

/** Contacts or wants, with the keys of their records. */
export type Keyed = ReadonlyMap<string, { readonly keys: readonly RecordKey[] }>;

/** The numbers that have each of some keys. */
export function keyHolders(contacts: Keyed, keys: ReadonlySet<RecordKey>): Map<RecordKey, string[]> {
  const found = new Map<RecordKey, string[]>();
  if (keys.size === 0) return found;
  for (const [msisdn, own] of candidates(contacts, keys))
    for (const key of own) {
      if (!keys.has(key)) continue;
      const holders = found.get(key);
      if (holders) holders.push(msisdn);
      else found.set(key, [msisdn]);
    }
  return found;
}

/** Whoever may have one of some keys, with the keys that he has; of a compact table no others are looked at. */
function* candidates(
  contacts: Keyed,
  keys: ReadonlySet<RecordKey>,
): Generator<readonly [string, readonly RecordKey[]]> {
  const column = keyColumnOf(contacts);
  if (!column) {
    for (const [msisdn, { keys: own }] of contacts) yield [msisdn, own];
    return;
  }
  const { table } = column;
  for (const place of placesOf(column, keys)) {
    const id = table.idAt(place);
    if (id >= 0) yield [table.numbers.msisdn(id), column.keys.read(id)];
  }
}

/** Where in a table each key is met: the planner asks ten times a night who has some keys. */
interface KeyPlaces {
  readonly version: number;
  /** By the id of a key: the first place at which it is met, plus one. */
  readonly first: Uint32Array;
  /** The further ones. */
  readonly further: ReadonlyMap<number, readonly number[]>;
}

const known = new WeakMap<KeyColumn, KeyPlaces>();

/** Places at which one of some keys may be, in their order. */
function placesOf(column: Column, keys: ReadonlySet<RecordKey>): Iterable<number> {
  const { first, further } = keyPlaces(column);
  const places = new Set<number>();
  for (const key of keys) {
    const id = column.keys.keys.find(key);
    const place = first[id] ?? 0;
    if (place === 0) continue;
    places.add(place - 1);
    for (const more of further.get(id) ?? []) places.add(more);
  }
  return Uint32Array.from(places).sort();
}

function keyPlaces({ table, keys }: Column): KeyPlaces {
  const before = known.get(keys);
  if (before?.version === keys.version) return before;
  const first = new Uint32Array(keys.keys.size());
  const further = new Map<number, number[]>();
  let place = 0;
  const meet = (key: number): void => {
    if (first[key] === 0) {
      first[key] = place + 1;
      return;
    }
    const more = further.get(key);
    if (more) more.push(place);
    else further.set(key, [place]);
  };
  for (; place < table.places; place++) {
    const id = table.idAt(place);
    if (id >= 0) keys.each(id, meet);
  }
  const found = { version: keys.version, first, further };
  known.set(keys, found);
  return found;
}

/** Keys that several contacts have, in the order in which the second one is met. */
export function sharedKeys(contacts: Keyed): ReadonlySet<RecordKey> {
  const column = keyColumnOf(contacts);
  if (column) return sharedOf(column);
  const shared = new Set<RecordKey>();
  const seen = new Set<RecordKey>();
  for (const { keys } of contacts.values())
    for (const key of keys) {
      if (seen.has(key)) shared.add(key);
      seen.add(key);
    }
  return shared;
}

interface Column {
  readonly table: NumberMap<unknown>;
  readonly keys: KeyColumn;
}

function sharedOf({ table, keys }: Column): ReadonlySet<RecordKey> {
  const shared = new Set<RecordKey>();
  const seen = new Uint8Array(keys.keys.size());
  const see = (key: number): void => {
    if (seen[key] === 1) shared.add(keys.keys.key(key));
    seen[key] = 1;
  };
  for (let place = 0; place < table.places; place++) {
    const id = table.idAt(place);
    if (id >= 0) keys.each(id, see);
  }
  return shared;
}

function keyColumnOf(contacts: Keyed): Column | undefined {
  if (!(contacts instanceof NumberMap)) return undefined;
  const { columns } = contacts;
  const isKeyed = columns instanceof DesiredColumns || columns instanceof WantColumns;
  return isKeyed ? { table: contacts, keys: columns.keys } : undefined;
}
