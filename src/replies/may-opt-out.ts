import { isAlmost } from '../contact/nearest.ts';
import { defaultOptOutWords } from './default-words.ts';
import { mayMean } from './may-mean.ts';
import { latin, segmentsOf, tokensOf } from './reply-text.ts';

/** Our words that are long enough for a letter wrong in them to make no other word. */
const longWords = defaultOptOutWords
  .map((word) => tokensOf(word).join(''))
  .filter((word) => word.length >= 7);

/**
 * Whether a reply that is no clear opt-out may be meant as one, so that a person should decide: a word that is nearly one
 * of ours, one that means the same here or with the neighbours, a sign, or a no beside a word for messages.
 */
export function mayOptOut(message: string): boolean {
  const segments = segmentsOf(message);
  const said = segments.flatMap(tokensOf).map(skeleton);
  // Of `sms-avanmälan` and `smsavslut` the second half says it.
  const tokens = said.flatMap((token) => [token, ...token.split('-'), token.replace(/^sms/, '')]);
  if (tokens.some((token) => mayMean.stems.some((stem) => token.startsWith(stem)))) return true;
  if (tokens.some((token) => mayMean.words.has(token))) return true;
  const sentence = ` ${said.join(' ')} `;
  if (mayMean.phrases.some((phrase) => sentence.includes(` ${phrase} `))) return true;
  if (segments.some((segment) => mayMean.signs.test(segment))) return true;
  return isShortNo(said, segments) || refusesMessages(said) || isNearlyOurs(said);
}

/** What means it where little else is said: a no, a word or a sign that has other meanings. */
function isShortNo(said: readonly string[], segments: readonly string[]): boolean {
  if (said.length > 3 || mayMean.harmless.includes(said.join(' '))) return false;
  if (said.some((token) => mayMean.no.has(token))) return true;
  if (segments.some((segment) => mayMean.loneSigns.test(segment))) return true;
  return said.length <= 2 && said.some((token) => mayMean.lone.has(token));
}

/** A no beside a word for messages, or for what somebody wants. */
function refusesMessages(said: readonly string[]): boolean {
  if (!said.some((token) => mayMean.no.has(token))) return false;
  const sentence = ` ${said.join(' ')} `;
  if (said.length <= 5 && mayMean.refusals.some((phrase) => sentence.includes(` ${phrase} `))) return true;
  return said.some((token) => mayMean.messages.some((stem) => token.startsWith(stem)));
}

/** A letter wrong, too many, too few, or two of them in the wrong order. */
function isNearlyOurs(said: readonly string[]): boolean {
  if (said.length > 2) return false;
  const joined = said.join('').replace(/-/g, '');
  const isNearly = (token: string) => (word: string) =>
    isAlmost(token, word) || sorted(token) === sorted(word);
  return longWords.some(isNearly(joined)) || said.some((token) => ['stop', 'stopp'].some(isNearly(token)));
}

/** A word with letters in the place of signs that look like them. */
function skeleton(token: string): string {
  return latin(token).replace(/[01!$]/g, (sign) => digitsAlike[sign] ?? sign);
}

const digitsAlike: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', $: 's' };

function sorted(token: string): string {
  return [...token].sort().join('');
}
