import { expect, test } from 'vitest';
import { measureSms } from '../../src/campaign/sms-text.ts';

test.each([
  ['160 of GSM-7', 'a'.repeat(160), 'GSM-7', 1],
  ['161 of GSM-7', 'a'.repeat(161), 'GSM-7', 2],
  ['306 of GSM-7', 'a'.repeat(306), 'GSM-7', 2],
  ['307 of GSM-7', 'a'.repeat(307), 'GSM-7', 3],
  ['Swedish letters are GSM-7', 'åäöÅÄÖéÉü'.repeat(17), 'GSM-7', 1],
  ['70 of UCS-2', 'ő'.repeat(70), 'UCS-2', 1],
  ['71 of UCS-2', 'ő'.repeat(71), 'UCS-2', 2],
  ['134 of UCS-2', 'ő'.repeat(134), 'UCS-2', 2],
  ['135 of UCS-2', 'ő'.repeat(135), 'UCS-2', 3],
  ['an extension character takes two places', `${'a'.repeat(158)}€`, 'GSM-7', 1],
  ['and so 160 characters with one are too many', `${'a'.repeat(159)}€`, 'GSM-7', 2],
  ['an extension character is not torn apart', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 3],
  ['an emoji takes two places', '😀'.repeat(35), 'UCS-2', 1],
  ['36 emojis', '😀'.repeat(36), 'UCS-2', 2],
] as const)('%s', (_, text, encoding, parts) => {
  expect(measureSms(text)).toMatchObject({ encoding, parts, text });
});

test('it names what made it UCS-2', () => {
  expect(measureSms('”Hej” – du').notInGsm7).toEqual(['”', '–']);
  expect(measureSms('Hej').notInGsm7).toEqual([]);
});

test('decomposed letters and Windows line ends are made plain', () => {
  const decomposed = 'Tack på återseende'.normalize('NFD');
  expect(measureSms(`${decomposed}\r\nHej`)).toMatchObject({
    text: 'Tack på återseende\nHej',
    encoding: 'GSM-7',
  });
});
