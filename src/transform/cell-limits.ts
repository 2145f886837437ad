/** How many characters a phone cell, a name or a group may have, where the pipeline does not say (`bounds.cellCharacters`). */
export const usualCellCharacters = 1000;

/**
 * How many characters a cell may have before it is taken for what it is: no number, no name, no word of a list, but something
 * that slipped in. Text is compared and cleaned in ways that cost more than its length; within these bounds that is nothing.
 */
export const cellLimits = {
  /** What is compared with words: opt-outs, consents, conditions. No word of a list is as long. */
  word: 1000,
  /** What of a cell is kept with a rejection. */
  kept: 1000,
} as const;

/**
 * The beginning of a text, as much as is kept; as a text of its own. One that was cut out of a larger text keeps all of that in
 * memory: a few rejections on each page of a file would keep the whole file.
 */
export function shortened(text: string): string {
  return ownText(text.length > cellLimits.kept ? `${text.slice(0, cellLimits.kept)}…` : text);
}

/** Shorter texts are copied when they are cut out. */
const shortestCut = 13;

/** A text that keeps no larger one in memory. */
export function ownText(text: string): string {
  return text.length < shortestCut ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
