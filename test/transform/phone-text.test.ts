import { expect, test } from 'vitest';
import { digitsOf, foldPhone, piecesOf, trimPhone } from '../../src/transform/phone-text.ts';

test('the digits of every script become ASCII digits', () => {
  let run = '';
  let previous = -2;
  const runs: string[] = [];
  for (let code = 0x80; code <= 0x10_ffff; code++) {
    if (!/^\p{Nd}$/u.test(String.fromCodePoint(code))) continue;
    if (code !== previous + 1) {
      runs.push(run);
      run = '';
    }
    run += foldPhone(String.fromCodePoint(code));
    previous = code;
  }
  runs.push(run);
  expect(runs.length).toBeGreaterThan(50);
  for (const digits of runs) expect(digits).toMatch(/^(?:0123456789)*$/);
});

test.each([
  ['070-174 06 05 ankn 12', '070-174 06 05 '],
  ['070-174 06 05 (ankn 12) jobb', '070-174 06 05 () jobb'],
  ['08-465 004 00 ext. 5 / 070-174 06 05', '08-465 004 00  / 070-174 06 05'],
  ['08-465 004 00 x 070-174 06 05', '08-465 004 00 x 070-174 06 05'], // that is a number, no extension
  ['x12 saknas', 'x12 saknas'],
  ['46701740605.0', '46701740605'],
  ['070-174 06.0', '070-174 06.0'],
])('trimmed: %j', (text, trimmed) => {
  expect(trimPhone(text)).toBe(trimmed);
});

test.each([
  ['(+46) 70-174', { plus: true, digits: '4670174' }],
  ['tel: 070 174 jobb', { plus: false, digits: '070174' }],
  ['070-174 x 06', undefined],
  ['070-174 +46', undefined],
  ['saknas', undefined],
])('digits of %j', (text, digits) => {
  expect(digitsOf(text)).toEqual(digits);
});

test('pieces of a part begin with a plus or a zero', () => {
  const meant = (part: string) => piecesOf(part).flatMap(({ text, isMeant }) => (isMeant ? [text] : []));
  expect(meant('08-465 004 00 - 701740605')).toEqual(['08-465 004 00']);
  expect(meant('12  070-174 06 05')).toEqual(['070-174 06 05']);
});
