import type { Catalogue } from '../catalogue.ts';
import { quantity } from './figures.ts';

export const tested: Catalogue['tested'] = {
  failed: (name) => `Inte som väntat: ${name}`,
  'missing-contact': (contact) => `en väntad kontakt kom inte: ${contact}`,
  'unexpected-contact': (contact) => `en kontakt som inte väntas: ${contact}`,
  name: (number, expected, got) => `namnet för ${number} är "${got}", väntat är "${expected}"`,
  groups: (number, expected, got) => `grupperna för ${number} är ${got}, väntade är ${expected}`,
  'missing-rejection': (row, code, where) =>
    `ett väntat avvisande kom inte: rad ${row}, ${code}${where && ` (${where})`}`,
  'unexpected-rejection': (row, code, where, value) =>
    `ett avvisande som inte väntas: rad ${row}, ${code}${where && ` (${where})`}: "${value}"`,
  'missing-opt-out': (number) => `en väntad avregistrering kom inte: ${number}`,
  'unexpected-opt-out': (number) => `en avregistrering som inte väntas: ${number}`,
  sum: (pipeline, tests, failed, file) =>
    failed === 0
      ? `${pipeline}: ${quantity(tests, 'test', 'test')}, alla som väntat.`
      : `${pipeline}: ${quantity(tests, 'test', 'test')}, ${failed} inte som väntat. De står i ${file}.`,
};
