import type { Desired, Duplicate, RecordCounts } from '../contact/desired.ts';
import { type RecordKey, recordKey, type SourceRecord } from '../contact/record.ts';
import type { Rejection, RejectionCode, Warning } from '../contact/rejection.ts';
import { compileOptOut, compileWhere, fieldText, findColumns, type SourceMapping } from './columns.ts';
import { createContactPool } from './duplicates.ts';
import { compileGroups, createGroupNames } from './groups.ts';
import { createMsisdnParser, type NumberType, type PhoneVerdict } from './msisdn.ts';
import { rejectionMessages, unreadableOptOut } from './rejection-messages.ts';
import { cleanText } from './text.ts';

export interface TransformSettings {
  readonly region: string;
  readonly numberTypes: readonly NumberType[];
  readonly countries?: readonly string[] | undefined;
  readonly duplicates: 'merge' | 'first' | 'last' | 'reject';
}

/** Takes the records of one source, one after the other. */
export interface SourceIntake {
  add(record: SourceRecord): void;
  counts(): RecordCounts;
}

/** Makes what the sources ask for out of their records, source after source (E1). */
export interface Transform {
  /** @throws UsageError when a configured column is not there (E3) */
  source(mapping: SourceMapping, columns: readonly string[]): SourceIntake;
  /** A source of opted-out numbers of any type and country (T8). */
  optOuts(
    mapping: { readonly source: string; readonly phone: string | readonly string[] },
    columns: readonly string[],
  ): SourceIntake;
  finish(): Desired;
}

type Counts = { -readonly [K in keyof RecordCounts]: number };

/** Begins a transform. Pure: what `finish` gives depends on the records alone. */
export function createTransform(settings: TransformSettings): Transform {
  const parser = createMsisdnParser({
    region: settings.region,
    types: settings.numberTypes,
    countries: settings.countries,
  });
  const names = createGroupNames();
  const pool = createContactPool(settings.duplicates);
  const rejections: Rejection[] = [];
  const optOuts = new Set<string>();
  const optOutKeys = new Set<RecordKey>();
  const optedIn = new Set<string>();
  const heldNumbers = new Set<string>();
  const heldKeys = new Set<RecordKey>();
  const keysWithoutNumber = new Set<RecordKey>();
  const oddOptOuts = new Map<string, number>();
  let anonymous = 0;
  const counted: Counts[] = [];

  /** From a rejected record's contact nothing is taken away (T7). */
  function hold(key: RecordKey | undefined, numbers: readonly string[]): void {
    for (const number of numbers) heldNumbers.add(number);
    if (key !== undefined) {
      heldKeys.add(key);
      if (numbers.length === 0) keysWithoutNumber.add(key);
    } else if (numbers.length === 0) anonymous++;
  }

  function source(mapping: SourceMapping, columns: readonly string[]): SourceIntake {
    const find = findColumns(mapping.source, columns);
    const idIndex = mapping.id === undefined ? undefined : find(mapping.id);
    const phones = listOf(mapping.phone).map((column) => ({ column, index: find(column) }));
    const nameIndexes = listOf(mapping.name ?? []).map(find);
    const groups = compileGroups(mapping.groups ?? [], find, names);
    const isMeant = compileWhere(mapping.where, find);
    const optOutOf = compileOptOut(mapping.optOut, find);
    const counts = noCounts();
    counted.push(counts);

    const keyOf = (record: SourceRecord): RecordKey | undefined => {
      const id = idIndex === undefined ? '' : fieldText(record, idIndex).trim();
      return id === '' ? undefined : recordKey(mapping.source, id);
    };
    const reject = (
      record: SourceRecord,
      key: RecordKey | undefined,
      code: RejectionCode,
      field: string,
      value: string,
    ) => {
      rejections.push({
        source: mapping.source,
        line: record.line,
        ...(key !== undefined && { key }),
        field,
        code,
        value,
        message: rejectionMessages[code],
        row: record.fields,
      });
    };

    /** A row whose fields cannot be told apart: nothing in it is trusted, everything in it holds. */
    const addMalformed = (record: SourceRecord, code: RejectionCode) => {
      const key = keyOf(record);
      const numbers = record.fields.flatMap((_, index) => parser.readAny(fieldText(record, index)));
      hold(key, numbers);
      counts.rejected++;
      reject(
        record,
        key,
        code,
        '',
        record.fields
          .map((_, index) => fieldText(record, index))
          .join(' | ')
          .slice(0, 200),
      );
    };

    const noteOptOut = (
      record: SourceRecord,
      key: RecordKey | undefined,
      numbers: readonly string[],
      rejected: boolean,
    ) => {
      if (!optOutOf) return;
      const { answer, value } = optOutOf(record);
      if (answer === 'odd') oddOptOuts.set(value.trim(), (oddOptOuts.get(value.trim()) ?? 0) + 1);
      if (answer === 'yes' || answer === 'odd') {
        for (const number of numbers) optOuts.add(number);
        if (rejected && key !== undefined) optOutKeys.add(key);
      } else if (answer === 'no' && !rejected) for (const number of numbers) optedIn.add(number);
    };

    const readName = (record: SourceRecord): string => {
      if (nameIndexes.length === 1) return cleanText(fieldText(record, nameIndexes[0] as number));
      return nameIndexes
        .map((index) => cleanText(fieldText(record, index)))
        .filter((part) => part !== '')
        .join(' ');
    };

    const add = (record: SourceRecord): void => {
      counts.read++;
      if (record.malformed) {
        addMalformed(record, record.malformed);
        return;
      }
      if (!isMeant(record)) {
        counts.filtered++;
        // Opt-outs count from every row that can be read (T8).
        const answer = optOutOf?.(record).answer;
        if (answer === 'yes' || answer === 'odd') {
          const numbers = phones.flatMap(({ index }) => parser.readAny(fieldText(record, index)));
          noteOptOut(record, keyOf(record), numbers, numbers.length === 0);
        }
        return;
      }
      const key = keyOf(record);
      const phone = firstThatPasses(record, phones, parser.parse);
      if (phone.kind === 'empty') {
        counts.withoutNumber++;
        noteOptOut(record, key, [], true);
        return;
      }
      if (phone.kind === 'rejected') {
        counts.rejected++;
        hold(key, phone.readable);
        noteOptOut(record, key, phone.readable, true);
        reject(record, key, phone.code, phone.column, phone.value);
        return;
      }
      const { msisdn } = phone;
      noteOptOut(record, key, [msisdn], false);
      const isNew = pool.add({
        msisdn,
        name: readName(record),
        groups: groups.read(record, ({ field, code, value }) => reject(record, key, code, field, value)),
        key,
        source: mapping.source,
        record,
        field: phone.column,
        value: phone.value,
      });
      if (!isNew) counts.duplicates++;
    };
    return { add, counts: () => counts };
  }

  return {
    source,
    optOuts: (mapping, columns) => {
      const find = findColumns(mapping.source, columns);
      const phones = listOf(mapping.phone).map((column) => ({ column, index: find(column) }));
      const counts = noCounts();
      return {
        counts: () => counts,
        add: (record) => {
          counts.read++;
          const indexes = record.malformed
            ? record.fields.map((_, index) => index)
            : phones.map(({ index }) => index);
          const numbers = indexes.flatMap((index) => parser.readAny(fieldText(record, index)));
          for (const number of numbers) optOuts.add(number);
          const value = indexes.map((index) => fieldText(record, index)).find((text) => text.trim() !== '');
          if (numbers.length > 0 && !record.malformed) return;
          if (value === undefined) return;
          counts.rejected++;
          const phone = parser.parse(value);
          const code = record.malformed ?? (phone.kind === 'rejected' ? phone.code : 'not-a-number');
          rejections.push({
            source: mapping.source,
            line: record.line,
            field: phones[0]?.column ?? '',
            code,
            value: value.slice(0, 200),
            message: numbers.length > 0 ? rejectionMessages[code] : unreadableOptOut,
            row: record.fields,
          });
        },
      };
    },
    finish: () => {
      const { contacts, duplicates, rejected } = pool.finish(names.list);
      for (const { msisdn, key, source: name, record, field, value } of rejected) {
        heldNumbers.add(msisdn);
        if (key !== undefined) heldKeys.add(key);
        rejections.push({
          source: name,
          line: record.line,
          ...(key !== undefined && { key }),
          field,
          code: 'duplicate-number',
          value,
          message: rejectionMessages['duplicate-number'],
          row: record.fields,
        });
      }
      for (const number of optOuts) optedIn.delete(number);
      return {
        contacts,
        optOuts,
        optOutKeys,
        optedIn,
        held: { msisdns: heldNumbers, keys: heldKeys, keysWithoutNumber, anonymous },
        rejections,
        warnings: [...names.warnings(), ...oddOptOutWarnings(oddOptOuts), ...duplicateWarnings(duplicates)],
        duplicates,
        counts: {
          read: sum(counted, 'read'),
          filtered: sum(counted, 'filtered'),
          withoutNumber: sum(counted, 'withoutNumber'),
          rejected: sum(counted, 'rejected') + rejected.length,
          duplicates: sum(counted, 'duplicates'),
        },
      };
    },
  };
}

function firstThatPasses(
  record: SourceRecord,
  phones: readonly { column: string; index: number }[],
  parse: (cell: string) => PhoneVerdict,
): PhoneVerdict & { column: string; value: string } {
  let first: (PhoneVerdict & { column: string; value: string }) | undefined;
  const readable: string[] = [];
  for (const { column, index } of phones) {
    const value = fieldText(record, index);
    const verdict = parse(value);
    if (verdict.kind === 'ok') return { ...verdict, column, value };
    if (verdict.kind === 'empty') continue;
    readable.push(...verdict.readable);
    first ??= { ...verdict, column, value };
  }
  return first
    ? { ...first, ...(first.kind === 'rejected' && { readable }) }
    : { kind: 'empty', column: '', value: '' };
}

function sum(counts: readonly Counts[], key: keyof Counts): number {
  return counts.reduce((total, one) => total + one[key], 0);
}

function noCounts(): Counts {
  return { read: 0, filtered: 0, withoutNumber: 0, rejected: 0, duplicates: 0 };
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

function oddOptOutWarnings(odd: ReadonlyMap<string, number>): Warning[] {
  if (odd.size === 0) return [];
  const count = [...odd.values()].reduce((sum, times) => sum + times, 0);
  const examples = [...odd.keys()].slice(0, 5).map((value) => JSON.stringify(value.slice(0, 40)));
  return [
    {
      code: 'odd-opt-out',
      message: `${count} opt-out ${count === 1 ? 'value is' : 'values are'} neither yes nor no and ${count === 1 ? 'counts' : 'count'} as opted out: ${examples.join(', ')}${odd.size > 5 ? ', …' : ''} (T5).`,
    },
  ];
}

function duplicateWarnings(duplicates: readonly Duplicate[]): Warning[] {
  if (duplicates.length === 0) return [];
  return [
    {
      code: 'duplicates',
      message: `${duplicates.length} ${duplicates.length === 1 ? 'number stands' : 'numbers stand'} in more than one record (T6); plan --format json lists them.`,
    },
  ];
}
