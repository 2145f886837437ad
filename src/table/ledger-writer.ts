import { textOf } from '../contact/character-codes.ts';
import type { LedgerContact, Want } from '../contact/ledger.ts';
import type { PlainContactSink, PlainWantSink } from '../contact/plain-ledger.ts';
import {
  LedgerContactColumns,
  type LedgerContactIds,
  likelyPeople,
  WantColumns,
  type WantIds,
} from './columns.ts';
import { NumberMap } from './number-map.ts';
import type { Table } from './tables.ts';
import { longestKept } from './text-blocks.ts';

/** Writes contacts of the ledger into a compact table, of which no strings are made. @returns undefined for a plain table */
export function ledgerContactWriter(table: Table<LedgerContact>): PlainContactSink | undefined {
  if (!(table instanceof NumberMap) || !(table.columns instanceof LedgerContactColumns)) return undefined;
  const { numbers, columns } = table as NumberMap<LedgerContact, LedgerContactColumns>;
  const shapes: LedgerContactIds[] = [];
  return {
    shape: (contact) => (contact.spellings ? undefined : shapes.push(columns.idsOf(contact)) - 1),
    takes: () => true,
    add: (msisdn, shape) => {
      const id = numbers.idOfValue(msisdn);
      table.hold(id);
      columns.writeIds(id, shapes[shape] as LedgerContactIds);
    },
  };
}

/** The same of wants of one pipeline. Most are of whom the sources ask for, by the name and the key that they have there. */
export function wantWriter(table: Table<Want>): PlainWantSink | undefined {
  if (!(table instanceof NumberMap) || !(table.columns instanceof WantColumns)) return undefined;
  const { numbers, columns } = table as NumberMap<Want, WantColumns>;
  const { texts, keys } = columns.shared;
  const likely = likelyPeople(columns.shared, columns);
  const shapes: WantIds[] = [];
  return {
    shape: (want) => {
      const ids = columns.idsOf(want);
      return ids && shapes.push(ids) - 1;
    },
    takes: () => true,
    add: (msisdn, shape, { codes, nameStart, nameEnd, hasKey, keyStart, keyEnd }) => {
      const id = numbers.idOfValue(msisdn);
      table.hold(id);
      const name =
        nameEnd - nameStart > longestKept
          ? texts.idOf(textOf(codes, nameStart, nameEnd))
          : texts.idOfCodes(codes, nameStart, nameEnd, likely?.names[id]);
      const key = hasKey ? keys.idOfWhole(codes, keyStart, keyEnd, likely?.keys.only(id)) : 0;
      columns.writeIds(id, shapes[shape] as WantIds, name, key);
    },
  };
}
