import type { SourceRecord } from '../contact/record.ts';
import { fieldText } from './fields.ts';
import { fold } from './fold.ts';

/** What is counted, and words of counting. No others: somebody may be called Total Bygg. */
const word =
  'totalt?|totals?|summa|sum|antal|antalet|count|rowcount|number of|no of|st|stycken|rows?|rader|rad|records?|poster|post|kontakter|contacts|kunder|customers|medlemmar|members|mottagare|recipients|personer|people|prenumeranter|subscribers|i listan|in list';
/** 3, 1 234, 12,345 */
const count = '\\d{1,3}(?:[ .,]\\d{3})*|\\d{1,7}';
const done =
  'affected|påverkade|påverkad|berörda|exporterade|exporterad|exported|returned|selected|found|hittades|hittade|in set|totalt|total';

/** What stands below the rows of exports. */
const patterns: readonly RegExp[] = [
  // Antal poster: 2, Total: 3, Summa 12, Number of rows = 4
  new RegExp(`^(?:(?:${word})\\s*)+[:=]?\\s*\\(?(?:${count})(?: ?(?:${word}))?\\)?[.!]?$`),
  // (5 rows affected), 5 rader, 12 poster exporterade
  new RegExp(`^\\(?(?:${count}) (?:${word})(?: (?:${done}))?\\)?[.!]?$`),
  // -- end --, *** SLUT ***, end of file
  /^[-=*#/\s<([]*(?:end|eof|slut|end of (?:file|report|list|export|data)|slut på (?:fil|filen|rapport|rapporten|lista|listan|export|exporten))[-=*#/\s>)\].!]*$/,
  // -----
  /^[-=*#_~]{3,}$/,
];

/** Completion time: 2026-11-29T03:00:00 */
const stamp =
  /^(?:completion time|exported|export(?:ed)? (?:at|on|date)|exporterad|exporterat|exportdatum|utskriven|skapad|generated|generated (?:at|on)|genererad):? ?\d{4}-\d\d-\d\d(?:[t ][\d:.]+(?:z|[+-][\d:]+)?)?$/;

/** Whether a row is a line that an export writes below its rows, and no record (E3): no number can be read in it. */
export function isClosingLine(
  record: SourceRecord,
  { hasNumber, isPhone }: { hasNumber(text: string): boolean; isPhone(column: number): boolean },
): boolean {
  if (isRuler(record)) return true;
  // Nearly every row ends here: it holds more than that.
  if (hasMoreThanTwo(record)) return false;
  const texts: string[] = [];
  for (let index = 0; index < record.fields.length; index++) {
    const text = fieldText(record, index).trim();
    if (text !== '') texts.push(text);
    // So many digits where a number belongs are what is left of one, and no count.
    if (isPhone(index) && /^(?:[^\d\p{L}]*\d){4}[^\p{L}]*$/u.test(text)) return false;
  }
  const [first, second] = texts;
  if (first === undefined || first.length > 100 || !mayClose(first)) return false;
  if (second === undefined && stamp.test(fold(first))) return true;
  const closes =
    second === undefined
      ? patterns.some((pattern) => pattern.test(fold(first)))
      : /^\d{1,7}$/.test(second) && patterns[0]?.test(fold(`${first} ${second}`)) === true;
  return closes && !texts.some(hasNumber);
}

/** Whether more than two texts stand in a row. */
function hasMoreThanTwo(record: SourceRecord): boolean {
  let texts = 0;
  for (let index = 0; index < record.fields.length; index++)
    if (fieldText(record, index).trim() !== '' && ++texts > 2) return true;
  return false;
}

/** A line drawn through all columns: `-----;-----;---` */
function isRuler({ fields }: SourceRecord): boolean {
  const [first] = fields;
  if (typeof first !== 'string' || !/^[-=*#_~]{3}/.test(first)) return false;
  return fields.every((field) => typeof field === 'string' && /^\s*(?:[-=*#_~]{3,})?\s*$/.test(field));
}

/** Nearly every text ends here: what is but digits, as numbers and keys are, closes nothing. */
function mayClose(text: string): boolean {
  return /^[^\d+]|[\p{L}]/u.test(text);
}
