import type { RecordKey, SourceRecord } from '../contact/record.ts';
import type { RejectionCode } from '../contact/rejection.ts';
import type { Counts, Gathering } from './gathering.ts';
import type { MsisdnParser } from './msisdn.ts';
import type { OptOutColumn } from './opt-out-column.ts';
import { numbersAnywhere, type PhoneColumns } from './phone-columns.ts';
import type { RecordConsent } from './record-consent.ts';
import type { RecordDesk } from './record-desk.ts';
import { rowText } from './row-text.ts';

/**
 * Takes the rows of a source that cannot be read by its columns: all are rejected, hold whom they may be of (T7), and say
 * that somebody opted out (T8). What comes back is whether a number can be read in one.
 */
export interface MalformedRows {
  /** A row with too few or too many fields. */
  add(record: SourceRecord, code: RejectionCode): boolean;
  /** Whether a short row says yes, and not where it belongs: quotation marks around several cells hide it, or a delimiter is lacking before it (T8). */
  hidesOptOut(record: SourceRecord): boolean;
  /** An opt-out in a row that cannot be read by its columns. */
  addOptOut(
    record: SourceRecord,
    numbers: readonly string[],
    keys: readonly RecordKey[],
    value?: 'clear' | 'odd',
  ): void;
  /** A number at the end of a file that may have been cut: then whoever came behind it is not there either (E6). */
  holdCut(record: SourceRecord): void;
}

export interface MalformedParts {
  readonly source: string;
  readonly columns: number;
  readonly parser: MsisdnParser;
  readonly phones: PhoneColumns;
  readonly optOut: OptOutColumn | undefined;
  readonly consent: RecordConsent | undefined;
  readonly gathering: Gathering;
  readonly counts: Counts;
  readonly desk: RecordDesk;
}

export function createMalformedRows({
  source,
  columns,
  parser,
  phones,
  optOut,
  consent,
  gathering,
  counts,
  desk,
}: MalformedParts): MalformedRows {
  const { keyAt, keyOf, placesOf, keyPlacesOf, stray, reject } = desk;
  const holdCut = ({ isUnended, fields }: SourceRecord): void => {
    if (isUnended && phones.indexes.includes(fields.length - 1))
      gathering.hold({ source, keys: [], numbers: [] });
  };

  const addOptOut = (
    record: SourceRecord,
    numbers: readonly string[],
    keys: readonly RecordKey[],
    value: 'clear' | 'odd' = 'clear',
  ): void => {
    gathering.optOut(numbers, keys, value);
    if (numbers.length === 0) stray(record, keys, false);
    gathering.shiftedOptOut();
  };

  const saysYes = (record: SourceRecord): boolean =>
    optOut !== undefined && ['yes', 'date'].includes(optOut.readShifted(record));

  const isQuoted = (record: SourceRecord): boolean =>
    record.unquoted !== undefined && saysYes(rowOf(record, record.unquoted, columns)) && !saysYes(record);

  const hidesOptOut = (record: SourceRecord): boolean =>
    isQuoted(record) || optOut?.isShifted(record) === true;

  const add = (given: SourceRecord, code: RejectionCode): boolean => {
    const record =
      given.unquoted && isQuoted(given)
        ? rowOf(given, given.unquoted, columns)
        : withOtherDelimiter(given, columns);
    const isLine = record !== given;
    const idPlaces = isLine && record.malformed ? [] : keyPlacesOf(record);
    const keys = [...new Set(idPlaces.flatMap((index) => keyAt(record, index)))];
    counts.rejected++;
    counts.unusable++;
    const found = numbersAnywhere(record, parser);
    gathering.hold({ source, keys, numbers: found });
    holdCut(record);
    reject(given, keyOf(given), code, { field: '', value: rowText(given) });
    consent?.shifted(record, found, keys);
    const reading = optOut?.readShifted(record);
    // It may be anything that stands there, a remark or a yes: somebody should look.
    if (reading === 'odd' && !isLine) stray(record, [], false);
    if (reading === 'yes' || reading === 'date') {
      const sign = { optOut, columns };
      // A key that reads as a number is nobody's number.
      const isKey = (index: number) => idPlaces.includes(index);
      const ownPlaces = phones.indexes
        .flatMap((index) => placesBeside(record, index, placesOf(record, index), sign))
        .filter((at) => !isKey(at));
      const own = numbersAnywhere(record, parser, (index) => ownPlaces.includes(index));
      addOptOut(
        record,
        own.length > 0 ? own : numbersAnywhere(record, parser, (index) => !isKey(index)),
        desk.idIndex === undefined
          ? []
          : placesBeside(record, desk.idIndex, idPlaces, sign).flatMap((at) => keyAt(record, at)),
      );
    }
    return found.length > 0;
  };

  return { add, hidesOptOut, addOptOut, holdCut };
}

/**
 * Where a column stands in a row of the wrong length that says yes: columns keep their order, so what comes before a yes at its place
 * from the left stands there too, and what comes behind one at its place from the right. The cell that says yes is no other's.
 */
function placesBeside(
  record: SourceRecord,
  index: number,
  places: readonly number[],
  { optOut, columns }: { readonly optOut: OptOutColumn | undefined; readonly columns: number },
): readonly number[] {
  const [yes, ...more] = optOut?.yesPlaces(record) ?? [];
  if (!optOut || yes === undefined || more.length > 0) return places;
  const isLeft = yes === optOut.index;
  const isFixed = isLeft ? index < optOut.index : index > optOut.index;
  const place = isLeft ? index : index + record.fields.length - columns;
  return places.filter((at) => at !== yes && (!isFixed || at === place));
}

const delimiters = /[;,\t|]/;

/** A line that has none of the file's delimiters as the row that it is by another one; every other row as it is. */
export function withOtherDelimiter(record: SourceRecord, columns: number): SourceRecord {
  const { fields } = record;
  const [only] = fields;
  if (columns < 2 || fields.length !== 1 || typeof only !== 'string') return record;
  const cells = only.split(delimiters);
  if (cells.length === 1) return record;
  return rowOf(record, cells, columns);
}

/** A row with other fields. */
function rowOf({ line, isUnended }: SourceRecord, cells: readonly string[], columns: number): SourceRecord {
  const row = { line, fields: cells, ...(isUnended && { isUnended }) };
  if (cells.length === columns) return row;
  return { ...row, malformed: cells.length < columns ? 'too-few-fields' : 'too-many-fields' };
}
