import type { Consent, KnownConsent } from '../contact/consent.ts';
import type { Contact } from '../contact/contact.ts';
import type { DesiredContact } from '../contact/desired.ts';
import type { LedgerContact, Want } from '../contact/ledger.ts';
import {
  ContactColumns,
  DesiredColumns,
  LedgerContactColumns,
  type PeopleTable,
  type Shared,
  WantColumns,
} from './columns.ts';
import { ConsentColumns, KnownConsentColumns, ListColumns } from './consents.ts';
import { Labels } from './labels.ts';
import { createLists } from './lists.ts';
import { NumberMap } from './number-map.ts';
import { NumberSet } from './number-set.ts';
import { Numbers } from './numbers.ts';
import { RecordKeys } from './record-keys.ts';
import { Texts } from './texts.ts';

/**
 * The compact index: what a run holds of its contacts, in columns of typed arrays.
 *
 * A run compares three lists: what the sources ask for, what Jojka holds, and what the ledger knows, contact by contact, and of
 * nearly all of them nothing changes. As Maps of objects a contact takes some 1,500 bytes in those three, and the collector
 * walks all of it again and again. Here every number is kept once, as a number, and has an id; so has every name, every list of
 * groups and every key. A contact is a row of such ids in each table: less than 150 bytes in all three together.
 *
 * Nothing is compared by a digest: what is kept is exact, ids are equal exactly when what they stand for is, and no collision
 * can hide a change. A table is a Map for whoever reads it; entries are made when they are asked for.
 */
export interface Tables {
  desired(): Table<DesiredContact>;
  existing(): Table<Contact>;
  ledgerContacts(): Table<LedgerContact>;
  wants(): Table<Want>;
  numbers(): NumberTable;
  consents(): Table<Consent>;
  knownConsents(): Table<KnownConsent>;
  lists(): Table<readonly string[]>;
}

/** A map by number that is filled. */
export interface Table<Value> extends ReadonlyMap<string, Value> {
  set(msisdn: string, value: Value): unknown;
  delete(msisdn: string): boolean;
}

/** A set of numbers that is filled. */
export interface NumberTable extends ReadonlySet<string> {
  add(msisdn: string): unknown;
  delete(msisdn: string): boolean;
}

/** The same as Maps and Sets of objects: where there are few, and what the compact ones are held against. */
export const plainTables: Tables = {
  desired: () => new Map(),
  existing: () => new Map(),
  ledgerContacts: () => new Map(),
  wants: () => new Map(),
  numbers: () => new Set(),
  consents: () => new Map(),
  knownConsents: () => new Map(),
  lists: () => new Map(),
};

/** Tables that share their numbers, names, lists and keys: of one run. */
export function createTables(): Tables {
  const numbers = new Numbers();
  const texts = new Texts();
  const labels = new Labels();
  const shared: Shared = { texts, labels, lists: createLists(), keys: new RecordKeys(labels), people: [] };
  const ofPeople = <People extends PeopleTable>(table: People): People => {
    shared.people.push(new WeakRef(table));
    return table;
  };
  return {
    desired: () =>
      ofPeople(new NumberMap<DesiredContact, DesiredColumns>(numbers, new DesiredColumns(shared))),
    existing: () => new NumberMap(numbers, new ContactColumns(shared)),
    ledgerContacts: () => new NumberMap(numbers, new LedgerContactColumns(shared)),
    wants: () => ofPeople(new NumberMap<Want, WantColumns>(numbers, new WantColumns(shared))),
    numbers: () => new NumberSet(numbers),
    consents: () => new NumberMap(numbers, new ConsentColumns(shared)),
    knownConsents: () => new NumberMap(numbers, new KnownConsentColumns(shared)),
    lists: () => new NumberMap(numbers, new ListColumns(shared)),
  };
}
