import type { RecordKey, SourceRecord } from '../contact/record.ts';
import type { Gathering } from './gathering.ts';
import type { MsisdnParser } from './msisdn.ts';
import type { OptOutReading } from './opt-out-column.ts';
import type { PhoneColumns, RecordPhone } from './phone-columns.ts';
import type { RecordDesk } from './record-desk.ts';

/** What an opted-out record of a source blocks, and what is told of it where it blocks nobody (T8). */
export type AddRecordOptOut = (
  record: SourceRecord,
  reading: OptOutReading,
  keys: readonly RecordKey[],
  phone: RecordPhone,
  isLeftOut: () => boolean,
) => void;

/** @param own indexes of the columns of the key and of the opt-out: what reads as a number there is none */
export function createRecordOptOut(
  own: readonly (number | undefined)[],
  {
    phones,
    parser,
    desk,
    gathering,
    nameOf,
  }: {
    readonly phones: PhoneColumns;
    readonly parser: MsisdnParser;
    readonly desk: RecordDesk;
    readonly gathering: Gathering;
    readonly nameOf: (record: SourceRecord) => string;
  },
): AddRecordOptOut {
  /** Whether a number stands where none is looked for: in the name, or in a column that the pipeline does not read. */
  const hasNumberElsewhere = ({ fields }: SourceRecord): boolean =>
    fields.some(
      (field, index) =>
        !own.includes(index) &&
        (typeof field === 'string' ? [field] : field).some((text) => parser.parse(text).kind === 'ok'),
    );

  return (record, reading, keys, phone, isLeftOut) => {
    if (!isOptedOut(reading)) return;
    const value = reading === 'yes' ? 'clear' : 'odd';
    if (phone.kind === 'ok') {
      // All numbers of the column that one was taken from.
      const { numbers, unread } = phones.optedOut(record, phone.field);
      // Beside a number that cannot be read it may not be the one by which he is known.
      const isSure = phone.fault === undefined && unread === undefined;
      gathering.optOut([phone.msisdn, ...numbers], isSure ? [] : keys, value);
      const leftOut = isLeftOut();
      if (leftOut && isSure && value === 'clear')
        gathering.outside(phone.msisdn, { keys, name: nameOf(record) });
      // Of a contact the column before is told of as it is.
      tell(record, unread ?? (leftOut ? phone.fault?.field : undefined));
    } else addWithoutNumber(record, keys, phone, value);
  };

  function addWithoutNumber(
    record: SourceRecord,
    keys: readonly RecordKey[],
    phone: RecordPhone,
    value: 'clear' | 'odd',
  ): void {
    const { numbers, unread } = phones.optedOut(record);
    gathering.optOut(numbers, keys, value);
    if (numbers.length > 0) tell(record, unread);
    else desk.stray(record, keys, phone.kind === 'empty' && !hasNumberElsewhere(record));
  }

  function tell(record: SourceRecord, field: string | undefined): void {
    if (field !== undefined) gathering.place('unreadable-opt-out', desk.place(record, field));
  }
}

/** What is not empty and says anything but no counts as yes (T5). */
export function isOptedOut(reading: OptOutReading): boolean {
  return reading !== 'none' && reading !== 'no';
}
