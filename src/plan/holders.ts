import type { RecordKey } from '../contact/record.ts';

/** Contacts or wants, with the keys of their records. */
export type Keyed = ReadonlyMap<string, { readonly keys: readonly RecordKey[] }>;

/** The numbers that have each of some keys. */
export function keyHolders(contacts: Keyed, keys: ReadonlySet<RecordKey>): Map<RecordKey, string[]> {
  const found = new Map<RecordKey, string[]>();
  if (keys.size === 0) return found;
  for (const [msisdn, contact] of contacts)
    for (const key of contact.keys) {
      if (!keys.has(key)) continue;
      const holders = found.get(key);
      if (holders) holders.push(msisdn);
      else found.set(key, [msisdn]);
    }
  return found;
}
