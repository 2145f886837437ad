import { UsageError } from '../errors.ts';

/** In the order in which they win a tie: what Excel writes in Sweden comes first. */
const candidates = [';', '\t', '|', ','] as const;

/** No file holds this character, so that a file of one column is never split. */
export const noDelimiter = '\x1f';

const rowsLookedAt = 30;

/**
 * Reads the pipeline's `delimiter`; `tab` and `\t` written out stand for a tab.
 *
 * @returns undefined when it is to be found out
 */
export function namedDelimiter(delimiter: string): string | undefined {
  if (delimiter === 'auto') return undefined;
  const named = delimiter === 'tab' || delimiter === '\\t' ? '\t' : delimiter;
  if (named === '' || /["\r\n\ufeff]/.test(named)) {
    throw new UsageError(`${JSON.stringify(delimiter)} cannot be a delimiter`, {
      advice: 'Use "auto", ";", ",", "tab" or "|".',
    });
  }
  return named;
}

/** The first line that Excel understands as the delimiter's name: `sep=;`. */
export function delimiterLine(
  text: string,
): { readonly delimiter: string; readonly length: number } | undefined {
  const match = /^"?sep=(.)"?[ \t;,]*(\r\n|\n|\r|$)/i.exec(text);
  return match?.[1] === undefined ? undefined : { delimiter: match[1], length: match[0].length };
}

/**
 * Finds the delimiter by the header and the first rows (E3). The header is the best witness: a candidate has to
 * be in it. Among several, the one that gives the rows the header's number of fields wins, then the one that
 * gives more of them.
 *
 * @param sample the file's beginning
 * @param whole true when the sample is all of the file, so that its last row is not cut off
 * @param isQuoted false where quotation marks are characters like any other
 */
export function findDelimiter(sample: string, whole: boolean, isQuoted: boolean): string {
  let best: { delimiter: string; share: number; columns: number } | undefined;
  for (const delimiter of candidates) {
    const counts = fieldCounts(sample, delimiter, isQuoted);
    if (!whole && counts.length > 1) counts.pop();
    const [columns = 1, ...rows] = counts;
    if (columns < 2 || (columns === 2 && rows.length > 0 && rows.every((count) => count === 1))) continue;
    const share = counts.filter((count) => count === columns).length / counts.length;
    if (best && (share < best.share || (share === best.share && columns <= best.columns))) continue;
    best = { delimiter, share, columns };
  }
  if (best) return best.delimiter;
  const nothingElse = /^[\s;|,]*$/.test(sample);
  return (
    (nothingElse ? candidates.find((delimiter) => sample.includes(delimiter)) : undefined) ?? noDelimiter
  );
}

/** How many fields each of the first rows has, blank ones left out; what stands in quotes doesn't count. */
function fieldCounts(sample: string, delimiter: string, isQuoted: boolean): number[] {
  const counts: number[] = [];
  let fields = 1;
  let quoted = false;
  let fieldStarts = true;
  let blank = true;
  for (let at = 0; at < sample.length && counts.length < rowsLookedAt; at += 1) {
    const character = sample[at];
    if (quoted) {
      if (character !== '"') continue;
      if (sample[at + 1] === '"') at += 1;
      else quoted = false;
    } else if (character === '\n' || character === '\r') {
      if (!blank) counts.push(fields);
      fields = 1;
      fieldStarts = true;
      blank = true;
    } else {
      if (character === delimiter) fields += 1;
      else if (character !== ' ') blank = false;
      quoted = isQuoted && character === '"' && fieldStarts;
      fieldStarts = character === delimiter;
    }
  }
  if (!blank && counts.length < rowsLookedAt) counts.push(fields);
  return counts;
}
