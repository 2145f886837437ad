import type { Contact } from '../contact/contact.ts';
import { isImportable } from '../contact/importable.ts';
import { UsageError } from '../errors.ts';

/**
 * The body of an import: `msisdn;name;group1;group2…`, a line each (API document).
 *
 * @throws UsageError when a field cannot be carried, since there is no quoting: a row that is torn apart would store
 *   somebody under another name, or in groups that nobody asked for. Whoever plans keeps such rows out (P5)
 */
export function importRows(rows: readonly Contact[]): string {
  return rows.map(importRow).join('\n');
}

function importRow({ msisdn, name, groups }: Contact, index: number): string {
  const fields = [msisdn, name, ...groups];
  if (!fields.every(isImportable))
    throw new UsageError(
      `Row ${index + 1} of an import has a field that is empty or holds a comma, a semicolon, a line break or white space at an end; the format cannot carry it.`,
    );
  return fields.join(';');
}
