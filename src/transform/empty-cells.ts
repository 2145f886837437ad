import type { FieldValue, SourceRecord } from '../contact/record.ts';
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
    'None',
    'NaN',
    'N/A',
    '#N/A',
    '#SAKNAS!',
    'saknas',
    '(saknas)',
  ],
  ...[
    '#N/A!',
    '#NULL!',
    '#VALUE!',
    '#REF!',
    '#NAME?',
    '#VÄRDEFEL!',
    '#REFERENS!',
    '(tom)',
    '(empty)',
    '(blank)',
  ],
  ...['-', '--', '–', '—'],
];

/**
 * Makes cells empty that hold nothing but a word which stands for nothing.
 *
 * @param named words that the pipeline itself asks for, by the index of their column: there they mean something
 */
export function createEmptyCells(
  words: readonly string[],
  named: ReadonlyMap<number, readonly string[]>,
): (record: SourceRecord) => SourceRecord {
  const all = new Set(words.map(fold));
  const initials = new Set([...all].flatMap((word) => [word.charAt(0), word.charAt(0).toUpperCase()]));
  const longest = Math.max(0, ...words.map((word) => word.length)) + 2;
  const meant = new Map([...named].map(([index, given]) => [index, new Set(given.map(fold))]));
  if (all.size === 0) return (record) => record;

  const isEmpty = (text: string, index: number): boolean => {
    if (text === '' || text.length > longest) return false;
    const first = text.charAt(0);
    if (!initials.has(first) && first.trim() !== '') return false;
    const word = fold(text);
    return all.has(word) && !meant.get(index)?.has(word);
  };
  const emptied = (value: FieldValue, index: number): FieldValue => {
    if (typeof value === 'string') return isEmpty(value, index) ? '' : value;
    return value.some((one) => isEmpty(one, index)) ? value.filter((one) => !isEmpty(one, index)) : value;
  };
  return (record) => {
    const { fields } = record;
    for (let index = 0; index < fields.length; index++) {
      const value = fields[index] as FieldValue;
      if (emptied(value, index) !== value) return { ...record, fields: fields.map(emptied) };
    }
    return record;
  };
}
