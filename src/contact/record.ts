/** One value of a row: text, or a list where the database gives an array or JSON list (E4). Absent values are ''. */
export type FieldValue = string | readonly string[];

/** A row as the source gives it. */
export interface SourceRecord {
  /** Line number in the file (1 is the header), or row number in a query's result (1 is the first). */
  readonly line: number;
  /** One value a column, in the order of the source's columns. */
  readonly fields: readonly FieldValue[];
  /** The row cannot be read by its columns (E3): it has fewer or more fields than the header. */
  readonly malformed?: 'too-few-fields' | 'too-many-fields';
  /** It ends in LF alone, in a file whose rows end in CRLF: its line may have been broken within a value (E3). */
  readonly endsBare?: true;
  /** No line end comes behind it: it may have been longer (E6). */
  readonly isUnended?: true;
  /** The lines of a row that spans several, each as the fields that it would have as a row of its own (E6). */
  readonly spans?: readonly (readonly string[])[];
  /** Of a row that has too few fields: those that it would have, or more, if its quotation marks were none (T8). */
  readonly unquoted?: readonly string[];
}

/**
 * A record's key, qualified by the source that it belongs to. One string, so that it can be a Map key:
 * the source's name, a tab, the value of the source's `id` column.
 */
export type RecordKey = string;

/** Makes a {@link RecordKey}. */
export function recordKey(source: string, id: string): RecordKey {
  return `${source}\t${id.replaceAll('\t', ' ')}`;
}

/** The name of the source that a key belongs to. */
export function sourceOfKey(key: RecordKey): string {
  return key.slice(0, key.indexOf('\t'));
}
