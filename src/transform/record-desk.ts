import { type RecordKey, recordKey, type SourceRecord } from '../contact/record.ts';
import type { RejectionCode, RejectionFigures } from '../contact/rejection.ts';
import { shortened } from './cell-limits.ts';
import { createCellPool } from './cell-pool.ts';
import { fieldText } from './fields.ts';
import { spelledAlike } from './fold.ts';
import type { Gathering } from './gathering.ts';

/** What is known of each record of a source, whatever becomes of it: its key, its place, and how it is rejected. */
export interface RecordDesk {
  /** The column of the keys, where the source has one. */
  readonly idIndex: number | undefined;
  /** What stands in a column, as a key; none where the cell is empty. */
  keyAt(record: SourceRecord, index: number): RecordKey[];
  keyOf(record: SourceRecord): RecordKey | undefined;
  /** Where a column's field stands in a row of the wrong length: counted from the left, or from the right. */
  placesOf(record: SourceRecord, index: number): number[];
  /** Where a key can stand: before the first column no delimiter can be too many, nor behind the last one. */
  keyPlacesOf(record: SourceRecord): number[];
  place(record: SourceRecord, field: string): string;
  /**
   * An opted-out record of which only the keys may tell whose it is (T8).
   *
   * @param isBlank there may be nobody to block
   */
  stray(record: SourceRecord, keys: readonly RecordKey[], isBlank: boolean): void;
  reject(
    record: SourceRecord,
    key: RecordKey | undefined,
    code: RejectionCode,
    cell: { readonly field: string; readonly value: string },
    figures?: RejectionFigures,
  ): void;
}

/** @param idIndex the column of the keys, where the source has one */
export function createRecordDesk(
  { source, shown }: { readonly source: string; readonly shown: string },
  columns: readonly string[],
  idIndex: number | undefined,
  gathering: Gathering,
): RecordDesk {
  const keyAt = (record: SourceRecord, index: number): RecordKey[] => {
    const id = spelledAlike(fieldText(record, index));
    return id === '' ? [] : [recordKey(source, id)];
  };
  const placesOf = ({ fields }: SourceRecord, index: number): number[] => [
    ...new Set([index, index + fields.length - columns.length]),
  ];
  const pool = createCellPool();
  return {
    idIndex,
    keyAt,
    keyOf: (record) => (idIndex === undefined ? undefined : keyAt(record, idIndex)[0]),
    placesOf,
    keyPlacesOf: (record) => {
      if (idIndex === undefined) return [];
      const places = placesOf(record, idIndex);
      const [left, right] = [places[0] as number, places.at(-1) as number];
      if (idIndex === 0 && keyAt(record, left).length > 0) return [left];
      if (idIndex === columns.length - 1 && keyAt(record, right).length > 0) return [right];
      return places;
    },
    place: ({ line }, field) => `${shown}:${line} ${field}`,
    stray: ({ line }, keys, isBlank) => gathering.strayOptOut({ source, line, keys, isBlank }),
    reject: ({ line, fields: row }, key, code, { field, value }, figures) => {
      gathering.reject({
        source,
        line,
        ...(key !== undefined && { key }),
        field,
        code,
        value: shortened(value),
        ...(figures && { figures }),
        row: row.map((field, column) =>
          typeof field === 'string' ? pool(column, shortened(field)) : field.map(shortened),
        ),
      });
    },
  };
}
