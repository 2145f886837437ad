import { quantity } from './figures.ts';

/** What came of a pipeline's tests. */
export const tested = {
  failed: (name: string) => `Not as expected: ${name}`,
  'missing-contact': (contact: string) => `expected a contact that did not come: ${contact}`,
  'unexpected-contact': (contact: string) => `a contact that is not expected: ${contact}`,
  name: (number: string, expected: string, got: string) =>
    `the name of ${number} is "${got}", expected is "${expected}"`,
  groups: (number: string, expected: string, got: string) =>
    `the groups of ${number} are ${got}, expected are ${expected}`,
  'missing-rejection': (row: number, code: string, where: string, _value: string) =>
    `expected a rejection that did not come: row ${row}, ${code}${where && ` (${where})`}`,
  'unexpected-rejection': (row: number, code: string, where: string, value: string) =>
    `a rejection that is not expected: row ${row}, ${code}${where && ` (${where})`}: "${value}"`,
  'missing-opt-out': (number: string) => `expected an opt-out that did not come: ${number}`,
  'unexpected-opt-out': (number: string) => `an opt-out that is not expected: ${number}`,
  sum: (pipeline: string, tests: number, failed: number, file: string) =>
    failed === 0
      ? `${pipeline}: ${quantity(tests, 'test')}, all as expected.`
      : `${pipeline}: ${quantity(tests, 'test')}, ${failed} not as expected. They stand in ${file}.`,
};
