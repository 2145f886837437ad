import { type Day, daysOf } from '../contact/day.ts';
import type { RecordKey, SourceRecord } from '../contact/record.ts';
import type { FindColumn } from './columns.ts';
import { compileConsent } from './consent-column.ts';
import type { Consents } from './consents.ts';
import type { DateColumn } from './date-column.ts';
import type { SourceMapping } from './mapping.ts';

/** Hands on what the records of a source say of consent, each once. */
export interface RecordConsent {
  /** Of its columns. */
  readonly indexes: readonly number[];
  /** @param keys whom a record is known by beside a number that cannot be read */
  contact(record: SourceRecord, msisdn: string, keys: readonly RecordKey[]): void;
  /** Of a row of the wrong length that is rejected: its no alone. */
  shifted(record: SourceRecord, numbers: readonly string[], keys: readonly RecordKey[]): void;
  /** Of a record that is no contact: one that is left out, rejected, or without a number. */
  aside(
    record: SourceRecord,
    numbers: readonly string[],
    whose: { readonly keys: readonly RecordKey[]; readonly isRejected: boolean },
  ): void;
}

/** Undefined where a source asks for no consent. */
export function createRecordConsent(
  { source, shown = source, consent }: SourceMapping,
  find: FindColumn,
  {
    dates,
    today,
    consents,
    columns,
    asked,
  }: {
    readonly dates: (column: string) => DateColumn;
    readonly today: Day;
    readonly consents: Consents;
    /** How many the source has. */
    readonly columns: number;
    /** The groups that a record which is no contact would ask for, were it one. */
    readonly asked: (record: SourceRecord) => readonly string[];
  },
): RecordConsent | undefined {
  if (!consent) return undefined;
  const column = compileConsent(consent, find, dates, today);
  const { groups, maxAge } = consent;
  const intake = consents.source(
    { source, ...(groups && { groups }), ...(maxAge !== undefined && { maxAge: daysOf(maxAge) }) },
    { shown, column: column.name },
  );
  const read = (record: SourceRecord) =>
    record.malformed ? column.readShifted(record, columns) : column.read(record);
  return {
    indexes: [consent.column, consent.at].flatMap((name) => (name === undefined ? [] : [find(name)])),
    contact: (record, msisdn, keys) => {
      const found = read(record);
      intake.contact(msisdn, found);
      intake.ofKeys(keys, found);
    },
    shifted: (record, numbers, keys) => {
      const found = read(record);
      if (found.state !== 'no') return;
      intake.aside(numbers, found);
      intake.ofKeys(keys, found);
    },
    aside: (record, numbers, { keys, isRejected }) => {
      const found = read(record);
      intake.aside(numbers, found, found.state === 'no' && numbers.length > 0 ? asked(record) : []);
      // Of those that are left out there may be most of a list: by their keys nothing but a no is kept.
      if (isRejected || (found.state === 'no' && numbers.length === 0)) intake.ofKeys(keys, found);
    },
  };
}
