import type { RecordCounts } from '../contact/desired.ts';
import { type RecordKey, recordKey, type SourceRecord } from '../contact/record.ts';
import type { RejectionCode, RejectionFigures } from '../contact/rejection.ts';
import { findColumns } from './columns.ts';
import { compileOptOut, compileWhere, type OptOutReading } from './conditions.ts';
import { fieldText } from './fields.ts';
import type { Gathering } from './gathering.ts';
import type { GroupNames } from './group-names.ts';
import { compileGroups } from './groups.ts';
import { listOf, type SourceMapping } from './mapping.ts';
import type { MsisdnParser } from './msisdn.ts';
import { compileNames } from './names.ts';
import { compilePhones, numbersAnywhere, type RecordPhone } from './phone-columns.ts';
import { phoneFigures } from './phone-fault.ts';
import { rowText } from './row-text.ts';

/** Takes the records of one source, one after the other. */
export interface SourceIntake {
  add(record: SourceRecord): void;
  counts(): RecordCounts;
}

export interface IntakeParts {
  readonly parser: MsisdnParser;
  readonly names: GroupNames;
  readonly gathering: Gathering;
}

/**
 * Makes contacts of a source's records. Everything about columns is settled here, before the first row.
 *
 * What a record does that is no contact is the harder half. Rejected, it holds its contact: by its key and by every
 * number that can be read in it (T7). Its opt-out still counts, and blocks by the same two (T8); so does that of a
 * row which `where` leaves out, by its number or, where none passes, by what can be read. An opt-out that says no
 * counts only on a record that is a contact: absence and doubt are no consent (P7).
 *
 * @throws UsageError when a configured column is not there (E3)
 */
export function createSourceIntake(
  mapping: SourceMapping,
  columns: readonly string[],
  { parser, names, gathering }: IntakeParts,
): SourceIntake {
  const { source } = mapping;
  const find = findColumns(source, columns);
  const idIndex = mapping.id === undefined ? -1 : find(mapping.id);
  const phones = compilePhones(mapping.phone, find, parser);
  const nameOf = compileNames(listOf(mapping.name).map(find));
  const groupsOf = compileGroups(mapping.groups ?? [], find, names);
  const isMeant = compileWhere(mapping.where, find);
  const optOut = compileOptOut(mapping.optOut, find, columns.length);
  const counts = gathering.counts();

  const keyOf = (record: SourceRecord): RecordKey | undefined => {
    const id = idIndex < 0 ? '' : fieldText(record, idIndex).trim();
    return id === '' ? undefined : recordKey(source, id);
  };

  const reject = (
    record: SourceRecord,
    key: RecordKey | undefined,
    code: RejectionCode,
    { field, value }: { field: string; value: string },
    figures?: RejectionFigures,
  ) => {
    const { line, fields: row } = record;
    gathering.reject({
      source,
      line,
      ...(key !== undefined && { key }),
      field,
      code,
      value,
      ...(figures && { figures }),
      row,
    });
  };

  /** T5: an odd value counts as yes; many of them hold the night back (G6). */
  const readOptOut = (record: SourceRecord): OptOutReading => {
    const reading = optOut?.read(record) ?? 'none';
    if (reading !== 'none') counts.optOutValues++;
    if (reading === 'odd') {
      counts.oddOptOutValues++;
      gathering.oddOptOut(optOut?.text(record) ?? '');
    }
    return reading;
  };

  const addStray = ({ line }: SourceRecord, key: RecordKey | undefined, isBlank: boolean): void =>
    gathering.strayOptOut({ source, line, ...(key !== undefined && { key }), isBlank });

  const addMalformed = (record: SourceRecord, code: RejectionCode): void => {
    const key = keyOf(record);
    const numbers = numbersAnywhere(record, parser);
    counts.rejected++;
    counts.unusable++;
    gathering.hold(key, numbers);
    reject(record, key, code, { field: '', value: rowText(record) });
    if (!optOut?.saysYesSomewhere(record)) return;
    gathering.optOut(numbers, key);
    if (numbers.length === 0) addStray(record, key, false);
    gathering.shiftedOptOut();
  };

  /** A row that is no contact can still say that somebody opted out (T8). */
  const addOptOut = (
    record: SourceRecord,
    reading: OptOutReading,
    key: RecordKey | undefined,
    phone: RecordPhone,
  ): void => {
    if (reading !== 'yes' && reading !== 'odd') return;
    const value = reading === 'odd' ? 'odd' : 'clear';
    if (phone.kind === 'ok') {
      gathering.optOut([phone.msisdn], undefined, value);
      return;
    }
    const readable = phone.kind === 'rejected' ? phone.readable : [];
    gathering.optOut(readable, key, value);
    if (readable.length === 0) addStray(record, key, phone.kind === 'empty');
  };

  const add = (record: SourceRecord): void => {
    counts.read++;
    if (record.malformed) {
      addMalformed(record, record.malformed);
      return;
    }
    const reading = readOptOut(record);
    if (!isMeant(record)) {
      counts.filtered++;
      addOptOut(record, reading, keyOf(record), phones.first(record));
      return;
    }
    const key = keyOf(record);
    const phone = phones.first(record);
    addOptOut(record, reading, key, phone);
    if (phone.kind === 'empty') {
      counts.withoutNumber++;
      return;
    }
    if (phone.kind === 'rejected') {
      counts.rejected++;
      if (phone.code !== 'number-type' && phone.code !== 'country') counts.unusable++;
      gathering.hold(key, phone.readable);
      reject(record, key, phone.code, phone, phoneFigures(phone));
      return;
    }
    const { msisdn, field, value } = phone;
    if (reading === 'no') gathering.optIn(msisdn);
    const groups = groupsOf(record, (column, group) =>
      reject(record, key, 'reserved-group', { field: column, value: group }),
    );
    const wasMerged = gathering.contact({
      msisdn,
      name: nameOf(record),
      groups,
      key,
      isOptedOut: reading === 'yes' || reading === 'odd',
      source,
      record,
      field,
      value,
    });
    if (wasMerged) counts.duplicates++;
  };

  return { add, counts: () => counts };
}
