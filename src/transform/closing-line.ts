import type { SourceRecord } from '../contact/record.ts';
import { fieldText } from './fields.ts';
import { fold } from './fold.ts';

/** Antal poster: 2, Total: 3, Summa 12, Number of rows = 4; also in two cells. */
const sum =
  /^(?:totalt|total|totals|summa|sum|antal|count|rowcount|row count|rows|rader|records|poster|number of \p{L}+|total \p{L}+)(?: \p{L}+){0,3}\s*(?:[:=]\s*)?\(?\d[\d\s.,]*(?: ?(?:st|stycken|rows?|records?|rader|poster))?\)?[.!]?$/u;

/** What else stands below the rows of exports. */
const patterns: readonly RegExp[] = [
  sum,
  // (5 rows affected), 5 rader, 12 poster exporterade
  /^\(?\d[\d\s.,]*(?:rows?|records?|rader|rad|poster|post|kontakter|contacts)\b[^\d]*$/,
  // -- end --, *** SLUT ***, end of file
  /^[-=*#/\s<([]*(?:end|eof|slut|end of (?:file|report|list|export|data)|slut på (?:fil|filen|rapport|rapporten|lista|listan|export|exporten))[-=*#/\s>)\].!]*$/,
  // -----
  /^[-=*#_~]{3,}$/,
];

/** Completion time: 2026-11-29T03:00:00 */
const stamp =
  /^(?:completion time|exported|export(?:ed)? (?:at|on|date)|exporterad|exporterat|exportdatum|utskriven|skapad|generated|generated (?:at|on)|genererad):? ?\d{4}-\d\d-\d\d(?:[t ][\d:.]+(?:z|[+-][\d:]+)?)?$/;

/** Whether a row is a line that an export writes below its rows, and no record (E3): no number can be read in it. */
export function isClosingLine(record: SourceRecord, hasNumber: (text: string) => boolean): boolean {
  const texts: string[] = [];
  for (let index = 0; index < record.fields.length; index++) {
    const text = fieldText(record, index).trim();
    if (text !== '' && texts.push(text) > 2) return false;
  }
  const [first, second] = texts;
  if (first === undefined || first.length > 100 || !mayClose(first)) return false;
  if (second === undefined && stamp.test(fold(first))) return true;
  const closes =
    second === undefined
      ? patterns.some((pattern) => pattern.test(fold(first)))
      : /^\d{1,7}$/.test(second) && sum.test(fold(`${first} ${second}`));
  return closes && !texts.some(hasNumber);
}

/** Nearly every text ends here: what is but digits, as numbers and keys are, closes nothing. */
function mayClose(text: string): boolean {
  return /^[^\d+]|[\p{L}]/u.test(text);
}
