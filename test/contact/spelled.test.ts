import { expect, test } from 'vitest';
import { withoutSpelled } from '../../src/contact/spelled.ts';

/** A name is found however a service spells it (K2). */
test.each([
  ['Åsa Ek', 'no: Åsa Ek', 'no: …'],
  ['Åsa Ek', '&Aring;sa&nbsp;Ek, &#197;sa Ek', '…, …'],
  ['Åsa Ek', '\\u00C5sa Ek \\xc5sa Ek %C3%85sa+Ek', '… … …'],
  ['Bo "Bosse" Ek', 'Bo \\"Bosse\\" Ek; Bo &quot;Bosse&quot; Ek', '…; …'],
  ["O'Hara (x)", 'O&#39;Hara (x), O&apos;Hara&#32;(x)', '…, …'],
  ['Åsa Ek', 'Asa Ek &amp; Bo, 50 %', 'Asa Ek &amp; Bo, 50 %'],
  ['Anna', 'Anna & Bo', '… & Bo'],
])('%s in %s', (name, text, expected) => {
  expect(withoutSpelled(text, name, '…')).toBe(expected);
});

test('what is put in its place is no pattern', () => {
  expect(withoutSpelled('a & &Aring;sa', 'Åsa', '$&')).toBe('a & $&');
});
