import type { SourceRecord } from '../contact/record.ts';
import type { FindColumn } from './columns.ts';
import { fieldValues } from './fields.ts';
import { listOf } from './mapping.ts';
import type { MsisdnParser, RejectedPhone } from './msisdn.ts';

/** What the phone columns of a record say (T1). */
export type RecordPhone =
  | { readonly kind: 'empty' }
  | { readonly kind: 'ok'; readonly msisdn: string; readonly field: string; readonly value: string }
  | (RejectedPhone & { readonly field: string; readonly value: string });

/** Reads the phone columns of a source, which are compiled once. */
export interface PhoneColumns {
  /**
   * The first number that passes, in the order of the columns; else the fault of the first column that is not empty,
   * with all numbers that can be read in any of them.
   */
  first(record: SourceRecord): RecordPhone;
  /** Every valid number in them, of whatever type and country. */
  all(record: SourceRecord): string[];
}

const empty: RecordPhone = { kind: 'empty' };

export function compilePhones(
  phone: string | readonly string[],
  find: FindColumn,
  parser: MsisdnParser,
): PhoneColumns {
  const columns = listOf(phone).map((field) => ({ field, index: find(field) }));
  return {
    first: (record) => {
      let fault: (RejectedPhone & { field: string; value: string }) | undefined;
      for (const { field, index } of columns)
        for (const value of fieldValues(record, index)) {
          const verdict = parser.parse(value);
          if (verdict.kind === 'ok') return { kind: 'ok', msisdn: verdict.msisdn, field, value };
          if (verdict.kind === 'empty') continue;
          const readable = [...(fault?.readable ?? []), ...verdict.readable];
          fault = fault ? { ...fault, readable } : { ...verdict, field, value };
        }
      return fault ?? empty;
    },
    all: (record) => columns.flatMap(({ index }) => readAll(record, index, parser)),
  };
}

/** Every number in any field of a row whose fields cannot be told apart (T7). */
export function numbersAnywhere(record: SourceRecord, parser: MsisdnParser): string[] {
  return record.fields.flatMap((_, index) => readAll(record, index, parser));
}

function readAll(record: SourceRecord, index: number, parser: MsisdnParser): string[] {
  return fieldValues(record, index).flatMap(parser.readAny);
}
