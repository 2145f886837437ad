import fc from 'fast-check';
import metadata from 'libphonenumber-js/max/metadata';
import { describe, expect, test } from 'vitest';
import { createFastMsisdn, type FastSettings } from '../../src/transform/fast-msisdn.ts';
import { createMsisdnParser, type MsisdnSettings } from '../../src/transform/msisdn.ts';
import { examples } from '../support/length.ts';

const both = (settings: MsisdnSettings) => ({
  fast: createMsisdnParser(settings),
  slow: createMsisdnParser({ ...settings, isFast: false }),
});
const swedish = both({ region: 'SE', types: ['mobile'] });

/** Numbers near those that matter: right and wrong country codes, ranges and lengths. */
const digits = fc
  .tuple(
    fc.constantFrom(
      '',
      '0',
      '00',
      '+',
      '+0',
      '46',
      '+46',
      '0046',
      '047',
      '+47',
      '0047',
      '+45',
      '0045',
      '+358',
      '00358',
    ),
    fc.constantFrom('', '0', '(0)'),
    fc.oneof(
      fc.constantFrom(
        '70',
        '72',
        '73',
        '76',
        '79',
        '71',
        '74',
        '75',
        '77',
        '8',
        '46',
        '31',
        '40',
        '45',
        '50',
        '9',
        '2',
        '20',
      ),
      fc.stringMatching(/^\d{2,4}$/),
    ),
    fc.stringMatching(/^\d{4,8}$/),
  )
  .map((parts) => parts.join(''));

/** Everyday punctuation between digits, and now and then something else. */
const spelled = fc
  .tuple(
    digits,
    fc.array(
      fc.tuple(
        fc.nat(20),
        fc.constantFrom(' ', '-', '.', '/', '(', ')', '\u00a0', ',', '.0', 'x1', '+', '–'),
      ),
    ),
  )
  .map(([text, marks]) =>
    marks.reduce((result, [at, mark]) => result.slice(0, at) + mark + result.slice(at), text),
  );

describe('the short way says what libphonenumber says', () => {
  test.each<[string, MsisdnSettings]>([
    ['Sweden', { region: 'SE', types: ['mobile'] }],
    ['Norway', { region: 'NO', types: ['mobile'] }],
    ['Finland', { region: 'FI', types: ['mobile', 'landline'] }],
    ['Denmark', { region: 'DK', types: ['mobile'] }],
    ['Germany', { region: 'DE', types: ['mobile'] }],
    ['Sweden, only Swedish', { region: 'SE', types: ['mobile'], countries: ['SE'] }],
    ['Sweden, only Norwegian', { region: 'SE', types: ['mobile'], countries: ['NO'] }],
    ['Sweden, landlines', { region: 'SE', types: ['landline'] }],
  ])('%s', (_, settings) => {
    const { fast, slow } = both(settings);
    fc.assert(
      fc.property(spelled, (cell) => {
        expect(fast.parse(cell)).toEqual(slow.parse(cell));
      }),
      { numRuns: examples(300, 1500) },
    );
  });

  test('for every beginning of a Swedish mobile, and its neighbours', () => {
    for (let prefix = 6900; prefix < 8000; prefix++)
      for (const cell of [`0${prefix}40605`, `+46${prefix}99999`, `${prefix}00000`, `46${prefix}1234`])
        expect(swedish.fast.parse(cell), cell).toEqual(swedish.slow.parse(cell));
  });

  test.each(['47', '45', '358'])('for every beginning of a mobile behind +%s', (code) => {
    for (let prefix = 1000; prefix < 10_000; prefix += 5) {
      const cell = `+${code} ${prefix} 50417`.slice(0, code === '358' ? undefined : -1);
      expect(swedish.fast.parse(cell), cell).toEqual(swedish.slow.parse(cell));
    }
  });
});

describe('the short way is there', () => {
  const settings: FastSettings = {
    countries: ['SE', 'NO', 'DK', 'FI'],
    home: 'SE',
    metadata: metadata.countries,
    confirm: (msisdn) => msisdn.replace(/^(46|358)0/, '$1'),
  };

  test.each([
    ['070-174 06 05', '46701740605'],
    ['701740605', '46701740605'],
    ['46701740605', '46701740605'],
    ['+46 (0)70-174 06 05', '46701740605'],
    ['0046701740605', '46701740605'],
    ['+47 901 12 233', '4790112233'],
    ['+45 20 12 34 56', '4520123456'],
    ['+358 40 123 45 67', '358401234567'],
    ['08-465 004 00', undefined],
    ['46701740600.0', undefined],
    ['070-174 06 05 ankn 1', undefined],
  ])('%s: %s', (cell, msisdn) => {
    expect(createFastMsisdn(settings).of(cell)).toBe(msisdn);
  });

  test.each<[string, Partial<FastSettings>]>([
    ['libphonenumber disagrees', { confirm: () => undefined }],
    ['the metadata has another form', { metadata: { SE: { code: '46', mobile: '7[023689]\\d{7}' } } }],
    ['the metadata is shorter', { metadata: { SE: ['46', '00', '\\d{9}', [9]] } }],
    [
      'a pattern is of another form',
      { metadata: { SE: [...(metadata.countries.SE as unknown[]).slice(0, 11), [[], ['7.*', [9]]]] } },
    ],
    [
      'a country has no mobiles',
      { metadata: { SE: ['46', '00', '\\d{9}', [9], 0, '0', 0, 0, 0, 0, 0, [[], 0]] } },
    ],
    ['no country is allowed', { countries: [] }],
  ])('and switched off when %s', (_, changed) => {
    expect(createFastMsisdn({ ...settings, ...changed }).of('0701740605')).toBeUndefined();
  });
});
