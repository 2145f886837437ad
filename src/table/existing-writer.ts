import type { Contact } from '../contact/contact.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { PlainContacts } from '../contact/plain-contacts.ts';
import { ContactColumns, likelyPeople } from './columns.ts';
import { NumberMap } from './number-map.ts';
import type { Table } from './tables.ts';
import { longestKept } from './text-blocks.ts';
import { Texts } from './texts.ts';

/** Writes contacts into a compact table as they stand in an answer: no strings are made of them. */
export interface ExistingWriter {
  /** @returns false where it was not written: the number is in the table, or was, or a text is too long */
  add(page: PlainContacts, row: number): boolean;
}

/** So many different lists of groups are known by their text. */
const mostLists = 100_000;

/** @returns undefined for a plain table */
export function existingWriter(table: Table<Contact>, pool: ListPool): ExistingWriter | undefined {
  if (!(table instanceof NumberMap) || !(table.columns instanceof ContactColumns)) return undefined;
  const { numbers, columns } = table as NumberMap<Contact, ContactColumns>;
  const { texts, lists } = columns.shared;
  /** Lists as they stand in answers, and the id of each: a million contacts are in a few hundred. */
  const written = new Texts();
  const likely = likelyPeople(columns.shared, columns);
  const ids: number[] = [];

  const groupsOf = (page: PlainContacts, row: number): number => {
    const start = page.groupsStarts[row] as number;
    const end = page.groupsEnds[row] as number;
    if (end - start > longestKept) return lists.idOf(pool(page.groups(row)));
    const known = written.findCodes(page.codes, start, end);
    if (known !== 0) return ids[known] as number;
    const id = lists.idOf(pool(page.groups(row)));
    if (written.size() < mostLists) ids[written.idOfCodes(page.codes, start, end)] = id;
    return id;
  };
  return {
    add: (page, row) => {
      const start = page.nameStarts[row] as number;
      const end = page.nameEnds[row] as number;
      if (end - start > longestKept) return false;
      const id = numbers.idOfValue(page.msisdns[row] as number);
      if (table.knows(id)) return false;
      table.hold(id);
      const guess = likely?.names[id];
      columns.writeIds(id, texts.idOfCodes(page.codes, start, end, guess), groupsOf(page, row));
      return true;
    },
  };
}
