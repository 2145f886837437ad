import { fold } from '../transform/fold.ts';
import { compileOptOut, type OptOutReading } from '../transform/opt-out-column.ts';
import type { ColumnLook } from './column-look.ts';

/** Words that are written out where the usual ones stand on the other side, or are not enough. */
export const yesWords = ['ja', 'j', 'yes', 'y', '1', 'true', 'sant'] as const;
export const noWords = ['nej', 'n', 'no', '0', 'false', 'falskt'] as const;

/** Signs by which people tick a box in a spreadsheet. */
const ticks: ReadonlySet<string> = new Set(['x', '✓', '✔', '☑', '☒']);

/** What a value says by the usual words (T5), without regard of what its column means. */
const usual = compileOptOut({ column: '' }, () => 0, 1);

export function usualReading(value: string): OptOutReading {
  return usual?.read({ line: 0, fields: [value] }) ?? 'none';
}

/** Whether a value is a sign by which a box is ticked. */
export function isTick(value: string): boolean {
  return ticks.has(fold(value));
}

/** The same, with ticks for yes. */
export function readingOf(value: string): OptOutReading {
  return isTick(value) ? 'yes' : usualReading(value);
}

/** Whether all that a column holds are words for yes and no. */
export function saysYesOrNo({ filled, values }: ColumnLook): boolean {
  return filled > 0 && values.every(([value]) => ['yes', 'no'].includes(readingOf(value)));
}

/** Whether all that a column holds, or may hold by its type, are days. */
export function saysOnlyDates({ filled, values, type = '' }: ColumnLook): boolean {
  if (filled === 0) return /^(date|timestamp)/.test(type);
  return values.every(([value]) => usualReading(value) === 'date');
}
