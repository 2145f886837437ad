import metadata from 'libphonenumber-js/max/metadata';
import { describe, expect, test } from 'vitest';
import { createFastLandline, type FastLandlineSettings } from '../../src/transform/fast-landline.ts';
import { createMsisdnParser, type MsisdnSettings } from '../../src/transform/msisdn.ts';
import { examples } from '../support/length.ts';

describe('the short way for landlines says what libphonenumber says', () => {
  const tail = (prefix: number, length: number) =>
    String((prefix * 7919 + length) % 10 ** length).padStart(length, '0');

  test.each<[string, string, MsisdnSettings]>([
    ['Sweden', '46', { region: 'SE', types: ['mobile'] }],
    ['Sweden, where they pass', '46', { region: 'SE', types: ['mobile', 'landline'] }],
    ['Germany', '49', { region: 'DE', types: ['mobile', 'landline'] }],
    ['Britain, which shares its code', '44', { region: 'GB', types: ['mobile', 'landline'] }],
  ])('%s: every beginning, in every length', (country, code, settings) => {
    const fast = createMsisdnParser(settings);
    const slow = createMsisdnParser({ ...settings, isFast: false });
    const step = country === 'Sweden' ? examples(7, 3) : 17;
    for (let prefix = 1000; prefix < 10_000; prefix += step)
      for (const length of [6, 7, 8, 9, 10]) {
        const number = `${prefix}${tail(prefix, length - 4)}`;
        const cell = (prefix + length) % 3 === 0 ? `+${code} ${number}` : `0${number}`;
        expect(fast.parse(cell), cell).toEqual(slow.parse(cell));
      }
  });

  test.each<[string, string, string]>([
    ['may be a mobile too, in the midst of landlines', 'ZA', '0144955555'],
    ['may be one, with its country', 'ZA', '+27144955555'],
    ['begins as a call abroad does', 'UY', '019870000'],
    ['has more taken off than its zero', 'AR', '01115000000'],
  ])('of a number that %s (%s, %s)', (_, region, cell) => {
    const settings: MsisdnSettings = { region, types: ['mobile'] };
    expect(createMsisdnParser(settings).parse(cell)).toEqual(
      createMsisdnParser({ ...settings, isFast: false }).parse(cell),
    );
  });
});

describe('the short way for landlines', () => {
  const settings: FastLandlineSettings = {
    region: 'SE',
    metadata: metadata.countries,
    confirm: () => true,
  };

  test.each([
    ['084650042', '4684650042'],
    ['084650042900', undefined],
    ['0701740605', undefined],
    ['84650042', undefined],
    ['0084650042', undefined],
  ])('as it is dialled, %s: %s', (digits, msisdn) => {
    expect(createFastLandline(settings).national(digits)).toBe(msisdn);
  });

  test.each([
    ['4684650042', '4684650042'],
    ['46084650042', undefined],
    ['4584650042', undefined],
  ])('with its country, %s: %s', (digits, msisdn) => {
    expect(createFastLandline(settings).international(digits)).toBe(msisdn);
  });

  test('libphonenumber is asked once about each beginning', () => {
    const asked: string[] = [];
    const { national } = createFastLandline({
      ...settings,
      confirm: (digits) => {
        asked.push(digits);
        return digits.startsWith('468465');
      },
    });
    expect(['0846500421', '0846500422', '0846600421', '0846600422'].map(national)).toEqual([
      '46846500421',
      '46846500422',
      undefined,
      undefined,
    ]);
    expect(asked).toEqual(['46846500000', '46846599999', '46846600000']);
  });

  test.each<[string, Partial<FastLandlineSettings>]>([
    ['libphonenumber disagrees', { confirm: () => false }],
    ['the country shares its code', { region: 'NO' }],
    ['there is no such country', { region: 'XX' }],
    ['the metadata has another form', { metadata: { SE: { code: '46' } } }],
    ['the metadata is shorter', { metadata: { SE: ['46', '00', '\\d{9}', [9]] } }],
  ])('is switched off when %s', (_, changed) => {
    const { national, international } = createFastLandline({ ...settings, ...changed });
    expect([national('084650042'), international('4684650042'), international('4721234567')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
