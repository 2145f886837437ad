import type { FieldValue } from '../contact/record.ts';

/** A JSON value as a record's: a list of texts for an array; a single text for all else; '' for null. */
export function listOf(value: unknown): FieldValue {
  if (!Array.isArray(value)) return jsonText(value);
  return value.filter((item) => item !== null).map(jsonText);
}

/** A JSON value as a text. What has more lists within each other than can be written is garbled (E7), which is told where it is read. */
function jsonText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return '\ufffd';
    throw error;
  }
}
