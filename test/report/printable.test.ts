import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderPlan, renderRun, reportFormats } from '../../src/report/formats.ts';
import { jsonParts } from '../../src/report/json-parts.ts';
import { escapedJson, jsonText, printable, printableText } from '../../src/report/printable.ts';
import { samplePlan, sampleRun } from './sample.ts';

/** What Jojka and the CRM send is hostile on the screen too: signs that act are shown as signs. */

const acting = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const harm = '\u001b]0;x\u0007\u001b[2J\u009b31m\u202eanna\u2066\u2028\r\u0000\u007f\u200f';

describe('a sign that acts is shown as one', () => {
  test.each([
    ['\u001b[2J', '␛[2J'],
    ['a\u0007b', 'a␇b'],
    ['\u0000', '␀'],
    ['\u007f', '␡'],
    ['\u009b31m', '⟨U+009B⟩31m'],
    ['\u202eanna', '⟨U+202E⟩anna'],
    ['a\nb', 'a␊b'],
    ['Åsa Öberg 👩‍👧', 'Åsa Öberg 👩‍👧'],
  ])('%j', (text, shown) => expect(printable(text)).toBe(shown));

  test('each sign by itself: what acts or cannot be seen is shown, everything else stays as it is', () => {
    const wrong: number[] = [];
    for (let code = 0; code <= 0xffff; code++) {
      const sign = String.fromCharCode(code);
      const isHarmless = !/[\p{Cc}\u2028\u2029\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(sign);
      const stays = printableText(`a${sign}`) === `a${sign}`;
      const staysInJson = escapedJson(`"${sign}"`) === `"${sign}"`;
      if (stays !== (isHarmless || sign === '\n' || sign === '\t')) wrong.push(code);
      if (staysInJson !== (isHarmless || sign === '\n')) wrong.push(code);
    }
    expect(wrong).toEqual([]);
  });

  test('our own colours and line ends stay, those of others do not', () => {
    expect(printableText('\u001b[31mred\u001b[39m\r\n', true)).toBe('\u001b[31mred\u001b[39m\r\n');
    expect(printableText('\u001b[31mred\r', false)).toBe('␛[31mred␍');
    expect(printableText('\u001b[2J', true)).toBe('␛[2J');
  });

  test('JSON says the same with escapes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const written = jsonText([value, text, harm]);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify([value, text, harm])));
        expect(written).not.toMatch(acting);
        expect([...jsonParts([value, text, harm])].join('')).toBe(`${written}\n`);
      }),
    );
  });

  test('JSON in parts breaks no sign in two, and leaves out what has no value', () => {
    const many = {
      gone: undefined,
      list: Array.from({ length: 20_000 }, (_, at) => ({ at, text: '👩‍👧Å\u2028' })),
    };
    const parts = [...jsonParts(many)];
    expect(parts.length).toBeGreaterThan(50);
    expect(Buffer.concat(parts.map((part) => Buffer.from(part))).toString()).toBe(`${jsonText(many)}\n`);
  });
});

/** A value with harm put before every text in it, and after it; keys of what is fixed stay. */
function harmed<T>(value: T, key = ''): T {
  if (typeof value === 'string')
    return (
      /^(name|from|to|group|value|message|field|told)$/.test(key) ? `${harm}${value}${harm}` : value
    ) as T;
  if (Array.isArray(value))
    return value.map((one) => harmed(one, key === 'groups' || key === 'row' ? 'name' : key)) as T;
  if (value instanceof Map || value instanceof Set || typeof value !== 'object' || value === null)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, harmed(one, name)])) as T;
}

describe.each(reportFormats)('hostile names in %s', (format) => {
  test('act in no report', () => {
    for (const text of [renderPlan(harmed(samplePlan), format), renderRun(harmed(sampleRun), format)]) {
      expect(text.replaceAll('\r\n', '\n')).not.toMatch(acting);
      expect(text).toContain('anna');
    }
  });
});
