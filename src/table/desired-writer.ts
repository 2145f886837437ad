import type { DesiredContact } from '../contact/desired.ts';
import { DesiredColumns, type DesiredIds, likelyPeople } from './columns.ts';
import { NumberMap } from './number-map.ts';
import type { Table } from './tables.ts';

/** A contact as characters and numbers. */
export interface WrittenContact {
  readonly msisdn: number;
  readonly name: Uint16Array;
  readonly nameLength: number;
  /** The first character is free for the sign of the source. */
  readonly key: Uint16Array;
  /** With that character; 0 where there is no key. */
  readonly keyLength: number;
}

/** Writes contacts of one source into a compact table, of which no strings are made. */
export interface DesiredWriter {
  /** The id of a list of groups, for {@link DesiredWriter.add}. */
  groupsId(groups: readonly string[]): number;
  /** @returns false where the number is in the table, or was: nothing is written */
  add(contact: WrittenContact, groups: number, line: number): boolean;
}

/** @returns undefined for a plain table, and for a source whose keys are kept whole */
export function desiredWriter(table: Table<DesiredContact>, source: string): DesiredWriter | undefined {
  if (!(table instanceof NumberMap) || !(table.columns instanceof DesiredColumns)) return undefined;
  const { numbers, columns } = table as NumberMap<DesiredContact, DesiredColumns>;
  const { texts, lists, labels, keys } = columns.shared;
  const sign = keys.signOf(source);
  if (sign === undefined) return undefined;
  const likely = likelyPeople(columns.shared, columns);
  const row: DesiredIds = { name: 0, groups: 0, source: labels.idOf(source), line: 0, key: 0 };
  return {
    groupsId: lists.idOf,
    add: ({ msisdn, name, nameLength, key, keyLength }, groups, line) => {
      const id = numbers.idOfValue(msisdn);
      if (table.knows(id)) return false;
      table.hold(id);
      key[0] = sign;
      row.name = texts.idOfCodes(name, 0, nameLength, likely?.names[id]);
      row.groups = groups;
      row.line = line;
      row.key = keyLength === 0 ? 0 : keys.idOfCodes(key, 0, keyLength, likely?.keys.only(id));
      columns.writeIds(id, row);
      return true;
    },
  };
}
