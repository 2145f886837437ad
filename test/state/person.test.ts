import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import {
  countryCodeLength,
  createNames,
  namesPattern,
  numberPattern,
  type Person,
  without,
  withoutOthers,
} from '../../src/contact/person.ts';
import { kinds, useDatabase } from './databases.ts';

/** By what a person is found in texts: as it is read by JavaScript, by Postgres, and by the embedded database. */
const numbers = [
  ['46701740605', '070-174 06 05', true],
  ['46701740605', '+46 (0)70 1740605', true],
  ['46701740605', '0046701740605', true],
  ['46701740605', '["K1", "701740605", "Lund"]', true],
  ['46701740605', '12 070-174 06 05', true],
  ['46701740605', '1046701740605', false],
  ['46701740605', '467017406051', false],
  ['46701740605', '+358 701740605', false],
  ['46701740605', '+358701740605', false],
  ['46701740605', '070-174 06 06', false],
  ['4790123456', '46790123456', false],
  ['4790123456', '079-012 34 56', false],
  ['4790123456', '+47 901 23 456', true],
  ['4790123456', '90123456', true],
  ['37251234567', '5123 4567', true],
  ['37251234567', '+372 5123 4567', true],
  ['37251234567', '0725 123 45 67', false],
  ['71456', '71456', true],
  ['71456', '0701714560', false],
] as const;

const names = [
  ['Anna', 'Anna', true],
  ['Anna', '["K1", "Anna", "Berg"]', true],
  ['anna berg', '["Anna", "Berg"]', true],
  ['Anna', '["K1\\nAnna"]', true],
  ['Anna', 'Johanna', false],
  ['Anna', 'Annalena', false],
  ['Anna', 'Åanna', false],
  ['Bo (Bosse)', 'Bo (Bosse) Ek', true],
] as const;

describe.each(kinds)('in a %s database and in JavaScript alike', (kind) => {
  const database = useDatabase(kind);
  const matches = async (text: string, operator: '~' | '~*', pattern: string) =>
    (await database().knex.raw(`select ?::text ${operator} ?::text as found`, [text, pattern])).rows[0].found;

  test.each(numbers)('%s in %s: %s', async (msisdn, text, isThere) => {
    expect(new RegExp(numberPattern(msisdn)).test(text)).toBe(isThere);
    expect(await matches(text, '~', numberPattern(msisdn))).toBe(isThere);
  });

  test.each(names)('the name %s in %s: %s', async (name, text, isThere) => {
    expect(new RegExp(namesPattern([name], 'js') ?? '', 'iu').test(text)).toBe(isThere);
    expect(await matches(text, '~*', namesPattern([name], 'postgres') ?? '')).toBe(isThere);
  });
});

const anna: Person = { msisdn: '46701740605', keys: [], givenKeys: ['123'], givenNames: ['Anna'] };

test('what stands beside a number stays when that is taken out, and is masked when it is told', () => {
  const text = '070-174 06 06, 070-174 06 05';
  expect(without(anna, text)).toBe('070-174 06 06, •••');
  expect(without(anna, '46701740606 46701740605 Johanna Anna')).toBe('46701740606 ••• Johanna •••');
  expect(withoutOthers(anna, text)).toBe('07017•••606, 070-174 06 05');
});

test('a key that was given is found in a plan with its source and without', () => {
  const isHis = createNames(anna);
  for (const key of ['crm\t123', '123'])
    expect(isHis(JSON.stringify({ keys: [key] }), { keys: true }), key).toBe(true);
  for (const key of ['crm\t1123', '1234'])
    expect(isHis(JSON.stringify({ keys: [key] }), { keys: true }), key).toBe(false);
});

test('how long the code of a country is, is what the numbering plans say', () => {
  for (const country of getCountries()) {
    const code = getCountryCallingCode(country);
    expect([country, countryCodeLength(`${code}123456789`)]).toEqual([country, code.length]);
  }
});
