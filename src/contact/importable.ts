import { forbidden } from './forbidden.ts';

/**
 * Whether a row of `import_contacts_list` can carry a name or group as it is: the format has no quoting, so neither
 * delimiter nor line break may stand in a field, and white space at the ends or an empty field may get lost
 * (API document, P5).
 */
export function isImportable(text: string): boolean {
  return text !== '' && !forbidden.test(text) && text.trim() === text;
}
