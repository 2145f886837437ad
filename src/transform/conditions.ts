import type { SourceRecord } from '../contact/record.ts';
import type { FindColumn } from './columns.ts';
import { fieldText, fieldValues } from './fields.ts';
import { fold } from './fold.ts';
import { listOf, type OptOutSpec, type SourceMapping } from './mapping.ts';

/** What an opt-out cell says (T5). `odd`: not empty, and neither yes nor no; it counts as yes. */
export type OptOutReading = 'yes' | 'no' | 'odd' | 'none';

/** Words of an opt-out column whose pipeline gives none. */
const optOutWords = { is: ['ja', '1', 'true'], not: ['nej', 'no', '0', 'false'] } as const;

/** Whether a text is one of some words. Columns with conditions hold few different values: what each is found to be is kept. */
export function oneOf(words: readonly string[]): (text: string) => boolean {
  const folded = new Set(words.map(fold));
  return remembering((text) => folded.has(fold(text)));
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

/** The opt-out column of a source. */
export interface OptOutColumn {
  /** What a record says; of a list, the strictest element counts. */
  read(record: SourceRecord): OptOutReading;
  /** The cell as it stands in the source, trimmed. */
  text(record: SourceRecord): string;
  /**
   * Whether a row whose fields are shifted says yes (T8). A delimiter too many or too few moves what comes after it,
   * so the cell stands at its place counted from the left or from the right: a clear yes at either place counts.
   */
  saysYesSomewhere(record: SourceRecord): boolean;
}

/** Compiles the opt-out column; undefined where a source has none. */
export function compileOptOut(
  spec: OptOutSpec | undefined,
  find: FindColumn,
  columns: number,
): OptOutColumn | undefined {
  if (!spec) return undefined;
  const index = find(spec.column);
  const isYes = oneOf(spec.is ?? optOutWords.is);
  const isNo = oneOf(spec.not ?? optOutWords.not);
  const one = (text: string): OptOutReading => {
    if (text === '') return 'none';
    if (isYes(text)) return 'yes';
    if (isNo(text)) return 'no';
    return fold(text) === '' ? 'none' : 'odd';
  };
  return {
    read: (record) => {
      const value = record.fields[index] ?? '';
      return typeof value === 'string' ? one(value) : strictest(value.map(one));
    },
    text: (record) => fieldText(record, index).trim(),
    saysYesSomewhere: (record) =>
      [index, index + record.fields.length - columns].some((place) =>
        fieldValues(record, place).some((value) => one(value) === 'yes'),
      ),
  };
}

function strictest(readings: readonly OptOutReading[]): OptOutReading {
  return (['yes', 'odd', 'no'] as const).find((reading) => readings.includes(reading)) ?? 'none';
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
