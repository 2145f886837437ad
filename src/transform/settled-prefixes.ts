/**
 * Reads out of a numbering plan's pattern which beginnings of a number settle that it matches.
 *
 * The patterns of the metadata are alternatives that mostly end in free digits: `45(?:[0-24-9]\d|3[0-57-9])\d{4}`.
 * Take those off, and what is left is a head; a number of the right length matches when its beginning matches the
 * head, whatever follows. Heads of up to four digits are few enough to try them all, with the regular expression
 * itself. An alternative of any other form settles nothing: such numbers are merely not known here, never wrong.
 */

/** How many leading digits are looked at. */
export const prefixDigits = 4;

const known = /^(?:\\d|[\d[\](){}?:|,-])+$/;
const freeTail = /^(.+?)\\d(?:\{(\d+)(?:,(\d+))?\})?$/;

/**
 * @returns for each beginning of four digits 1 when every number of that length that begins so matches the pattern,
 * else 0
 */
export function settledPrefixes(pattern: string, length: number): Uint8Array {
  const settled = new Uint8Array(10 ** prefixDigits);
  if (!known.test(pattern)) return settled;
  for (const alternative of alternatives(pattern)) {
    const [, head, least = '1', most = least] = freeTail.exec(alternative) ?? [];
    if (head === undefined) continue;
    const headPattern = new RegExp(`^(?:${head})$`);
    for (let width = 1; width <= prefixDigits; width++) {
      const rest = length - width;
      if (rest < Number(least) || rest > Number(most)) continue;
      const share = 10 ** (prefixDigits - width);
      for (let begin = 0; begin < 10 ** width; begin++)
        if (headPattern.test(String(begin).padStart(width, '0')))
          settled.fill(1, begin * share, (begin + 1) * share);
    }
  }
  return settled;
}

/** The alternatives that stand in no bracket. */
function alternatives(pattern: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '|' && depth === 0) {
      found.push(pattern.slice(start, index));
      start = index + 1;
    }
  }
  return [...found, pattern.slice(start)];
}
