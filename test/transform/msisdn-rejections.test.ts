import { describe, expect, test } from 'vitest';
import { createMsisdnParser, numberTypes } from '../../src/transform/msisdn.ts';

const { parse } = createMsisdnParser({ region: 'SE', types: ['mobile'] });

describe('T7: the code that each cell gets', () => {
  test.each([
    ['saknas', 'not-a-number'],
    ['?', 'not-a-number'],
    ['#REF!', 'spreadsheet-number'],
    ['########', 'spreadsheet-number'],
    ['N/A', 'not-a-number'],
    ['flyttat 2024', 'not-a-number'],
    ['anna1@example.com', 'not-a-number'],
    ['112', 'too-short'],
    ['12345', 'too-short'],
    ['070-174', 'too-short'],
    ['070-174 06', 'too-short'],
    ['+46 70 174 06 0', 'too-short'],
    ['4670174060.0', 'too-short'],
    ['4670174060', 'too-short'],
    ['070-174 06 051', 'too-long'],
    ['070-174 06 05 12 34 56', 'too-long'],
    ['467017406051', 'too-long'],
    ['1234567890123456789012', 'too-long'],
    ['099-999 99 99', 'invalid-number'],
    ['071-174 06 05', 'invalid-number'],
    ['+999 123 456 789', 'invalid-number'],
    ['850101-1234', 'identity-number'],
    ['19850101-1234', 'identity-number'],
    ['198501011234', 'identity-number'],
    ['850161-1234', 'identity-number'],
    ['20100101-0000', 'identity-number'],
    ['201203040000', 'identity-number'],
    ['556677-8899', 'identity-number'],
    ['16556677-8899', 'identity-number'],
    ['SE556677889901', 'identity-number'],
    ['se 556677-8899 01', 'identity-number'],
    ['491701234567', 'country'],
    ['4520123456', 'country'],
    ['12345678901', 'invalid-number'],
    ['4,67098E+10', 'spreadsheet-number'],
    ['4.67098E+10', 'spreadsheet-number'],
    ['4,67098e10', 'spreadsheet-number'],
    ["'4,67098E+10", 'spreadsheet-number'],
    ['\u00a04,67098E+10 ', 'spreadsheet-number'],
    ['7E+08', 'spreadsheet-number'],
  ])('%j: %s', (cell, code) => {
    expect(parse(cell)).toMatchObject({ kind: 'rejected', code, readable: [] });
  });
});

describe('T1: real numbers that do not pass can still be read', () => {
  test.each([
    ['08-465 004 00', 'landline', ['46846500400']],
    ['031-390 06 00', 'landline', ['46313900600']],
    ['040-628 04 00 ankn 12', 'landline', ['46406280400']],
    ['0980-319 200', 'landline', ['46980319200']],
    ['08-465 004 00 / 031-390 06 00', 'landline', ['46846500400', '46313900600']],
    ['0900-123 45 67', 'premium', ['469001234567']],
    ['0771-12 34 56', 'shared-cost', ['46771123456']],
    ['020-12 34 56', 'toll-free', ['4620123456']],
    ['010-123 45 67', 'uan', ['46101234567']],
    ['074-234 56 78', 'pager', ['46742345678']],
    ['075-123 45 67', 'personal', ['46751234567']],
    ['+800 1234 5678', 'toll-free', ['80012345678']],
  ])('%j is of the type %s', (cell, type, readable) => {
    expect(parse(cell)).toMatchObject({ kind: 'rejected', code: 'number-type', type, readable });
  });

  test('of another country', () => {
    const swedish = createMsisdnParser({ region: 'SE', types: ['mobile'], countries: ['se'] });
    for (const [cell, country] of [
      ['+47 901 12 233', 'NO'],
      ['+358 40 123 45 67', 'FI'],
      ['+49 1512 3456789', 'DE'],
    ] as const)
      expect(swedish.parse(cell)).toMatchObject({ kind: 'rejected', code: 'country', country });
    expect(swedish.parse('+47 901 12 233 / 070-174 06 05')).toEqual({ kind: 'ok', msisdn: '46701740605' });
    expect(swedish.parse('+47 22 12 34 56')).toMatchObject({ code: 'number-type' });
    expect(swedish.parse('+800 1234 5678')).toMatchObject({ code: 'number-type' });
  });
});

test('types that are allowed pass, and only those', () => {
  const landlines = createMsisdnParser({ region: 'SE', types: ['landline'] });
  expect(landlines.parse('08-465 004 00')).toEqual({ kind: 'ok', msisdn: '46846500400' });
  expect(landlines.parse('070-174 06 05')).toMatchObject({
    code: 'number-type',
    type: 'mobile',
    readable: ['46701740605'],
  });
  expect(landlines.parse('070-174 06 05 / 08-465 004 00')).toEqual({ kind: 'ok', msisdn: '46846500400' });
  const any = createMsisdnParser({ region: 'SE', types: numberTypes });
  expect(any.parse('0900-123 45 67')).toEqual({ kind: 'ok', msisdn: '469001234567' });
});

test('what may be fixed or mobile counts as mobile', () => {
  expect(parse('+1 202-555-0123')).toEqual({ kind: 'ok', msisdn: '12025550123' });
});
