import { anywhere, courtesies, defaultOptOutWords, greetings, onlyAlone } from './default-words.ts';
import { latin, segmentsOf, spelled, tokensOf } from './reply-text.ts';

/**
 * Whether a reply asks to be left alone (S1).
 *
 * The rule: one of the words is the first of the message, or stands alone in a line or sentence of it. Words are whole
 * words, whatever their case, accents or the marks around them, in one, in two or with a hyphen (`av registrera`, `SMS-STOPP`),
 * also in letters that look like Latin ones; nothing is looked for inside a longer word. What is
 * quoted from our own message does not count. Greetings and words of courtesy before the word are passed over. Some
 * phrases count wherever they stand (`jag vill inte ha fler sms`), save where somebody says that he does not want that.
 *
 * What follows the word is not interpreted: `STOPPA inte` opts out, since to leave somebody alone who did not ask for it
 * is the smaller harm, and whoever wants messages will say so to a person.
 */

/** Whether a sentence greets and says nothing: `Hej!`, `Hej Anna!` */
function isGreeting(tokens: readonly string[]): boolean {
  const [first = ''] = tokens;
  return tokens.every((token) => courtesies.has(token)) || (tokens.length === 2 && greetings.has(first));
}

/** Tells opt-outs from other replies. */
export interface OptOutWords {
  /** The word by which a message opts out, as the list spells it; undefined when it does not. */
  find(message: string): string | undefined;
}

/**
 * @param words in place of the default ones; each is a word or a phrase, and counts first in a message or alone
 */
export function createOptOutWords(words?: readonly string[]): OptOutWords {
  const first = compile(words ?? defaultOptOutWords);
  const alone = words ? first : compile([...defaultOptOutWords, ...onlyAlone]);
  const lists: Lists = { first, alone, within: words ? [] : compile(anywhere) };
  return {
    find: (message) => {
      const segments = segmentsOf(message).map((segment) => tokensOf(segment).map(latin));
      // Word by word first, for that says most of what was written.
      return findBy(wordsAt, segments, lists) ?? findBy(joinedAt, segments, lists);
    },
  };
}

/** Where the words of a message stand: at its head, alone in a sentence, anywhere. */
interface Lists {
  readonly first: readonly Phrase[];
  readonly alone: readonly Phrase[];
  readonly within: readonly Phrase[];
}

/** The phrase that stands at the beginning of what is said, or is all of it. */
type Match = (phrases: readonly Phrase[], said: readonly string[], isWhole: boolean) => string | undefined;

function findBy(match: Match, segments: readonly string[][], lists: Lists): string | undefined {
  const head = segments.findIndex((tokens) => !isGreeting(tokens));
  const isAll = segments.filter((tokens) => !isGreeting(tokens)).length === 1;
  for (const [index, tokens] of segments.entries()) {
    const rest = tokens.slice(tokens.findIndex((token) => !courtesies.has(token)));
    const words = isAll && !isGreeting(tokens) ? lists.alone : lists.first;
    const whole = match(words, rest, true) ?? match(words, tokens, true);
    if (whole !== undefined) return whole;
    if (index > head && head >= 0) continue;
    const word =
      match(lists.first, tokens, false) ??
      match(lists.first, rest, false) ??
      match(lists.first, spelled(tokens), false);
    if (word !== undefined) return word;
  }
  const most = Math.max(longestOf(lists.within), mostWords);
  for (const tokens of segments)
    for (const at of tokens.keys()) {
      const word = match(lists.within, tokens.slice(at, at + most), false);
      if (word !== undefined && !isDenied(tokens.slice(0, at))) return word;
    }
  return undefined;
}

const denial =
  /^(?:(?:(?:jag|jeg) )?(?:vill?|ska|skall|skal|tänker) (?:absolut |verkligen )?(?:inte|ikke)|(?:ni|du|dere|i) får (?:inte|ikke)|(?:i )?do not|(?:i )?don['’]?t|never)$/;

/** Whether what stands before a phrase, from the head of the sentence on, says that it is not wanted: `Don't remove me`. */
function isDenied(before: readonly string[]): boolean {
  const start = before.findIndex((token) => !courtesies.has(token));
  return start >= 0 && denial.test(before.slice(start).join(' '));
}

interface Phrase {
  readonly word: string;
  readonly tokens: readonly string[];
  /** Its words in one: `SMSSTOPP`. */
  readonly joined: string;
}

/** Longer phrases first, so that the one that is reported says most. */
function compile(words: readonly string[]): Phrase[] {
  return words
    .map((word) => ({ word, tokens: tokensOf(word).map(latin) }))
    .map(({ word, tokens }) => ({ word, tokens, joined: inOne(tokens) }))
    .filter(({ tokens }) => tokens.length > 0)
    .sort((a, b) => b.tokens.length - a.tokens.length);
}

/** Of how many words the longest phrase is: it comes first. */
function longestOf(phrases: readonly Phrase[]): number {
  return phrases[0]?.tokens.length ?? 0;
}

const wordsAt: Match = (phrases, said, isWhole) => {
  const words = said.slice(0, longestOf(phrases)).map(withoutHeldLetters);
  return phrases.find(
    ({ tokens }) =>
      (isWhole ? tokens.length === said.length : tokens.length <= said.length) &&
      tokens.every((token, index) => words[index]?.includes(token)),
  )?.word;
};

/** How many words somebody may make of one of ours, and how long one must be that is no other two by accident: `se is`. */
const mostWords = 6;
const shortestParted = 6;

/** The same, where words of ours are written in one, or with gaps or hyphens within. */
const joinedAt: Match = (phrases, said, isWhole) => {
  const runs = (isWhole ? [said.length] : [...said.keys()].map((index) => index + 1))
    .filter((count) => count > 0 && count <= mostWords)
    .map((count) => ({ run: inOne(said.slice(0, count)), count }))
    .filter(
      ({ run, count }) => count === 1 || (run.length >= shortestParted && (isWhole || !parted.has(run))),
    );
  const spellings = new Set(runs.flatMap(({ run }) => withoutHeldLetters(run)));
  return phrases.find(({ joined }) => spellings.has(joined))?.word;
};

/** What stands in two words for something else than in one: `ta bort ketchupen`. */
const parted: ReadonlySet<string> = new Set(onlyAlone.map((word) => inOne(tokensOf(word))));

function inOne(tokens: readonly string[]): string {
  return tokens.join('').replace(/[-'’]/g, '');
}

/** What a word may be meant as: `stoppppp` and `STOOOP` are meant, a letter held down does not make another word. */
function withoutHeldLetters(said: string): readonly string[] {
  if (!/(.)\1\1/u.test(said)) return [said];
  return [said, said.replace(/(.)\1{2,}/gu, '$1'), said.replace(/(.)\1{2,}/gu, '$1$1')];
}
