import type { FieldValue, SourceRecord } from '../contact/record.ts';
import { cellLimits } from './cell-limits.ts';
import { fold } from './fold.ts';

/** Words that stand for nothing in exports (E7), whatever their case. */
export const defaultEmptyWords: readonly string[] = [
  ...[
    'NULL',
    '\\N',
    '(null)',
    '<null>',
    '[null]',
    'undefined',
    'nil',
    'None',
    'NaN',
    'N/A',
    '#N/A',
    '#SAKNAS!',
    'saknas',
    '(saknas)',
  ],
  ...['#N/A!', '(tom)', '(empty)', '(blank)'],
  ...['-', '--', '–', '—'],
];

/** Of those, what is still nothing when programs have joined it: a first and a last name that are not there, `null null`. */
const joined: ReadonlySet<string> = new Set(['null', '(null)', '\\n', 'undefined', 'nan']);

/** What words of a source stand for nothing. */
export interface EmptyCells {
  /** A record with cells empty that hold nothing but such a word. */
  clear(record: SourceRecord): SourceRecord;
  /** Whether a text in a column is such a word: an element of a cell that is a list. */
  isEmpty(text: string, index: number): boolean;
  /** Whether a text that begins with a sign, given as its code, may be such a word: most begin with a letter of none. */
  mayBegin(code: number): boolean;
}

/**
 * Makes cells empty that hold nothing but a word which stands for nothing.
 *
 * @param named words that the pipeline itself asks for, by the index of their column: there they mean something
 * @param names indexes of columns of names, in which `Nan` and `Null` are people
 */
export function createEmptyCells(
  words: readonly string[],
  named: ReadonlyMap<number, readonly string[]>,
  names: readonly number[] = [],
): EmptyCells {
  const all = new Set(words.map(fold));
  const initials: ReadonlySet<string> = new Set(
    [...all].flatMap((word) => [word.charAt(0), word.charAt(0).toUpperCase()]),
  );
  const longest = Math.max(20, ...words.map((word) => word.length)) + 2;
  const meant = new Map([...named].map(([index, given]) => [index, new Set(given.map(fold))]));

  const isNothing = (word: string): boolean =>
    all.has(word) || (word.includes(' ') && word.split(' ').every((one) => joined.has(one) && all.has(one)));
  /** What is not padded begins with a letter of such a word. */
  const begins = Uint8Array.from({ length: 0x100 }, (_, code) => {
    const isPlain = (code > 0x20 && code < 0x80) || code >= 0xc0;
    return isPlain && !initials.has(String.fromCharCode(code)) ? 0 : 1;
  });
  const mayBegin = (code: number): boolean => begins[code] !== 0;
  const isEmpty = (text: string, index: number): boolean => {
    if (text === '') return false;
    // Nearly every cell ends here.
    if (!mayBegin(text.charCodeAt(0))) return false;
    if (text.length > longest && !isPadded(text, longest)) return false;
    const word = fold(text);
    return (
      isNothing(word) &&
      !(names.includes(index) && isName(word) && isTitle(text)) &&
      !meant.get(index)?.has(word)
    );
  };
  const emptied = (value: FieldValue, index: number): FieldValue => {
    if (typeof value === 'string') return isEmpty(value, index) ? '' : value;
    return value.some((one) => isEmpty(one, index)) ? value.filter((one) => !isEmpty(one, index)) : value;
  };
  const clear = (record: SourceRecord): SourceRecord => {
    const { fields } = record;
    for (let index = 0; index < fields.length; index++) {
      const value = fields[index] as FieldValue;
      if (emptied(value, index) !== value) return { ...record, fields: fields.map(emptied) };
    }
    return record;
  };
  return { clear, isEmpty, mayBegin };
}

/** Whether a long text is a short one with white space around it, as columns of a fixed width have it. */
function isPadded(text: string, longest: number): boolean {
  return text.length <= cellLimits.word && text.trim().length <= longest;
}

/** People are called so: as a name is written, it is one. */
function isName(word: string): boolean {
  return word === 'nan' || word === 'null' || word === 'nil';
}

function isTitle(text: string): boolean {
  return /^\s*\p{Lu}\p{Ll}+\s*$/u.test(text);
}

/** A row whose surplus fields are all empty has none too many (E3). */
export function withoutEmptySurplus(record: SourceRecord, columns: number): SourceRecord {
  if (record.malformed !== 'too-many-fields') return record;
  const { malformed: _, ...rest } = record;
  const isEmpty = record.fields
    .slice(columns)
    .every((field) => (typeof field === 'string' ? field.trim() === '' : field.length === 0));
  return isEmpty ? { ...rest, fields: record.fields.slice(0, columns) } : record;
}
