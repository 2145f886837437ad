import { expect, test } from 'vitest';
import { foreignText, maskMsisdnsIn, maskWrittenNumbersIn } from '../../src/contact/mask.ts';

test.each([
  ['a number in a message', 'no contact 46701740605 here', 'no contact 46701•••605 here'],
  ['with a plus', 'Key (msisdn)=(+46701740605) exists', 'Key (msisdn)=(46701•••605) exists'],
  ['the id of a run stays', 'run 20261123-030000-k3f9', 'run 20261123-030000-k3f9'],
  ['an address stays', '127.0.0.1:5432', '127.0.0.1:5432'],
  ['a time stays', '2026-11-23T03:00:00.000Z', '2026-11-23T03:00:00.000Z'],
])('what is masked in what is logged and kept (K2): %s', (_, text, expected) => {
  expect(maskMsisdnsIn(text)).toBe(expected);
});

test.each([
  ['a number as people write it', 'call 070-174 06 05 first', 'call 07017•••605 first'],
  ['with a country', 'ring +46 (0)70 174 06 05', 'ring 46070•••605'],
  ['in one go', 'ask 46701740605', 'ask 46701•••605'],
  ['a date stays', 'as on 2026-11-23 03:00', 'as on 2026-11-23 03:00'],
  ['an amount stays', '10 000 of 12 000 left', '10 000 of 12 000 left'],
  ['the id of a run stays', 'see 20261123-030000-k3f9', 'see 20261123-030000-k3f9'],
])('what is masked in a reason (K2): %s', (_, text, expected) => {
  expect(maskWrittenNumbersIn(text)).toBe(expected);
});

test('what somebody else said is not kept without end', () => {
  expect(foreignText('x'.repeat(1000))).toHaveLength(300);
  expect(foreignText('short')).toBe('short');
});
