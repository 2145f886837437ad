import type { SourceRecord } from '../contact/record.ts';
import { cellLimits } from './cell-limits.ts';
import type { FindColumn } from './columns.ts';
import { fold } from './fold.ts';
import { listOf, type SourceMapping } from './mapping.ts';

/** Whether a text is one of some words. Columns with conditions hold few different values: what each is found to be is kept. */
export function oneOf(words: readonly string[]): (text: string) => boolean {
  const folded = new Set(words.map(fold));
  return remembering((text) => text.length <= cellLimits.word && folded.has(fold(text)));
}

/** Compiles `where`: whether a record is one of those meant. Of a list, one element is enough. */
export function compileWhere(
  where: SourceMapping['where'],
  find: FindColumn,
): (record: SourceRecord) => boolean {
  const conditions = Object.entries(where ?? {}).map(([column, words]) => ({
    index: find(column),
    isMeant: oneOf(listOf(words)),
  }));
  return (record) => {
    for (const { index, isMeant } of conditions) {
      const value = record.fields[index] ?? '';
      if (typeof value === 'string' ? !isMeant(value) : !value.some(isMeant)) return false;
    }
    return true;
  };
}

function remembering(test: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const now = test(text);
    // Free text in such a column must not fill the memory.
    if (known.size < 1000) known.set(text, now);
    return now;
  };
}
