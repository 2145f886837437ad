import type { RecordKey } from '../contact/record.ts';

/** The numbers that have each of some keys. */
export function holders(
  contacts: ReadonlyMap<string, { readonly keys: readonly RecordKey[] }>,
  keys: ReadonlySet<RecordKey>,
): Map<RecordKey, string[]> {
  const found = new Map<RecordKey, string[]>();
  for (const [msisdn, contact] of contacts)
    for (const key of contact.keys) if (keys.has(key)) found.set(key, [...(found.get(key) ?? []), msisdn]);
  return found;
}
