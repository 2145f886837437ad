import type { SourceRecord } from '../contact/record.ts';
import { fieldText, fieldValues } from './fields.ts';
import { cleanText } from './text.ts';

/** Compiles the name of a record: its columns, cleaned and joined by a space (T2); '' where all are empty (T3). */
export function compileNames(indexes: readonly number[]): (record: SourceRecord) => string {
  const [only] = indexes;
  if (only === undefined) return () => '';
  if (indexes.length === 1) return (record) => cleanText(fieldText(record, only));
  return (record) => {
    let name = '';
    for (const index of indexes)
      for (const value of fieldValues(record, index)) {
        const part = cleanText(value);
        if (part !== '') name = name === '' ? part : `${name} ${part}`;
      }
    return name;
  };
}
