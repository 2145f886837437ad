import type { DesiredContact, Duplicate } from '../contact/desired.ts';
import type { RecordKey, SourceRecord } from '../contact/record.ts';
import { type DesiredWriter, desiredWriter } from '../table/desired-writer.ts';
import type { Table, Tables } from '../table/tables.ts';
import type { GroupNames } from './group-names.ts';

/** What becomes of records with the same number (T6). */
export type DuplicateMode = 'merge' | 'first' | 'last' | 'reject';

/** A record that is to become a contact, with what a rejection of it would need. */
export interface Candidate {
  readonly msisdn: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly key: RecordKey | undefined;
  readonly isOptedOut: boolean;
  readonly source: string;
  readonly record: SourceRecord;
  /** The column and value that the number stands in. */
  readonly field: string;
  readonly value: string;
}

/** Brings records with the same number together (T6). */
export interface ContactPool {
  /** @returns whether it was merged into the contact of another record */
  add(candidate: Candidate): boolean;
  /** Writes contacts of a source whose number nobody has yet. Undefined where the whole record is asked for, or the table is plain. */
  writer(source: string): DesiredWriter | undefined;
  finish(): {
    readonly contacts: Table<DesiredContact>;
    readonly duplicates: Duplicate[];
    /** With `reject`: every record of a number that several have. */
    readonly rejected: Candidate[];
  };
}

type Place = Duplicate['records'][number];

const noKeys: readonly RecordKey[] = [];

/**
 * Collects contacts. Of a number that one record has, nothing is kept but the contact; only with `reject` the whole
 * record is, since it falls when a second one comes.
 */
export function createContactPool(
  mode: DuplicateMode,
  { list }: Pick<GroupNames, 'list'>,
  tables: Pick<Tables, 'desired'>,
): ContactPool {
  const contacts = tables.desired();
  const places = new Map<string, Place[]>();
  const candidates = new Map<string, Candidate>();
  const rejected: Candidate[] = [];

  /** Keys and groups of numbers that several records have; with `merge` the groups of all, else of one. */
  const joined = new Map<string, { readonly keys: Set<RecordKey>; readonly groups: Set<string> }>();

  /** The contact's keys are those of all of its records, whichever of them gives name and groups. */
  const join = (known: DesiredContact, next: DesiredContact): void => {
    const { msisdn } = known;
    const all = joined.get(msisdn) ?? { keys: new Set(known.keys), groups: new Set(known.groups) };
    joined.set(msisdn, all);
    for (const key of next.keys) all.keys.add(key);
    if (mode === 'merge') for (const group of next.groups) all.groups.add(group);
    if (mode === 'last') contacts.set(msisdn, { ...next, source: known.source, line: known.line });
    else if (mode === 'merge' && known.name === '' && next.name !== '')
      contacts.set(msisdn, { ...known, name: next.name });
  };

  return {
    add: (candidate) => {
      const { msisdn } = candidate;
      const next = toContact(candidate);
      const known = contacts.get(msisdn);
      if (!known) {
        contacts.set(msisdn, next);
        if (mode === 'reject') candidates.set(msisdn, candidate);
        return false;
      }
      const records = places.get(msisdn);
      if (records) records.push(place(next));
      else places.set(msisdn, [place(known), place(next)]);
      if (mode !== 'reject') {
        join(known, next);
        return true;
      }
      const first = candidates.get(msisdn);
      if (first && !records) rejected.push(first);
      rejected.push(candidate);
      return false;
    },
    writer: (source) => (mode === 'reject' ? undefined : desiredWriter(contacts, source)),
    finish: () => {
      if (mode === 'reject') for (const msisdn of places.keys()) contacts.delete(msisdn);
      for (const [msisdn, { keys, groups }] of joined) {
        const contact = contacts.get(msisdn) as DesiredContact;
        contacts.set(msisdn, {
          ...contact,
          keys: [...keys],
          ...(mode === 'merge' && { groups: list([...groups]) }),
        });
      }
      return {
        contacts,
        duplicates: [...places].map(([msisdn, records]) => ({ msisdn, records })),
        rejected,
      };
    },
  };
}

function toContact({ msisdn, name, groups, key, source, record }: Candidate): DesiredContact {
  return { msisdn, name, groups, keys: key === undefined ? noKeys : [key], source, line: record.line };
}

/** A record's place, as long as its contact is of that record alone. */
function place({ source, line, keys: [key] }: DesiredContact): Place {
  return { source, line, ...(key !== undefined && { key }) };
}
