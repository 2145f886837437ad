import { expect, test } from 'vitest';
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

test('another region', () => {
  const { msisdns } = gatherRecipients([{ text: '901 12 233', where: '--to' }], [], {
    ...none,
    region: 'NO',
  });
  expect(msisdns).toEqual(['4790112233']);
});
