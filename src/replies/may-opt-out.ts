import { isAlmost } from '../contact/nearest.ts';
import { courtesies, defaultOptOutWords } from './default-words.ts';
import { mayMean } from './may-mean.ts';
import { latin, replyParts, tokensOf, withoutRings } from './reply-text.ts';

/** Our words that are long enough for a letter wrong in them to make no other word. */
const longWords = defaultOptOutWords
  .map((word) => withoutRings(tokensOf(word).join('')))
  .filter((word) => word.length >= 7);
const plain = (words: Iterable<string>): readonly string[] => [...words].map(withoutRings);
const stems = plain(mayMean.stems);
const words: ReadonlySet<string> = new Set(plain(mayMean.words));
const phrases = plain(mayMean.phrases);
const lone: ReadonlySet<string> = new Set(plain(mayMean.lone));
const no: ReadonlySet<string> = new Set(plain(mayMean.no));
const refusing: ReadonlySet<string> = new Set(plain(mayMean.refusing));
const harmless = plain(mayMean.harmless);
const messages = plain(mayMean.messages);
const refusals = plain(mayMean.refusals);

/** How many words a quoted line may have to be what somebody says himself. */
const mostQuoted = 3;

/**
 * Whether a reply that is no clear opt-out may be meant as one, so that a person should decide: a word that is nearly one
 * of ours, one that means the same here or with the neighbours, a sign, or a no beside a word for messages. Of what is quoted all
 * is asked where nothing else is said, and else the shortest lines.
 */
export function mayOptOut(message: string): boolean {
  const { said, quoted } = replyParts(message);
  if (said.length === 0) return mayMeanIt(quoted);
  return mayMeanIt(said) || quoted.some((line) => tokensOf(line).length <= mostQuoted && mayMeanIt([line]));
}

function mayMeanIt(segments: readonly string[]): boolean {
  const sentences = segments.map((segment) => tokensOf(segment).map(skeleton));
  const said = sentences.flat();
  // Of `sms-avanmälan` and `smsavslut` the second half says it.
  const tokens = said.flatMap((token) => [token, ...token.split('-'), token.replace(/^sms/, '')]);
  if (tokens.some((token) => stems.some((stem) => token.startsWith(stem)))) return true;
  if (tokens.some((token) => words.has(token))) return true;
  if (phrases.some(isIn(said))) return true;
  if (segments.some((segment) => mayMean.signs.test(segment))) return true;
  return (
    isShortNo(said, segments) || sentences.some(isNoAlone) || refusesMessages(said) || isNearlyOurs(said)
  );
}

/** What means it where little else is said: a no, a word or a sign that has other meanings. */
function isShortNo(said: readonly string[], segments: readonly string[]): boolean {
  if (harmless.includes(said.join(' '))) return false;
  const refuses = (token: string | undefined) => token !== undefined && refusing.has(token);
  // `Nej det är bra tack`
  if (said.length <= 8 && said.some(refuses) && said.some((token) => /^(?:tack|tak|thank)/.test(token)))
    return true;
  if (said.length <= 5 && refuses(said[0])) return !harmless.some(isIn(said));
  if (said.length > 3) return false;
  if (said.some((token) => no.has(token))) return true;
  if (segments.some((segment) => mayMean.loneSigns.test(segment))) return true;
  return said.length <= 2 && said.some((token) => lone.has(token));
}

/** A sentence that says no and nothing else: `Hej. Nej, nej!` */
function isNoAlone(sentence: readonly string[]): boolean {
  const rest = sentence.filter((token) => !courtesies.has(token));
  return rest.length > 0 && rest.every((token) => no.has(token));
}

/** A no beside a word for messages, or for what somebody wants. */
function refusesMessages(said: readonly string[]): boolean {
  if (!said.some((token) => no.has(token))) return false;
  if (said.length <= 10 && refusals.some(isIn(said))) return true;
  return said.some((token) => messages.some((stem) => token.startsWith(stem)));
}

/** Whether words stand next to each other. */
function isIn(said: readonly string[]): (phrase: string) => boolean {
  const sentence = ` ${said.join(' ')} `;
  return (phrase) => sentence.includes(` ${phrase} `);
}

/** A letter wrong, too many, too few, or two of them in the wrong order. */
function isNearlyOurs(said: readonly string[]): boolean {
  const isNearly = (token: string) => (word: string) =>
    Math.abs(token.length - word.length) < 2 && (isAlmost(token, word) || sorted(token) === sorted(word));
  if ([...new Set(said)].some((token) => token.length >= 6 && longWords.some(isNearly(token)))) return true;
  const joined = said.length <= 2 ? [said.join('').replace(/-/g, '')] : [];
  if (joined.some((token) => longWords.some(isNearly(token)))) return true;
  const short = said.length <= 2 ? [...said, ...joined] : said.length <= 4 ? said.slice(0, 1) : [];
  return short.some((token) => ['stop', 'stopp'].some(isNearly(token)));
}

/** A word in the letters that it is compared in: without å, ä and ö, with letters for signs that look like them, and none held down. */
function skeleton(token: string): string {
  return withoutRings(latin(token).replace(/[01!$]/g, (sign) => digitsAlike[sign] ?? sign)).replace(
    /(.)\1{2,}/gu,
    '$1',
  );
}

const digitsAlike: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', $: 's' };

function sorted(token: string): string {
  return [...token].sort().join('');
}
