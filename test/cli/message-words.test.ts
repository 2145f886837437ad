import { describe, expect, test } from 'vitest';
import type { Cli } from '../../src/cli/context.ts';
import { readMessageWords } from '../../src/cli/message-words.ts';
import { noProgress } from '../../src/cli/progress.ts';

/** Somebody at a terminal who answers so; or nobody. */
function cli(answer?: boolean): Cli {
  const asked = { stdin: { isTTY: answer !== undefined }, progress: noProgress, ask: async () => answer };
  return asked as unknown as Cli;
}

type Given = Parameters<typeof readMessageWords>[3];
const alone: Given = { region: 'SE', hasRecipients: false };
const given: Given = { region: 'SE', hasRecipients: true };
const number = '070-174 06 05';
const other = '070-174 06 06';

describe('what is told apart', () => {
  test.each<[string, readonly string[], Given, { text: string; numbers: string[] }]>([
    ['number, then text', [number, 'Hej', 'du'], alone, { text: 'Hej du', numbers: [number] }],
    ['a code is text', [number, '123456'], alone, { text: '123456', numbers: [number] }],
    ['text with recipients given', ['Hej', 'du'], given, { text: 'Hej du', numbers: [] }],
    [
      'a number within a quoted text',
      [`${number} är vårt nummer`],
      given,
      { text: `${number} är vårt nummer`, numbers: [] },
    ],
    ['a code with recipients given', ['123456'], given, { text: '123456', numbers: [] }],
    ['--text, and a number', [number], { ...alone, text: other }, { text: other, numbers: [number] }],
    ['--text alone', [], { ...given, text: number }, { text: number, numbers: [] }],
  ])('%s', async (_, words, options, expected) => {
    expect(await readMessageWords(cli(), 'send', words, options)).toEqual(expected);
  });
});

describe('what may be either is sent nowhere', () => {
  test.each<[string, readonly string[], Given, boolean | undefined]>([
    ['nobody can be asked', [number, 'Hej'], given, undefined],
    ['--yes answers no such question', [number, 'Hej'], { ...given, yes: true }, true],
    ['the answer is no', [number, 'Hej'], given, false],
    ['a text that is a number', [number], given, undefined],
    ['two numbers', [number, other], alone, true],
    ['a number without text', [number], alone, true],
    ['text without a number', ['Hej'], alone, true],
    ['text before number', ['Hej', number], alone, true],
    ['nothing', [], alone, true],
    ['text given twice', ['Hej'], { ...given, text: 'Hej' }, true],
  ])('%s', async (_, words, options, answer) => {
    await expect(readMessageWords(cli(answer), 'send', words, options)).rejects.toMatchObject({
      exitCode: 64,
    });
  });

  test('it is text where somebody says so', async () => {
    expect(await readMessageWords(cli(true), 'send', [number, 'ring'], given)).toEqual({
      text: `${number} ring`,
      numbers: [],
    });
  });
});
