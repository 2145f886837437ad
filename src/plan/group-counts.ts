import type { Contact } from '../contact/contact.ts';
import { holds } from '../contact/holds.ts';
import { type Agreement, noAgreement } from '../table/agreement.ts';
import type { TouchedContact } from './change.ts';

/** Members of a group before and after the plan. */
export interface GroupCount {
  readonly group: string;
  readonly before: number;
  readonly after: number;
  /** Memberships added, those of created contacts included. */
  readonly added: number;
  /** Memberships taken away, those of removed contacts included. */
  readonly removed: number;
}

/** Counts the members of every group, before and after. Sorted by name. */
export function countGroups(
  existing: ReadonlyMap<string, Contact>,
  contacts: readonly TouchedContact[],
  settled: Agreement = noAgreement,
): GroupCount[] {
  const counts = new Map<string, { before: number; added: number; removed: number }>();
  const of = (group: string) => {
    let count = counts.get(group);
    if (!count) {
      count = { before: 0, added: 0, removed: 0 };
      counts.set(group, count);
    }
    return count;
  };
  for (const [groups, count] of settled.groups()) for (const group of groups) of(group).before += count;
  for (const [, contact] of settled.others(existing)) for (const group of contact.groups) of(group).before++;
  for (const { before, after } of contacts) {
    for (const group of before?.groups ?? []) if (!holds(after?.groups, group)) of(group).removed++;
    for (const group of after?.groups ?? []) if (!holds(before?.groups, group)) of(group).added++;
  }
  return [...counts]
    .map(([group, count]) => ({ group, after: count.before + count.added - count.removed, ...count }))
    .sort((a, b) => (a.group < b.group ? -1 : 1));
}
