import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isImportable } from '../../src/contact/importable.ts';
import { cleanText } from '../../src/transform/text.ts';

describe('T2: what is clean stays as it is', () => {
  test.each([
    ['Ingrid Myrängberg'],
    ["O'Brien-Åkesson (VIP) & Co."],
    ['"Kicki"'],
    ['Ärø Þórunn Łukasz'],
    ['Σωκράτης Дарья 山田 محمد'],
    ['Grupp #1 ♥ 50 %'],
    ['👍'],
    ['❤️'],
    ['👩‍⚕️ Vård'],
    ['👨‍👩‍👧‍👦'],
    ['👩🏽‍🚀'],
    ['🏳️‍🌈'],
    ['🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['1️⃣ Första'],
    ['🇸🇪 Sverige'],
    [''],
  ])('%s', (text) => {
    expect(cleanText(text)).toBe(text);
  });
});

describe('T2: what is not', () => {
  test.each([
    ['a comma between words', 'Svensson,Anna', 'Svensson Anna'],
    ['a comma and a space', 'Svensson, Anna', 'Svensson Anna'],
    ['a space and a comma', 'Svensson ,Anna', 'Svensson Anna'],
    ['a semicolon at the end', 'AB;', 'AB'],
    ['a delimiter in front', ',;AB', 'AB'],
    ['several delimiters', 'A;,;B', 'A B'],
    ['nothing but delimiters', ' ,;, ', ''],
    ['a Greek question mark, which is a semicolon under NFC', 'A\u037eB', 'A B'],
    ['a line break', 'Anna\r\nSvensson', 'Anna Svensson'],
    ['a tab', '\tAnna\tSvensson', 'Anna Svensson'],
    ['a vertical tab and a form feed', 'A\u000bB\fC', 'A B C'],
    ['a line separator', 'Anna\u2028Svensson\u2029', 'Anna Svensson'],
    ['a next-line character', 'Anna\u0085Svensson', 'Anna Svensson'],
    ['a control character', 'Anna\u0000Svensson\u007f', 'Anna Svensson'],
    ['runs of white space', '  Anna   Svensson ', 'Anna Svensson'],
    ['no-break and other spaces', 'Anna\u00a0\u2009Svensson\u3000', 'Anna Svensson'],
    ['decomposed letters', 'Bjo\u0308rk', 'Björk'],
    ['a letterlike sign', '\u212bre', 'Åre'],
    ['a zero-width space', 'An\u200bna', 'Anna'],
    ['a byte order mark', '\ufeffAnna', 'Anna'],
    ['a soft hyphen', 'Svens\u00adson', 'Svensson'],
    ['direction marks', '\u202aAnna\u202c\u200e', 'Anna'],
    ['a joiner between letters', 'An\u200dna', 'Anna'],
    ['a joiner behind an emoji', '👍\u200d', '👍'],
    ['a variation selector behind a letter', 'A\ufe0f', 'A'],
    ['letters that combine once nothing is between them', 'a\u200b\u030a', 'å'],
    ['half of a surrogate pair', 'Anna\ud83d', 'Anna'],
    ['invisible characters only', '\u200b\u2060\ufeff', ''],
    ['white space only', ' \u00a0\t', ''],
    ['a comma between emoji', '👍,👍', '👍 👍'],
  ])('%s: %j', (_, text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });
});

/** Texts that are more likely than chance to be dirty. */
const dirty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...',; \t\n\u00a0\u200b\u200d\ufe0f\u037e\u030a\u2028\ud83d',
      'a',
      'Å',
      '👩',
      '1',
      '\u20e3',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('T2: laws', () => {
  test('a clean text can be imported, or is empty', () => {
    fc.assert(fc.property(dirty, (text) => cleanText(text) === '' || isImportable(cleanText(text))));
  });

  test('cleaning twice changes nothing more', () => {
    fc.assert(fc.property(dirty, (text) => cleanText(cleanText(text)) === cleanText(text)));
  });

  test('it is NFC, without runs of white space, and survives UTF-8', () => {
    fc.assert(
      fc.property(dirty, (text) => {
        const clean = cleanText(text);
        expect(clean.normalize('NFC')).toBe(clean);
        expect(clean).not.toMatch(/\s\s|[^\S ]/u);
        expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean);
      }),
    );
  });

  test('no letter or digit that can be seen is lost', () => {
    // Some letters are fillers that nobody sees, such as U+FFA0.
    const visible = (text: string) =>
      text.normalize('NFC').replace(/\p{Default_Ignorable_Code_Point}|[^\p{L}\p{N}]/gu, '');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => visible(cleanText(text)) === visible(text)),
    );
  });
});
