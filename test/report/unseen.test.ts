import { describe, expect, test } from 'vitest';
import { jsonText, printable, printableText } from '../../src/report/printable.ts';

const sign = (code: number) => String.fromCodePoint(code);

describe('what cannot be seen is shown as what it is', () => {
  test.each([
    ['a zero-width space', 0x200b],
    ['a zero-width joiner between letters', 0x200d],
    ['a zero-width non-joiner between letters', 0x200c],
    ['a word joiner', 0x2060],
    ['a soft hyphen', 0x00ad],
    ['a byte order mark', 0xfeff],
    ['a combining grapheme joiner', 0x034f],
    ['a filler of Hangul', 0x3164],
    ['a variation selector', 0xfe0f],
    ['a further variation selector', 0xe0100],
    ['a tag', 0xe0041],
    ['an invisible times', 0x2062],
    ['a mark of direction', 0x200e],
  ])('%s', (_, code) => {
    const shown = `An⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩na`;
    expect(printable(`An${sign(code)}na`)).toBe(shown);
    expect(printableText(`An${sign(code)}na`)).toBe(shown);
    const json = jsonText({ name: `An${sign(code)}na` });
    expect(json).not.toContain(sign(code));
    expect(JSON.parse(json)).toEqual({ name: `An${sign(code)}na` });
  });

  test.each([
    ['a family', '👩‍👩‍👧'],
    ['a heart', 'Hej ❤️!'],
    ['a key cap', '1️⃣ först'],
    ['a rainbow flag', '🏳️‍🌈'],
    ['the flag of Scotland', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['a skin and a profession', '👩🏽‍🚒'],
    ['a plain flag', '🇸🇪'],
    ['Persian', 'می\u200cخواهم'],
    ['Hindi', 'क्\u200dष'],
    ['Swedish', 'Åsa Öberg-Ek, Smörgås AB'],
    ['letters with marks', 'A\u030asa'],
  ])('%s is ordinary', (_, text) => {
    expect(printable(text)).toBe(text);
    expect(printableText(text)).toBe(text);
    expect(jsonText(text)).toBe(JSON.stringify(text));
  });
});
