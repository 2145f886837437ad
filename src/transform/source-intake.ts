import type { Day } from '../contact/day.ts';
import type { RecordCounts } from '../contact/desired.ts';
import type { RecordKey, SourceRecord } from '../contact/record.ts';
import type { OrdinaryRows } from '../contact/row-cells.ts';
import { findColumns } from './columns.ts';
import { compileWhere } from './conditions.ts';
import type { Consents } from './consents.ts';
import { createContactTexts, untold } from './contact-texts.ts';
import { createEmptyCells, defaultEmptyWords, withoutEmptySurplus } from './empty-cells.ts';
import { fieldText } from './fields.ts';
import { fold } from './fold.ts';
import { isGarbledWord } from './garbled.ts';
import type { Gathering } from './gathering.ts';
import type { GroupNames } from './group-names.ts';
import { compileGroups } from './groups.ts';
import { createMalformedRows } from './malformed-rows.ts';
import { listOf, type SourceMapping, wordsOfColumns } from './mapping.ts';
import type { MsisdnParser } from './msisdn.ts';
import { compileNames } from './names.ts';
import { compileOptOut, type OptOutReading } from './opt-out-column.ts';
import { ordinaryRowsOf } from './ordinary-source.ts';
import { compilePhones, type RecordPhone } from './phone-columns.ts';
import { phoneFigures } from './phone-fault.ts';
import { createRecordConsent } from './record-consent.ts';
import { createRecordDesk } from './record-desk.ts';
import { createRecordOptOut, isOptedOut } from './record-opt-out.ts';
import { rowText } from './row-text.ts';
import { createSourceDates } from './source-dates.ts';
import { headerSwallowsRows, swallowsRows } from './swallowed-rows.ts';
import { createTextCells } from './text-cells.ts';
import { createTakeTorn } from './torn-record.ts';
import { createTornRows } from './torn-rows.ts';
import { signsOfPhones } from './torn-signs.ts';

/** Takes the records of one source, one after the other. */
export interface SourceIntake {
  add(record: SourceRecord): void;
  /** To be called once, behind the last record. */
  end(): void;
  /**
   * Whether a row that spans lines holds rows of their own (E6): lines that have a number where a phone column would be,
   * besides the one that the row itself has.
   */
  swallows(record: SourceRecord): boolean;
  /** Whether a header that spans lines holds rows (E6). */
  headerSwallows(header: SourceRecord): boolean;
  counts(): RecordCounts;
  /** Whether any of its records has a number that can be read, of whatever type (E5). */
  hasNumbers(): boolean;
  /** Takes rows that no record need be made of; undefined where all are looked at closer. */
  readonly ordinary?: OrdinaryRows | undefined;
}

export interface IntakeParts {
  readonly parser: MsisdnParser;
  readonly names: GroupNames;
  readonly gathering: Gathering;
  readonly consents: Consents;
  /** What the ages of dates are counted back from. */
  readonly today: Day;
  /** How many groups a record may have. */
  readonly mostGroups?: number | undefined;
  /** How many characters a name or a group may have. */
  readonly longestCell?: number | undefined;
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
  { parser, names, gathering, consents, mostGroups, longestCell, today }: IntakeParts,
): SourceIntake {
  const { source, shown = source } = mapping;
  const find = findColumns(shown, columns, (cell) => parser.readAny(cell).length > 0, mapping.otherDelimiter);
  const dates = createSourceDates(mapping, find);
  const idIndex = mapping.id === undefined ? undefined : find(mapping.id);
  const phones = compilePhones(mapping.phone, find, parser);
  const nameIndexes = listOf(mapping.name).map(find);
  const nameOf = compileNames(nameIndexes);
  const where = compileWhere(mapping.where, find, dates.column, today);
  const consent = createRecordConsent(mapping, find, {
    ...{ dates: dates.column, today, consents, columns: columns.length },
    asked: (record) => groupsOf.read(textCells(record, untold.ofCells), untold.ofGroups),
  });
  const optOut = compileOptOut(mapping.optOut, find, columns.length);
  if (optOut && mapping.optOut) {
    const { is, not } = mapping.optOut;
    gathering.optOutWords(optOut.name, { ...(is && { is }), ...(not && { not }) });
  }
  const empties = createEmptyCells(
    mapping.empty ?? defaultEmptyWords,
    wordsOfColumns(mapping, find),
    nameIndexes,
  );
  const groupsOf = compileGroups(mapping.groups ?? [], find, names, {
    most: mostGroups,
    longest: longestCell,
    isNothing: empties.isEmpty,
  });
  const textCells = createTextCells(nameIndexes, groupsOf.indexes, longestCell);
  const counts = gathering.counts(idIndex === undefined ? undefined : source);
  const desk = createRecordDesk({ source, shown }, columns, idIndex, gathering);
  const { keyOf, place, reject } = desk;
  const addOptOut = createRecordOptOut([idIndex, mapping.optOut && find(mapping.optOut.column)], {
    ...{ phones, parser, desk, gathering, nameOf },
  });
  const texts = createContactTexts(desk, gathering, { columns, nameIndexes, groups: groupsOf });
  gathering.tells(dates.warnings);

  const folded = new Set(columns.map(fold));
  for (const group of groupsOf.constants)
    if (folded.has(fold(group))) gathering.place('group-is-column', `${shown} ${JSON.stringify(group)}`);
  let hasNumbers = false;

  /** T5: an odd value counts as yes; many of them hold the night back (G6). */
  const readOptOut = (record: SourceRecord): OptOutReading => {
    if (!optOut) return 'none';
    const reading = optOut.read(record);
    if (reading === 'none') return reading;
    counts.optOutValues++;
    if (reading === 'odd') counts.oddOptOutValues++;
    if (reading === 'date') counts.dateOptOutValues++;
    gathering.optOutValue(optOut.name, optOut.text(record), reading);
    return reading;
  };

  /**
   * Whether a row of the wrong length lacks nothing but last fields (E3): a number that passes stands where it belongs, and
   * what `where` asks for is there.
   */
  const lacksLastAlone = (record: SourceRecord): boolean =>
    record.malformed === 'too-few-fields' &&
    where.indexes.every((index) => index < record.fields.length) &&
    phones.first(record).kind === 'ok';

  const parts = { source, columns: columns.length, parser, phones, optOut, consent, gathering, counts, desk };
  const malformed = createMalformedRows(parts);
  const takeTorn = createTakeTorn(parts, malformed);
  const { holdCut } = malformed;

  const addContact = (
    given: SourceRecord,
    reading: OptOutReading,
    key: RecordKey | undefined,
    phone: RecordPhone & { kind: 'ok' },
  ): void => {
    hasNumbers = true;
    const { msisdn, field, value } = phone;
    const keys = key === undefined ? [] : [key];
    if (phone.fault) {
      gathering.hold({ source, keys, numbers: phone.fault.readable, own: msisdn });
      gathering.place('unreadable-first-phone', place(given, phone.fault.field));
    }
    if (reading === 'no') gathering.optIn(msisdn);
    consent?.contact(given, msisdn, phone.fault ? keys : []);
    texts.begin(given, key);
    const record = textCells(given, texts.ofCells);
    const groups = groupsOf.read(record, texts.ofGroups);
    if (texts.isGarbled) counts.garbled++;
    // Which group it was cannot be told: none is taken away.
    if (texts.areGroupsUnclear) gathering.hold({ source, keys, numbers: [msisdn], own: msisdn });
    const wasMerged = gathering.contact({
      msisdn,
      name: texts.isNameGarbled ? '' : nameOf(record),
      groups,
      key,
      isOptedOut: isOptedOut(reading),
      source,
      record: given,
      field,
      value,
    });
    if (wasMerged) counts.duplicates++;
  };

  /** A row that may be meant, and of which that cannot be told: nobody comes in by it, and from nobody is anything taken away. */
  const addUnclear = (
    record: SourceRecord,
    key: RecordKey | undefined,
    phone: RecordPhone,
    [index, code]: readonly [index: number, code: 'garbled-text' | 'unclear-date'],
  ): void => {
    counts.rejected++;
    counts[code === 'garbled-text' ? 'garbled' : 'unusable']++;
    const numbers = numbersOf(phone);
    hasNumbers ||= numbers.length > 0;
    gathering.hold({ source, keys: key === undefined ? [] : [key], numbers });
    reject(record, key, code, { field: columns[index] ?? '', value: fieldText(record, index) });
  };

  /** A row that `where` leaves out. One whose condition is garbled may be meant, and is rejected (E7). */
  const addLeftOut = (record: SourceRecord, key: RecordKey | undefined, phone: RecordPhone): void => {
    const at = where.indexes.find((index) => isGarbledWord(fieldText(record, index)));
    if (at === undefined) counts.filtered++;
    else addUnclear(record, key, phone, [at, 'garbled-text']);
  };

  const addRejected = (
    record: SourceRecord,
    key: RecordKey | undefined,
    phone: RecordPhone & { kind: 'rejected' },
  ): void => {
    counts.rejected++;
    if (phone.code !== 'number-type' && phone.code !== 'country') counts.unusable++;
    hasNumbers ||= phone.readable.length > 0;
    gathering.hold({ source, keys: key === undefined ? [] : [key], numbers: phone.readable });
    holdCut(record);
    reject(record, key, phone.code, phone, phoneFigures(phone));
  };

  /** A row that can be read, with what it says of an opt-out seen to. */
  const addRead = (
    record: SourceRecord,
    reading: OptOutReading,
    key: RecordKey | undefined,
    phone: RecordPhone,
  ): void => {
    const keys = key === undefined ? [] : [key];
    const meant = where.of(record);
    if (meant !== 'in' || phone.kind !== 'ok') {
      const isRejected = meant === 'in' ? phone.kind === 'rejected' : meant !== 'out';
      consent?.aside(record, numbersOf(phone), { keys, isRejected });
    }
    if (meant === 'out') addLeftOut(record, key, phone);
    else if (meant !== 'in') addUnclear(record, key, phone, [meant.inDoubt, 'unclear-date']);
    else if (phone.kind === 'empty') counts.withoutNumber++;
    else if (phone.kind === 'ok') addContact(record, reading, key, phone);
    else addRejected(record, key, phone);
  };

  const addRow = (given: SourceRecord): void => {
    counts.read++;
    const record = withoutEmptySurplus(empties.clear(given), columns.length);
    if (record.malformed && (!lacksLastAlone(record) || malformed.hidesOptOut(record))) {
      hasNumbers = malformed.add(record, record.malformed) || hasNumbers;
      return;
    }
    // A lacking opt-out cell says neither yes nor no (E3), but a delimiter may be lacking in the middle instead.
    if (record.malformed && optOut?.mayBeShifted(record))
      gathering.place('short-opt-out', place(record, optOut.name));
    const reading = readOptOut(record);
    const key = keyOf(record);
    const keys = key === undefined ? [] : [key];
    const phone = phones.first(record);
    addOptOut(record, reading, keys, phone, () => where.of(record) !== 'in');
    addRead(record, reading, key, phone);
  };

  /** A full row whose last value may go on behind it: what it says of a consent is no clear yes (C1). */
  const withoutTornConsent = (record: SourceRecord): SourceRecord => {
    const isTorn = !record.malformed && consent?.indexes.includes(columns.length - 1);
    return isTorn ? { ...record, fields: record.fields.with(-1, '') } : record;
  };

  /** Records that are torn, by the row that stands for each until the dates of the first rows were looked at. */
  const torn = new Map<SourceRecord, readonly SourceRecord[]>();
  const addWhole = (record: SourceRecord): void => {
    const pieces = torn.get(record);
    if (!pieces) {
      addRow(record);
      return;
    }
    torn.delete(record);
    counts.read++;
    hasNumbers = takeTorn(pieces.map(empties.clear)) || hasNumbers;
  };
  const read = dates.lookingAhead({
    add: addWhole,
    end: () => {},
    swallows: (record) => swallowsRows(record, columns.length, phones, parser),
    headerSwallows: (header) => headerSwallowsRows(header, parser),
    counts: () => counts,
    hasNumbers: () => hasNumbers,
  });
  const rows = createTornRows(
    {
      ...signsOfPhones(columns.length, phones, parser),
      matters: (column) =>
        [groupsOf.indexes, where.indexes, consent?.indexes ?? []].some((indexes) => indexes.includes(column)),
      ...(optOut && { optOut }),
    },
    {
      row: read.add,
      doubtful: (record) => {
        const key = keyOf(record);
        const numbers = phones.all(record);
        const [own] = numbers;
        gathering.hold({
          ...{ source, keys: key === undefined ? [] : [key], numbers },
          ...(own !== undefined && { own }),
        });
        read.add(withoutTornConsent(record));
      },
      closing: (record) => {
        counts.read++;
        counts.rejected++;
        reject(record, undefined, 'closing-line', { field: '', value: rowText(record) });
      },
      torn: (pieces) => {
        const record = { ...(pieces[0] as SourceRecord), malformed: 'too-few-fields' as const };
        torn.set(record, pieces);
        read.add(record);
      },
    },
  );
  const ordinary = ordinaryRowsOf({
    ...{
      mapping,
      columns,
      parser,
      phones,
      empties,
      where,
      optOut,
      groupsOf,
      textCells,
      rows,
      dates,
      consent,
    },
    ...{ gathering, counts, idIndex, nameIndexes, longestCell },
    contact: () => {
      hasNumbers = true;
    },
  });
  return {
    ...read,
    ordinary,
    add: rows.add,
    end: () => {
      rows.end();
      read.end();
    },
  };
}

/** The numbers that can be read in the phone columns of a record. */
function numbersOf(phone: RecordPhone): readonly string[] {
  if (phone.kind === 'ok') return [phone.msisdn];
  return phone.kind === 'rejected' ? phone.readable : [];
}
