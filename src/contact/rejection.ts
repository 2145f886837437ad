import type { FieldValue, RecordKey } from './record.ts';

/** Why a record, or a value of it, cannot go on (T7). Stable: scripts may depend on them. */
export type RejectionCode =
  /** The row has fewer or more fields than the header (E3). */
  | 'too-few-fields'
  | 'too-many-fields'
  /** The cell holds nothing that could be a number. */
  | 'not-a-number'
  /** Too short or too long for a number. */
  | 'too-short'
  | 'too-long'
  /** The length fits, but no such number exists in the numbering plan. */
  | 'invalid-number'
  /** A number that a spreadsheet ruined, such as 4,67098E+10. */
  | 'spreadsheet-number'
  /** A real number of a type that the pipeline does not allow, such as a landline. */
  | 'number-type'
  /** A real number of a country that the pipeline does not allow. */
  | 'country'
  /** Another record has the same number, and the pipeline says `duplicates: reject` (T6). */
  | 'duplicate-number'
  /** The group name `all` addresses everybody (T3). Rejects the group, not the record. */
  | 'reserved-group';

/** A record (or a value of it) that cannot go on. */
export interface Rejection {
  readonly source: string;
  readonly line: number;
  /** The record's key, when the source has an `id` column and this record has a value in it. */
  readonly key?: RecordKey;
  /** The column (or columns, joined by `, `) that the value stands in. */
  readonly field: string;
  readonly code: RejectionCode;
  /** The value as the source gives it. */
  readonly value: string;
  /** What is wrong and what to do, for a CRM user. */
  readonly message: string;
  /** The whole row, so that it can be mended and fed back. */
  readonly row: readonly FieldValue[];
}

/** Something that somebody should look at, but that stops nothing. */
export interface Warning {
  /** Stable, e.g. `group-spelling`. */
  readonly code: string;
  readonly message: string;
}
