import { describe, expect, test } from 'vitest';
import { createMsisdnParser } from '../../src/transform/msisdn.ts';

/** Digits without plus and leading zero: MSISDN, lost zero, or neither (essay in phone-reading.ts). */
describe('T1: bare digits', () => {
  test.each([
    // The region's own MSISDN comes first,
    ['SE', '46701740605', 'ok', '46701740605'],
    ['SE', '46846500400', 'number-type', '46846500400'],
    ['DE', '491701234567', 'ok', '491701234567'], // and not the area code 0491
    ['DK', '4520123456', 'ok', '4520123456'],
    ['NO', '4790112233', 'ok', '4790112233'],
    // then a number that lost its zero, or never had one,
    ['SE', '701740605', 'ok', '46701740605'],
    ['SE', '846500400', 'number-type', '46846500400'],
    ['NO', '47901122', 'ok', '4747901122'], // 8 digits that begin with Norway's own code
    ['DK', '45201234', 'ok', '4545201234'],
    ['FI', '401234567', 'ok', '358401234567'],
    // then an MSISDN of another country,
    ['SE', '4790112233', 'ok', '4790112233'],
    ['SE', '358401234567', 'ok', '358401234567'],
    ['NO', '46701740605', 'ok', '46701740605'],
    // which must not have a trunk zero, be short, or be of a plan that takes nearly any digits.
    ['SE', '4670174060', 'too-short', undefined],
    ['SE', '3580401234567', 'too-long', undefined],
    ['SE', '12025550123', 'invalid-number', undefined],
    ['US', '12025550123', 'ok', '12025550123'],
    ['US', '2025550123', 'ok', '12025550123'],
    // A Swedish landline without its zero (046, Lund; 035, Halmstad) is not bent into a mobile somewhere else.
    ['SE', '462500000', 'number-type', '46462500000'],
    ['SE', '358401234', 'number-type', '46358401234'],
    // Read as MSISDN of Stockholm (08-12 34 56), not as Lund (046-812 34 56) without its zero.
    ['SE', '468123456', 'number-type', '468123456'],
  ])('in %s %s: %s', (region, cell, outcome, msisdn) => {
    const verdict = createMsisdnParser({ region, types: ['mobile'] }).parse(cell);
    expect(verdict.kind === 'rejected' ? verdict.code : verdict.kind).toBe(outcome);
    if (verdict.kind === 'ok') expect(verdict.msisdn).toBe(msisdn);
    else if (verdict.kind === 'rejected') expect(verdict.readable).toEqual(msisdn ? [msisdn] : []);
  });

  test('where a cell has several numbers, foreign ones need their plus', () => {
    const { parse } = createMsisdnParser({ region: 'SE', types: ['mobile'] });
    expect(parse('46701740605 / 46701740699')).toEqual({ kind: 'ok', msisdn: '46701740605' });
    expect(parse('saknas, 4790112233').kind).toBe('rejected');
    expect(parse('saknas, +4790112233')).toEqual({ kind: 'ok', msisdn: '4790112233' });
  });
});

describe('T1: a zero in brackets', () => {
  test.each([
    ['+47 (0) 901 12 233', '4790112233'],
    ['+358 (0)40 123 45 67', '358401234567'],
    ['+45 (0)20 12 34 56', '4520123456'],
    ['+44 (0)7400 123456', '447400123456'],
  ])('%s', (cell, msisdn) => {
    expect(createMsisdnParser({ region: 'SE', types: ['mobile'] }).parse(cell)).toEqual({
      kind: 'ok',
      msisdn,
    });
  });

  test('stays where it belongs to the number', () => {
    const { readAny } = createMsisdnParser({ region: 'SE', types: ['mobile'] });
    expect(readAny('+39 (0)6 69812345')).toEqual(['390669812345']);
  });
});

describe('T1: other regions', () => {
  test.each([
    ['US', '(202) 555-0123', '12025550123'],
    ['US', '011 46 70 174 06 05', '46701740605'],
    ['US', '0046 70 174 06 05', '46701740605'],
    ['GB', '07400 123456', '447400123456'],
    ['FI', '040 123 4567', '358401234567'],
    ['DE', '01512 3456789', '4915123456789'],
  ])('%s: %s', (region, cell, msisdn) => {
    expect(createMsisdnParser({ region, types: ['mobile'] }).parse(cell)).toEqual({ kind: 'ok', msisdn });
  });
});

describe('T1: numbers abroad without a plus', () => {
  test.each<[countries: string[] | undefined, cell: string, outcome: string]>([
    [undefined, '4790112233', 'ok'],
    [undefined, '358401234567', 'ok'],
    [undefined, '3546601234', 'ok'],
    [undefined, '491701234567', 'country'],
    [undefined, '4520123456', 'country'],
    [undefined, '+491701234567', 'ok'],
    [undefined, '00491701234567', 'ok'],
    [['SE', 'DE'], '491701234567', 'ok'],
    [['SE', 'DE'], '4790112233', 'country'],
    [['SE', 'DK'], '4520123456', 'ok'],
    [['SE', 'FO'], '298211234', 'ok'],
    [undefined, '298211234', 'invalid-number'],
    [['SE', 'EG'], '201001010000', 'ok'],
    [['SE', 'EG'], '20100101-0000', 'identity-number'],
  ])('where %j are listed, %s: %s', (countries, cell, outcome) => {
    const verdict = createMsisdnParser({ region: 'SE', types: ['mobile'], countries }).parse(cell);
    expect(verdict.kind === 'rejected' ? verdict.code : verdict.kind).toBe(outcome);
  });

  test('what is a number as a whole is not taken apart', () => {
    const finnish = createMsisdnParser({ region: 'FI', types: ['mobile'] });
    expect(finnish.parse('09/463 6706')).toMatchObject({ code: 'number-type', readable: ['35894636706'] });
  });
});
