import type { FieldValue } from '../contact/record.ts';

/** A JSON value as a record's: a list of texts for an array; a single text for all else; '' for null. */
export function listOf(value: unknown): FieldValue {
  if (!Array.isArray(value)) return jsonText(value);
  return value.filter((item) => item !== null).map(jsonText);
}

function jsonText(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
