import type { Contact } from '../contact/contact.ts';

/**
 * The rows of an import: `\n` or `\r\n` ends a row, `;` or `,` a field, nothing quotes. A row without a number or a name
 * is passed over in silence, as is done with rows that the service cannot use: it answers `done` for the whole list (notes).
 */
export function parseImportList(text: string): Contact[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [msisdn = '', name = '', ...groups] = line.split(/[;,]/).map((field) => field.trim());
    if (!/^[1-9]\d{6,14}$/.test(msisdn) || name === '') return [];
    return [{ msisdn, name, groups: groups.filter((group) => group !== '') }];
  });
}
