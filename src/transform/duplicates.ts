import type { DesiredContact, Duplicate } from '../contact/desired.ts';
import type { RecordKey, SourceRecord } from '../contact/record.ts';
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
  finish(): {
    readonly contacts: Map<string, DesiredContact>;
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
export function createContactPool(mode: DuplicateMode, { list }: Pick<GroupNames, 'list'>): ContactPool {
  const contacts = new Map<string, DesiredContact>();
  const places = new Map<string, Place[]>();
  const candidates = new Map<string, Candidate>();
  const rejected: Candidate[] = [];

  /** The contact's keys are those of all of its records, whichever of them gives name and groups. */
  const join = (known: DesiredContact, next: DesiredContact): DesiredContact => {
    const keys = union(known.keys, next.keys);
    if (mode === 'last') return { ...next, keys, source: known.source, line: known.line };
    if (mode !== 'merge') return { ...known, keys };
    const name = known.name === '' ? next.name : known.name;
    const groups = next.groups === known.groups ? known.groups : list([...known.groups, ...next.groups]);
    return { ...known, keys, name, groups };
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
        contacts.set(msisdn, join(known, next));
        return true;
      }
      const first = candidates.get(msisdn);
      if (first && !records) rejected.push(first);
      rejected.push(candidate);
      return false;
    },
    finish: () => {
      if (mode === 'reject') for (const msisdn of places.keys()) contacts.delete(msisdn);
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

function union(a: readonly RecordKey[], b: readonly RecordKey[]): readonly RecordKey[] {
  const added = b.filter((key) => !a.includes(key));
  return added.length === 0 ? a : [...a, ...added];
}
