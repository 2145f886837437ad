import { expect, test } from 'vitest';
import { messageWarnings } from '../../src/campaign/message-warnings.ts';

test.each([
  ['Svara JA om du kommer. Avanmäl: ab.se/ut', 'Butiken', ['unanswerable']],
  ['Svara JA eller STOPP', undefined, []],
  ['Svara JA eller STOPP', '46701740605', []],
  ['Rea i dag! Svara STOPP för att slippa.', 'Butiken', ['unanswerable', 'no-way-out']],
  ['Rea i dag! Avregistrera: https://ab.se/ut', 'Butiken', []],
  ['Rea i dag! Skriv STOPP', 'Butiken', ['unanswerable', 'no-way-out']],
  ['Rea i dag!', undefined, ['no-way-out']],
  ['Rea i dag 10.30.Kom!', undefined, ['no-way-out']],
  ['Reply YES to confirm', 'Shop', ['unanswerable', 'no-way-out']],
  ['Ansvaret är ditt', 'Butiken', ['no-way-out']],
])('%s from %s', (text, sender, expected) => {
  expect(messageWarnings({ text, sender, isToMany: true })).toEqual(expected);
});

test('a message to one person needs no way out', () => {
  expect(messageWarnings({ text: 'Din kod är 1234', sender: undefined, isToMany: false })).toEqual([]);
});
