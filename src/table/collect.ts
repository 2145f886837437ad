import { plainTables, type Table, type Tables } from './tables.ts';

/** Up to here a part of a run's contacts takes less as objects than as a table, whose columns reach to the last number's row. */
const few = 10_000;

/**
 * What a part of a run's contacts is kept in.
 *
 * @param count how many they are, about
 * @param tables those of the run
 */
export function tablesFor(count: number, tables: Tables): Tables {
  return count < few ? plainTables : tables;
}

/**
 * Keeps entries until they are read, each number once, in their order: in a table where they are many.
 *
 * @param newTable makes an empty one; undefined: they are kept as they are
 * @param most how many are kept as they are
 * @returns the entries, as often as they are asked for; as JSON they are a list
 */
export function collect<Value>(
  entries: Iterable<readonly [msisdn: string, value: Value]>,
  newTable: (() => Table<Value>) | undefined,
  most = few,
): Iterable<readonly [msisdn: string, value: Value]> {
  let first: (readonly [string, Value])[] = [];
  let table: Table<Value> | undefined;
  for (const entry of entries) {
    if (table) table.set(...entry);
    else first.push(entry);
    if (table || !newTable || first.length <= most) continue;
    table = newTable();
    for (const before of first) table.set(...before);
    first = [];
  }
  if (!table) return first;
  const kept = table;
  return { [Symbol.iterator]: () => kept.entries(), toJSON: () => [...kept] } as Iterable<
    readonly [string, Value]
  >;
}
