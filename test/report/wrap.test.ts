import { expect, test } from 'vitest';
import { wrapText } from '../../src/report/wrap.ts';

test.each([
  ['fits', 'eins zwei', 20, 'eins zwei'],
  ['between words', 'alpha beta gamma delta epsilon', 22, 'alpha beta gamma delta\nepsilon'],
  ['below its first word', '  ! alpha beta gamma delta', 22, '  ! alpha beta gamma\n    delta'],
  [
    'a command stays whole',
    'jojka-sync apply 20261123-030000-k3f9',
    22,
    'jojka-sync apply 20261123-030000-k3f9',
  ],
  [
    'a command gets a line of its own',
    'See them: jojka-sync rejects 20261123',
    30,
    'See them:\njojka-sync rejects 20261123',
  ],
  [
    'and stands below the words before it',
    '    See them: jojka-sync rejects 20261123',
    30,
    '    See them:\n    jojka-sync rejects 20261123',
  ],
  ['a long word is not cut', 'to /a/very/long/path/of/a/file', 20, 'to\n/a/very/long/path/of/a/file'],
  ['no terminal', 'alpha beta gamma delta epsilon', undefined, 'alpha beta gamma delta epsilon'],
])('%s', (_, text, width, wrapped) => {
  expect(wrapText(text, width)).toBe(wrapped);
});

test('colours take no room', () => {
  const red = `\u001b[31mrot\u001b[39m`;
  expect(wrapText(`${red} ${red} ${red} ${red} ${red}`, 20)).not.toContain('\n');
});
