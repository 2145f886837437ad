import { describe, expect, test } from 'vitest';
import { gatherRecipients } from '../../src/campaign/recipients.ts';

const none = { blocked: new Set<string>(), region: 'SE' };

test('numbers in any spelling, each once, in the order given; members after them', () => {
  const recipients = gatherRecipients(
    [
      { text: '070-174 06 05', where: '--to' },
      { text: '+46701740606; 0701740607,0701740605', where: 'numbers.txt:1' },
      { text: '', where: 'numbers.txt:2' },
    ],
    [
      { msisdn: '46701740606', where: 'group VD' },
      { msisdn: '4790112233', where: 'group VD' },
    ],
    none,
  );
  expect(recipients).toEqual({
    msisdns: ['46701740605', '46701740606', '46701740607', '4790112233'],
    blocked: [],
    rejected: [],
    repeated: 2,
  });
});

test('what is no mobile number is rejected with its place and reason', () => {
  const { rejected, msisdns } = gatherRecipients(
    [
      { text: '08-465 004 00', where: '--to' },
      { text: 'Mobil', where: 'numbers.txt:1' },
      { text: '4,67098E+10', where: 'numbers.txt:2' },
    ],
    [{ msisdn: '070', where: 'group VD' }],
    none,
  );
  expect(msisdns).toEqual([]);
  expect(rejected.map(({ where, value, code }) => [where, value, code])).toEqual([
    ['--to', '08-465 004 00', 'number-type'],
    ['numbers.txt:1', 'Mobil', 'not-a-number'],
    ['numbers.txt:2', '4,67098E+10', 'spreadsheet-number'],
    ['group VD', '070', 'invalid-number'],
  ]);
});

test('blocked numbers are left out, wherever they come from', () => {
  const { msisdns, blocked } = gatherRecipients(
    [{ text: '0701740605, 0701740606', where: '--to' }],
    [{ msisdn: '46701740607', where: 'group VD' }],
    { ...none, blocked: new Set(['46701740606', '46701740607', '46701740608']) },
  );
  expect(msisdns).toEqual(['46701740605']);
  expect(blocked).toEqual(['46701740606', '46701740607']);
});

describe('a member whom Jojka spells otherwise is the one whom the number is read as (P11)', () => {
  const member = (msisdn: string) => ({ msisdn, where: 'group VD' });
  const spellings = ['460701740607', '701740607', '46701740607'];

  test.each(spellings)('%s is left out when he is blocked', (spelled) => {
    for (const region of ['SE', 'NO'])
      expect(
        gatherRecipients([], [member(spelled), member('46701740608')], {
          blocked: new Set(['46701740607']),
          region,
        }),
      ).toEqual({ msisdns: ['46701740608'], blocked: ['46701740607'], rejected: [], repeated: 0 });
  });

  test('is left out also where the block is of the spelling, and where one of his spellings is', () => {
    const { msisdns, blocked } = gatherRecipients([], spellings.map(member), {
      ...none,
      blocked: new Set(['460701740607']),
    });
    expect([msisdns, blocked]).toEqual([[], ['46701740607']]);
  });

  test('gets one message, by the number that it is', () => {
    const given = [{ text: '070-174 06 07', where: '--to' }];
    expect(gatherRecipients(given, spellings.map(member), none)).toEqual({
      ...{ msisdns: ['46701740607'], blocked: [], rejected: [] },
      repeated: 3,
    });
  });

  test('a number abroad and one that nobody can read stay as they are', () => {
    const { msisdns } = gatherRecipients([], ['37251234567', '12025550123', '7100000'].map(member), none);
    expect(msisdns).toEqual(['37251234567', '12025550123', '7100000']);
  });
});

test('another region', () => {
  const { msisdns } = gatherRecipients([{ text: '901 12 233', where: '--to' }], [], {
    ...none,
    region: 'NO',
  });
  expect(msisdns).toEqual(['4790112233']);
});
