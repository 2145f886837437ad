import { expect, test } from 'vitest';
import { outcomeText } from '../../src/console/outcome.ts';
import { wordsOf } from '../../src/report/language/words.ts';

test.each([
  ['LockedError', 'not done: another run', 'inte gjort: en annan körning'],
  ['RefusedError', 'refused', 'nekat'],
  ['TransientStatusError', 'it failed', 'det misslyckades'],
  ['Error', 'it failed', 'det misslyckades'],
  ['run 20261124-030000-5k7g, exit code 4', 'exit code 4', 'körning 20261124-030000-5k7g, slutkod 4'],
  ['46701•••605', '46701•••605', '46701•••605'],
  ['toString', 'toString', 'toString'],
  ['done', 'done', 'klart'],
  [null, 'no end is known', 'inget slut är känt'],
])('what came of an act is told in words: %s', (outcome, en, sv) => {
  expect(outcomeText(outcome, wordsOf('en'))).toContain(en);
  expect(outcomeText(outcome, wordsOf('sv'))).toContain(sv);
});
