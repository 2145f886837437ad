import { expect, test } from 'vitest';
import { noRunText } from '../../src/report/no-run-text.ts';

test.each([
  ['nightly-cmr', ['nightly-crm', 'webb'], 'Did you mean "nightly-crm"?'],
  ['nosuch', ['nightly-crm', 'webb'], 'There have been runs of: nightly-crm, webb.'],
  ['nosuch', Array.from({ length: 11 }, (_, index) => `p-${index}`), 'p-9, ….'],
  ['nosuch', [], 'There has been no run of any other either.'],
])('that there was no run of %s', (pipeline, known, hint) => {
  const text = noRunText(pipeline, known);
  expect(text).toContain(`There has been no run of the pipeline "${pipeline}".`);
  expect(text).toContain(hint);
});
