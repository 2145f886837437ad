import type { SourceRecord } from '../contact/record.ts';
import type { FindColumn } from './columns.ts';
import { fieldText, fieldValues } from './fields.ts';
import { listOf } from './mapping.ts';
import type { MsisdnParser, PhoneVerdict, RejectedPhone } from './msisdn.ts';

/** What the phone columns of a record say (T1). */
export type RecordPhone =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'ok';
      readonly msisdn: string;
      readonly field: string;
      readonly value: string;
      /** A column before it that holds a number which cannot be read (T1). */
      readonly fault?: { readonly field: string; readonly readable: readonly string[] };
    }
  | (RejectedPhone & { readonly field: string; readonly value: string });

/** Reads the phone columns of a source, which are compiled once. */
export interface PhoneColumns {
  readonly indexes: readonly number[];
  /**
   * The first number that passes, in the order of the columns; else the fault of the first column that is not empty,
   * with all numbers that can be read in any of them.
   */
  first(record: SourceRecord): RecordPhone;
  /** Every valid number in them, of whatever type and country. */
  all(record: SourceRecord): string[];
  /**
   * Whom a row blocks that opts out, in a list of opt-outs and of a contact alike (T8).
   *
   * @param only the one column that is asked; all of them, where left out
   */
  optedOut(record: SourceRecord, only?: string): OptedOut;
}

/** What the phone cells of somebody say who opted out. */
export interface OptedOut {
  /** Every number in them; digits that may be one of two numbers are both. */
  readonly numbers: readonly string[];
  /** The first column that holds a number, or a part of one, which cannot be read. */
  readonly unread: string | undefined;
}

/** Codes of cells in which somebody meant a number. A remark is none, and a landline is read as what it is. */
const unreadable: ReadonlySet<string> = new Set([
  'too-short',
  'too-long',
  'invalid-number',
  'spreadsheet-number',
]);

const empty: RecordPhone = { kind: 'empty' };

export function compilePhones(
  phone: string | readonly string[],
  find: FindColumn,
  parser: MsisdnParser,
): PhoneColumns {
  const columns = listOf(phone).map((field) => ({ field, index: find(field) }));
  const cells = (record: SourceRecord) => {
    const found: { readonly field: string; readonly value: string }[] = [];
    for (const { field, index } of columns)
      for (const value of fieldValues(record, index)) found.push({ field, value });
    return found;
  };
  const meant = (value: string): string[] => {
    const abroad = parser.asMsisdn(value);
    const found = parser.readAny(value);
    if (abroad !== undefined) found.push(abroad);
    return found.length > 0 ? found : parser.readBegun(value);
  };
  const leading = columns[0] as (typeof columns)[number];
  /** @param ofFirst what the first cell says, where that is known: to find it out of one that is no number takes longest */
  const inAny = (record: SourceRecord, ofFirst?: PhoneVerdict): RecordPhone => {
    let fault: (RejectedPhone & { field: string; value: string }) | undefined;
    let known = ofFirst;
    for (const { field, value } of cells(record)) {
      const verdict = known ?? parser.parse(value);
      known = undefined;
      if (verdict.kind === 'empty') continue;
      if (verdict.kind === 'ok') {
        const found = { kind: 'ok', msisdn: verdict.msisdn, field, value } as const;
        return fault && unreadable.has(fault.code) ? { ...found, fault } : found;
      }
      const readable = [...(fault?.readable ?? []), ...verdict.readable];
      fault = fault ? { ...fault, readable } : { ...verdict, field, value };
    }
    return fault ?? empty;
  };
  return {
    indexes: columns.map(({ index }) => index),
    first: (record) => {
      // Nearly every record ends here: its first column has a number that passes.
      const value = record.fields[leading.index];
      if (typeof value !== 'string' || value === '') return inAny(record);
      const verdict = parser.parse(value);
      if (verdict.kind !== 'ok') return inAny(record, verdict);
      return { kind: 'ok', msisdn: verdict.msisdn, field: leading.field, value };
    },
    all: (record) => columns.flatMap(({ index }) => readAll(record, index, parser)),
    optedOut: (record, only) => {
      const asked = cells(record).filter(({ field }) => only === undefined || field === only);
      return {
        numbers: [...new Set(asked.flatMap(({ value }) => meant(value)))],
        unread: asked.find(({ value }) => parser.hasUnread(value))?.field,
      };
    },
  };
}

/** Every number in any field of a row whose fields cannot be told apart (T7), or in those of some places. */
export function numbersAnywhere(
  record: SourceRecord,
  parser: MsisdnParser,
  isMeant: (index: number) => boolean = () => true,
): string[] {
  return record.fields.flatMap((_, index) => (isMeant(index) ? readAll(record, index, parser) : []));
}

/**
 * The numbers of a record that a line break has torn (E3): those of its phone columns before the break; where none of them
 * stands there, those behind it.
 *
 * @param whole the record put together again
 * @param broken the column that the break stands in
 */
export function numbersOfTorn(
  whole: SourceRecord,
  broken: number,
  { indexes }: PhoneColumns,
  parser: MsisdnParser,
): string[] {
  const before = indexes.filter((index) => index < broken && fieldText(whole, index).trim() !== '');
  const first = numbersAnywhere(whole, parser, (index) => before.includes(index));
  if (indexes.includes(broken)) {
    // A number that is whole before the break is the record's, and so are whole ones behind it; a part of one is not.
    const cell = fieldText(whole, broken);
    const own = parser.parse(cell.split('\n')[0] ?? '').kind === 'ok';
    for (const number of own ? cell.split('\n').flatMap(parser.readAny) : parser.readAny(cell))
      first.push(number);
  }
  if (first.length > 0 || before.length > 0) return first;
  return numbersAnywhere(whole, parser, (index) => index > broken && indexes.includes(index));
}

function readAll(record: SourceRecord, index: number, parser: MsisdnParser): string[] {
  return fieldValues(record, index).flatMap(parser.readAny);
}
