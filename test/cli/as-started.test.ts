import { expect, test } from 'vitest';
import { asStarted } from '../../src/cli/as-started.ts';

const npx = 'npx --no-install jojka-sync';
test.each([
  ['a line of its own', '  jojka-sync apply 1 --accept 2\n', `  ${npx} apply 1 --accept 2\n`],
  ['after a colon', 'See them: jojka-sync rejects latest', `See them: ${npx} rejects latest`],
  ['an example', '  $ jojka-sync doctor', `  $ ${npx} doctor`],
  ['the name of the program', 'The sandbox of jojka-sync ends.', 'The sandbox of jojka-sync ends.'],
  ['as it is already', `${npx} runs`, `${npx} runs`],
])('%s', (_name, text, shown) => {
  expect(asStarted(text, { npm_command: 'exec' })).toBe(shown);
  expect(asStarted(text, { npm_command: 'run-script' })).toBe(text);
  expect(asStarted(text, {})).toBe(text);
});
