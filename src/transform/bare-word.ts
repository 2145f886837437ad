/**
 * A folded word without what spreadsheets and people put around it: `'nej`, `Nej!`, `FALSE()`, letters of full width. What a
 * column's words are compared by, besides as they stand (T5).
 */
export function bareWord(folded: string): string {
  const word = folded
    .normalize('NFKC')
    .replace(/^['"`’]+|(?<!['"`’.!])['"`’.!]+$/g, '')
    .replace(/\(\)$/, '')
    .trim();
  return word === '' ? folded : word;
}
