import { isAlmost } from '../contact/nearest.ts';
import { segmentsOf, tokensOf } from './reply-text.ts';

/** Beginnings of words that may be meant so. */
const stems = [
  ...[
    'stop',
    'slut',
    'avsl',
    'avreg',
    'avanm',
    'avpren',
    'avbok',
    'avbry',
    'spärr',
    'block',
    'slipp',
    'rader',
  ],
  ...[
    'unsub',
    'remov',
    'revok',
    'cancel',
    'quit',
    'optout',
    'spam',
    'fjern',
    'slett',
    'slet',
    'avmeld',
    'afmeld',
  ],
  ...['lopet', 'lopett', 'poist', 'peru', 'gdpr'],
  ...['stryk', 'plock', 'glöm', 'avbest', 'uppsäg', 'ogill', 'trakass', 'lagligt', 'olaglig'],
];
/** Whole words that may be meant so. */
const wholeWords = new Set(['bort', 'fred', 'alone', 'nope', 'fel']);
const noWords = new Set([
  'nej',
  'nei',
  'no',
  'ei',
  'inte',
  'ikke',
  'not',
  'inga',
  'ingen',
  'aldrig',
  'never',
  'inget',
  'nope',
  'utan',
]);
const messageStems = [
  'sms',
  'meddel',
  'skick',
  'utskick',
  'reklam',
  'list',
  'prenum',
  'text',
  'messag',
  'besked',
  ...[
    'kontakt',
    'intress',
    'beställ',
    'skriv',
    'hör',
    'mail',
    'mejl',
    'mer',
    'contact',
    'interest',
    'viest',
    'säg',
  ],
];

/**
 * Whether a reply that is no clear opt-out may be meant as one, so that a person should decide: a word that is nearly one
 * of ours, or a no beside a word for messages.
 */
export function mayOptOut(message: string): boolean {
  const tokens = segmentsOf(message).flatMap(tokensOf).map(skeleton);
  if (tokens.some((token) => stems.some((stem) => token.startsWith(stem)) || wholeWords.has(token)))
    return true;
  if (tokens[0] === 'säg' && tokens[1] === 'upp') return true;
  const saysNo = tokens.some((token) => noWords.has(token));
  if (
    saysNo &&
    (tokens.length <= 3 || tokens.some((token) => messageStems.some((stem) => token.startsWith(stem))))
  )
    return true;
  return tokens.length <= 2 && tokens.some(isNearlyStop);
}

/** A word with letters in the place of signs that look like them. */
function skeleton(token: string): string {
  return token.replace(/[ѕтороаеісхрн01!$]/gu, (sign) => lookalikes[sign] ?? sign);
}

const lookalikes: Readonly<Record<string, string>> = {
  ...{ ѕ: 's', т: 't', о: 'o', р: 'p', а: 'a', е: 'e', і: 'i', с: 'c', х: 'x', н: 'n' },
  ...{ '0': 'o', '1': 'l', $: 's' },
};

/** A letter wrong, too many, too few, or two of them in the wrong order. */
function isNearlyStop(token: string): boolean {
  return ['stop', 'stopp'].some((word) => isAlmost(token, word) || sorted(token) === sorted(word));
}

function sorted(token: string): string {
  return [...token].sort().join('');
}
