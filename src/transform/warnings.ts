import type { DesiredContact, Duplicate } from '../contact/desired.ts';
import type { Warning } from '../contact/rejection.ts';

/** How many values or numbers a warning names. */
const examples = 10;

/** T5: values of an opt-out column that are neither yes nor no. */
export function oddOptOutWarnings(values: ReadonlyMap<string, number>): Warning[] {
  if (values.size === 0) return [];
  const total = [...values.values()].reduce((sum, times) => sum + times, 0);
  const shown = [...values]
    .slice(0, examples)
    .map(([value, times]) => `${JSON.stringify(value.slice(0, 40))} (${times})`);
  const more = values.size > examples ? `, and ${values.size - examples} more` : '';
  const what = total === 1 ? 'opt-out value is' : 'opt-out values are';
  return [
    {
      code: 'odd-opt-out',
      message: `${total} ${what} neither yes nor no and counted as opted out: ${shown.join(', ')}${more}. Say what they mean in optOut.is and optOut.not (T5).`,
    },
  ];
}

/** T8: broken rows that are taken for opted out. */
export function shiftedOptOutWarnings(count: number): Warning[] {
  if (count === 0) return [];
  const what =
    count === 1 ? 'row with too many or too few fields seems' : 'rows with too many or too few fields seem';
  return [
    {
      code: 'shifted-opt-out',
      message: `${count} ${what} to be opted out, and counted so: mend them, and look whether that is right (T8).`,
    },
  ];
}

/** T6. Rows of one record, one for each membership, are no cause for a warning. */
export function duplicateWarnings(duplicates: readonly Duplicate[]): Warning[] {
  const count = duplicates.filter(({ records }) => {
    const key = records[0]?.key;
    return key === undefined || records.some((record) => record.key !== key);
  }).length;
  if (count === 0) return [];
  const what = count === 1 ? 'number stands' : 'numbers stand';
  return [{ code: 'duplicates', message: `${count} ${what} in several records (T6).` }];
}

/** One key with several numbers: the key cannot tell which contact a rejected record of it would hold. */
export function sharedKeyWarnings(contacts: Iterable<DesiredContact>): Warning[] {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { keys } of contacts)
    for (const key of keys) {
      if (seen.has(key)) shared.add(key);
      seen.add(key);
    }
  if (shared.size === 0) return [];
  const shown = [...shared].slice(0, examples).map((key) => JSON.stringify(key.slice(key.indexOf('\t') + 1)));
  const more = shared.size > examples ? `, and ${shared.size - examples} more` : '';
  const what = shared.size === 1 ? 'key belongs' : 'keys belong';
  return [
    {
      code: 'shared-key',
      message: `${shared.size} ${what} to records with different numbers: ${shown.join(', ')}${more}. Is "id" the right column?`,
    },
  ];
}
