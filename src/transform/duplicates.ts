import type { DesiredContact, Duplicate } from '../contact/desired.ts';
import type { RecordKey, SourceRecord } from '../contact/record.ts';

/** A record that has become a contact, with what a rejection of it would need. */
export interface Candidate {
  readonly msisdn: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly key: RecordKey | undefined;
  readonly source: string;
  readonly record: SourceRecord;
  readonly field: string;
  readonly value: string;
}

/** Brings records with the same number together (T6). */
export interface ContactPool {
  /** @returns false when another record had the number already */
  add(candidate: Candidate): boolean;
  finish(list: (names: readonly string[]) => readonly string[]): {
    contacts: Map<string, DesiredContact>;
    duplicates: Duplicate[];
    /** With `reject`: every record of a number that several have. */
    rejected: Candidate[];
  };
}

const noKeys: readonly RecordKey[] = [];

/**
 * Collects contacts. Only of numbers that several records have is more kept than the contact itself; with `reject` the
 * first record of each number must be kept too, since it falls with the second one.
 */
export function createContactPool(mode: 'merge' | 'first' | 'last' | 'reject'): ContactPool {
  const contacts = new Map<string, DesiredContact>();
  const several = new Map<string, { source: string; line: number; key?: RecordKey }[]>();
  const candidates = new Map<string, Candidate[]>();

  return {
    add: (candidate) => {
      const { msisdn } = candidate;
      const fresh = toContact(candidate);
      const known = contacts.get(msisdn);
      if (mode === 'reject') {
        const list = candidates.get(msisdn);
        if (list) list.push(candidate);
        else candidates.set(msisdn, [candidate]);
      }
      if (!known) {
        contacts.set(msisdn, fresh);
        return true;
      }
      const records = several.get(msisdn) ?? [place(known)];
      records.push(place(fresh));
      several.set(msisdn, records);
      const keys = mergeLists(known.keys, fresh.keys);
      if (mode === 'merge')
        contacts.set(msisdn, {
          ...known,
          keys,
          name: known.name === '' ? fresh.name : known.name,
          groups: mergeLists(known.groups, fresh.groups),
        });
      else if (mode === 'last') contacts.set(msisdn, { ...fresh, keys });
      else contacts.set(msisdn, { ...known, keys });
      return false;
    },
    finish: (list) => {
      const rejected: Candidate[] = [];
      for (const msisdn of several.keys()) {
        const contact = contacts.get(msisdn);
        if (mode === 'reject') {
          contacts.delete(msisdn);
          rejected.push(...(candidates.get(msisdn) ?? []));
        } else if (contact) contacts.set(msisdn, { ...contact, groups: list(contact.groups) });
      }
      return {
        contacts,
        duplicates: [...several].map(([msisdn, records]) => ({ msisdn, records })),
        rejected,
      };
    },
  };
}

function toContact({ msisdn, name, groups, key, source, record }: Candidate): DesiredContact {
  return { msisdn, name, groups, keys: key === undefined ? noKeys : [key], source, line: record.line };
}

function place(contact: DesiredContact): { source: string; line: number; key?: RecordKey } {
  const key = contact.keys[0];
  return { source: contact.source, line: contact.line, ...(key !== undefined && { key }) };
}

function mergeLists<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  const added = b.filter((item) => !a.includes(item));
  return added.length === 0 ? a : [...a, ...added];
}
