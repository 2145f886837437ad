import { expect, test } from 'vitest';
import { holdOutput } from '../../src/cli/held-output.ts';

test('what is kept in parts is made when it is printed, and not where nobody needs it', async () => {
  const printed: string[] = [];
  let isMade = false;
  const held = holdOutput({
    out: async (text) => {
      printed.push(...text);
    },
    err: (line) => printed.push(line),
  });
  await held.out(
    (function* () {
      isMade = true;
      yield* ['a', 'b'];
    })(),
  );
  held.err('log');
  expect(isMade).toBe(false);
  await held.print();
  expect(printed).toEqual(['log', 'a', 'b']);
  await held.print();
  expect(printed).toHaveLength(3);
});
