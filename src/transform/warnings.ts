import type { DesiredContact, Duplicate } from '../contact/desired.ts';
import type { Warning } from '../contact/rejection.ts';
import { sharedKeys } from '../table/key-holders.ts';

/** How many values or numbers a warning names. */
const examples = 10;

/** T8: broken rows that are taken for opted out. */
export function shiftedOptOutWarnings(count: number): Warning[] {
  if (count === 0) return [];
  return [{ code: 'shifted-opt-out', figures: { rows: count } }];
}

/** T6. Rows of one record, one for each membership, are no cause for a warning. */
export function duplicateWarnings(duplicates: readonly Duplicate[]): Warning[] {
  const count = duplicates.filter(({ records }) => {
    const key = records[0]?.key;
    return key === undefined || records.some((record) => record.key !== key);
  }).length;
  if (count === 0) return [];
  return [{ code: 'duplicates', figures: { numbers: count } }];
}

/** One key with several numbers: the key cannot tell which contact a rejected record of it would hold. */
export function sharedKeyWarnings(contacts: ReadonlyMap<string, DesiredContact>): Warning[] {
  const shared = sharedKeys(contacts);
  if (shared.size === 0) return [];
  return [
    {
      code: 'shared-key',
      figures: {
        total: shared.size,
        examples: [...shared].slice(0, examples).map((key) => key.slice(key.indexOf('	') + 1)),
        more: Math.max(0, shared.size - examples),
      },
    },
  ];
}
