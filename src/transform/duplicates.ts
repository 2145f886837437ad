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

  /** With `merge`: the groups of numbers whose records are not all in the same. */
  const joined = new Map<string, Set<string>>();

  const join = (known: DesiredContact, next: DesiredContact): void => {
    const { msisdn } = known;
    if (mode === 'merge') joinGroups(known, next);
    if (mode === 'last') contacts.set(msisdn, { ...next, source: known.source, line: known.line });
    else if (mode === 'merge' && known.name === '' && next.name !== '')
      contacts.set(msisdn, { ...known, name: next.name });
  };

  const joinGroups = ({ msisdn, groups }: DesiredContact, next: DesiredContact): void => {
    const all = joined.get(msisdn);
    if (all) for (const group of next.groups) all.add(group);
    else if (next.groups.some((group) => !groups.includes(group)))
      joined.set(msisdn, new Set([...groups, ...next.groups]));
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
      // The contact's keys are those of all of its records, whichever of them gives name and groups.
      for (const [msisdn, records] of places) {
        const contact = contacts.get(msisdn);
        if (!contact) continue;
        const groups = joined.get(msisdn);
        const keys = new Set(records.flatMap(({ key }) => key ?? []));
        contacts.set(msisdn, { ...contact, keys: [...keys], ...(groups && { groups: list([...groups]) }) });
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
