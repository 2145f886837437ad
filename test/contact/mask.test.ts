import { expect, test } from 'vitest';
import { foreignText, maskMsisdnsIn } from '../../src/contact/mask.ts';

test.each([
  ['a number in a message', 'no contact 46701740605 here', 'no contact 46701•••605 here'],
  ['with a plus', 'Key (msisdn)=(+46701740605) exists', 'Key (msisdn)=(46701•••605) exists'],
  ['the id of a run stays', 'run 20261123-030000-k3f9', 'run 20261123-030000-k3f9'],
  ['an address stays', '127.0.0.1:5432', '127.0.0.1:5432'],
  ['a time stays', '2026-11-23T03:00:00.000Z', '2026-11-23T03:00:00.000Z'],
])('what is masked in what is logged and kept (K2): %s', (_, text, expected) => {
  expect(maskMsisdnsIn(text)).toBe(expected);
});

test('what somebody else said is not kept without end', () => {
  expect(foreignText('x'.repeat(1000))).toHaveLength(300);
  expect(foreignText('short')).toBe('short');
});
