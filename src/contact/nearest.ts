import { distance } from 'fastest-levenshtein';

/**
 * The known name that is closest to a mistyped one, for "did you mean".
 *
 * Case does not count. At most a third of the word's characters may differ, or two of a short one.
 *
 * @returns undefined where none is close
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const written = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (candidate === '') continue;
    const away = distance(candidate.toLowerCase(), written);
    if (away < least) [best, least] = [candidate, away];
  }
  return best;
}

/** Whether two words differ in one character at most: put in, left out, or another. */
export function isAlmost(word: string, other: string): boolean {
  return distance(word, other) <= 1;
}
