import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMsisdnParser, isRegion } from '../../src/transform/msisdn.ts';

const { parse, readAny } = createMsisdnParser({ region: 'SE', types: ['mobile'] });
const mobile = { kind: 'ok', msisdn: '46701740605' };

describe('T1: one Swedish mobile in all its spellings', () => {
  test.each([
    ['as people write it', '070-174 06 05'],
    ['digits only', '0701740605'],
    ['spaces only', '070 174 06 05'],
    ['dots', '070.174.06.05'],
    ['a slash inside', '070/174 06 05'],
    ['commas inside', '070,174,06,05'],
    ['brackets', '(070) 174 06 05'],
    ['underscores', '070_174_06_05'],
    ['plus', '+46701740605'],
    ['plus and spaces', '+46 70 174 06 05'],
    ['plus and a space behind it', '+ 46 70 174 06 05'],
    ['plus in brackets', '(+46) 70 174 06 05'],
    ['two zeros', '0046 70-174 06 05'],
    ['plus and two zeros', '+0046701740605'],
    ['trunk zero in brackets', '+46 (0)70-174 06 05'],
    ['trunk zero in brackets after 00', '0046 (0) 70 174 06 05'],
    ['trunk zero in brackets without country code', '(0)70-174 06 05'],
    ['trunk zero left in', '+460701740605'],
    ['a plus too many', '+0701740605'],
    ['MSISDN', '46701740605'],
    ['MSISDN with trunk zero', '460701740605'],
    ['leading zero lost', '701740605'],
    ['leading zero lost, spaces', '70 174 06 05'],
    ['float', '46701740605.0'],
    ['float with a comma', '701740605,00'],
    ['thousands', '46 701 740 605'],
    ['thousands with commas', '46,701,740,605'],
    ["a spreadsheet's quote", "'0701740605"],
    ['a typographic quote', '\u20190701740605'],
    ['a formula', '="0701740605"'],
    ['tel:', 'tel:+46701740605'],
    ['tel: with extension', 'tel:+46-70-174-06-05;ext=12'],
    ['words in front', 'Mobil: 070-174 06 05'],
    ['words with a digit in front', 'Mobil 2: 070-174 06 05'],
    ['words behind', '070-174 06 05 (jobb)'],
    ['words with digits behind', '070-174 06 05 efter kl 17'],
    ['an address', 'https://wa.me/46701740605'],
    ['ankn', '070-174 06 05 ankn 12'],
    ['ankn.', '070-174 06 05, ankn. 1234'],
    ['anknytning', '070-174 06 05 anknytning: 12'],
    ['ext', '+46 70 174 06 05 ext 12'],
    ['x', '0701740605x12'],
    ['number sign', '070-174 06 05 #12'],
    ['white space around', '\t 070-174 06 05 \u3000'],
    ['no-break spaces', '070-174\u00a006\u202f05'],
    ['en dash', '070\u2013174 06 05'],
    ['minus sign', '070\u2212174 06 05'],
    ['non-breaking hyphen', '070\u2011174 06 05'],
    ['direction marks', '\u202a070-174 06 05\u202c\u200e'],
    ['zero-width space and byte order mark', '\ufeff070\u200b1740605'],
    ['soft hyphens', '070\u00ad174\u00ad0605'],
    ['full width', '\uff10\uff17\uff10\uff0d\uff11\uff17\uff14\uff10\uff16\uff10\uff15'],
    ['full-width plus', '\uff0b46 70 174 06 05'],
    ['heavy plus', '\u279546701740605'],
    ['Arabic-Indic digits', '\u0660\u0667\u0660\u0661\u0667\u0664\u0660\u0666\u0660\u0665'],
    ['Devanagari digits', '\u0966\u096d\u0966\u0967\u096d\u096a\u0966\u096c\u0966\u096b'],
    [
      'mathematical digits',
      '\u{1d7ce}\u{1d7d5}\u{1d7ce}\u{1d7cf}\u{1d7d5}\u{1d7d2}\u{1d7ce}\u{1d7d4}\u{1d7ce}\u{1d7d3}',
    ],
    ['a footnote mark', '070-174 06 05\u00b2'],
  ])('%s: %j', (_, cell) => {
    expect(parse(cell)).toEqual(mobile);
  });
});

describe('T1: several numbers in one cell', () => {
  test.each([
    ['070-174 06 05 / 08-465 004 00'],
    ['08-465 004 00/070-174 06 05'],
    ['08-465 004 00, 070-174 06 05'],
    ['08-465 004 00; 070-174 06 05'],
    ['08-465 004 00 | 070-174 06 05'],
    ['08-465 004 00 & 070-174 06 05'],
    ['08-465 004 00 eller 070-174 06 05'],
    ['08-465 004 00 or +46701740605'],
    ['08-465 004 00\n070-174 06 05'],
    ['08-465 004 00\r\n070-174 06 05'],
    ['08-465 004 00 - 070-174 06 05'],
    ['08-465 004 00   070-174 06 05'],
    ['0846500400 0701740605'],
    ['+46846500400 +46701740605'],
    ['08-465 004 00 (070-174 06 05)'],
    ['Växel 08-465 004 00 ankn 12, mobil 070-174 06 05'],
    ['arb 08-465 004 00 mob 070-174 06 05'],
    ['070-174 06 05/06'],
    ['070-174 06 05 / 070-174 06 99'],
    ['12345 / 070-174 06 05'],
    ['1. 070-174 06 05'],
  ])('%j: the first that passes wins', (cell) => {
    expect(parse(cell)).toEqual(mobile);
  });

  test('every number in it can be read', () => {
    expect(readAny('08-465 004 00 / 070-174 06 05 / saknas')).toEqual(['46846500400', '46701740605']);
    expect(readAny('070-174 06 05 eller 070-174 06 99')).toEqual(['46701740605', '46701740699']);
    expect(readAny('070-174 06 05, 070-174 06 05')).toEqual(['46701740605']);
    expect(readAny('08/46500400')).toEqual(['46846500400']);
  });
});

describe('T1: what is nothing', () => {
  test.each([
    [''],
    ['   '],
    ['-'],
    ['–'],
    ['.'],
    ['- -'],
    ['0'],
    ['000'],
    ['0000000000'],
    ['00-00'],
    ['\u00a0\t\r\n'],
    ['\u200b\ufeff\u2060'],
    ["'"],
  ])('%j', (cell) => {
    expect(parse(cell)).toEqual({ kind: 'empty' });
    expect(readAny(cell)).toEqual([]);
  });
});

test('T1: numbers of 7 to 15 digits, whatever the cell', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[+0-9 ()/.,;-]{0,24}$/), (cell) => {
      const verdict = parse(cell);
      if (verdict.kind === 'ok') {
        expect(verdict.msisdn).toMatch(/^[1-9]\d{6,14}$/);
        expect(parse(verdict.msisdn), 'read again').toEqual(verdict);
        expect(parse(`+${verdict.msisdn}`), 'read again').toEqual(verdict);
      }
    }),
    { numRuns: 2000 },
  );
});

test('no text of any kind throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (cell) => {
      parse(cell);
      readAny(cell);
    }),
  );
});

test.each([['-'], [' '], ['x'], ['1'], ['('], ['/'], ['x 1'], ['\n'], ["'"], ['\u200b'], ['+'], ['0 -']])(
  'a long cell of %j takes no time',
  (unit) => {
    const start = performance.now();
    parse(unit.repeat(20_000));
    readAny(`070-174 ${unit.repeat(20_000)} 06`);
    expect(performance.now() - start).toBeLessThan(2000);
  },
);

test('regions are those that libphonenumber knows, in any case', () => {
  expect(['SE', 'se', 'no', 'US', 'XX', 'SWE', '', '__proto__'].map(isRegion)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(createMsisdnParser({ region: 'no', types: ['mobile'] }).parse('901 12 233')).toEqual({
    kind: 'ok',
    msisdn: '4790112233',
  });
});
