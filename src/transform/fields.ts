import type { SourceRecord } from '../contact/record.ts';

const none: readonly string[] = [];

/** A field's values: the elements of a list, else the text itself; none where the row ends before it. */
export function fieldValues({ fields }: SourceRecord, index: number): readonly string[] {
  const value = fields[index];
  if (value === undefined) return none;
  return typeof value === 'string' ? [value] : value;
}

/** A field as one text; a list joined by `, `. */
export function fieldText({ fields }: SourceRecord, index: number): string {
  const value = fields[index];
  if (value === undefined) return '';
  return typeof value === 'string' ? value : value.join(', ');
}
