import type {
  Desired,
  HeldRecord,
  KeyOptOut,
  OutsideRecord,
  RecordCounts,
  StrayOptOut,
} from '../contact/desired.ts';
import type { RecordKey } from '../contact/record.ts';
import type { Rejection, Warning } from '../contact/rejection.ts';
import type { DesiredWriter } from '../table/desired-writer.ts';
import type { Tables } from '../table/tables.ts';
import type { Consents } from './consents.ts';
import { type Candidate, createContactPool, type DuplicateMode } from './duplicates.ts';
import type { GroupNames } from './group-names.ts';
import type { OptOutReading } from './opt-out-column.ts';
import { createOptOutValues, type OwnWords } from './opt-out-values.ts';
import { createPlaces, type PlaceWarning } from './places.ts';
import { duplicateWarnings, sharedKeyWarnings, shiftedOptOutWarnings } from './warnings.ts';

export type Counts = { -readonly [K in keyof RecordCounts]: number };

/** What the records of all sources leave behind. */
export interface Gathering {
  /** A record that is a contact. @returns whether it was merged into the contact of another one (T6) */
  contact(candidate: Candidate): boolean;
  /** Writes contacts past their records, where that can be (T6). */
  writer(source: string): DesiredWriter | undefined;
  reject(rejection: Rejection): void;
  /** From the contact of such a record nothing is taken away (T7). */
  hold(record: HeldRecord): void;
  /** `keys` only where no number that passes says whom it concerns (T8). */
  optOut(numbers: readonly string[], keys: readonly RecordKey[], value?: 'clear' | 'odd'): void;
  /** An opted-out record that is no contact: its opt-out is to follow it to another number (P7b). */
  outside(msisdn: string, record: OutsideRecord): void;
  /** An opt-out in a row without a number (T8). */
  strayOptOut(stray: StrayOptOut): void;
  /** A row of a list of opt-outs in which no number can be read (T8). */
  lostOptOut(): void;
  optIn(msisdn: string): void;
  /** What the cells of an opt-out column were read as (T5). */
  optOutValue(column: string, value: string, reading: OptOutReading): void;
  /** The words that the pipeline gives for such a column. */
  optOutWords(column: string, words: OwnWords): void;
  /** Something that was found in a cell, and that somebody should look at. */
  place(kind: PlaceWarning, place: string): void;
  /** A row that is broken and seems to be opted out (T8). */
  shiftedOptOut(): void;
  /** What tells of a source's cells, when all are read. */
  tells(warnings: () => readonly Warning[]): void;
  /** Counts for one more source. @param keyed its name, where its records have keys */
  counts(keyed?: string): Counts;
  finish(): Desired;
}

export function createGathering(
  mode: DuplicateMode,
  names: GroupNames,
  { tables, consents }: { readonly tables: Tables; readonly consents: Consents },
): Gathering {
  const pool = createContactPool(mode, names, tables);
  const rejections: Rejection[] = [];
  const optOuts = tables.numbers();
  const oddOptOuts = tables.numbers();
  const optOutsByKey: KeyOptOut[] = [];
  const strayOptOuts: StrayOptOut[] = [];
  const outside = new Map<string, OutsideRecord>();
  const addOutside = (msisdn: string, { keys, name }: OutsideRecord): void => {
    if (keys.length === 0) return;
    const known = outside.get(msisdn) ?? { keys: [], name };
    // Of several that are called otherwise nobody knows which is meant.
    const all = [...new Set([...known.keys, ...keys])];
    outside.set(msisdn, { keys: all, name: known.name === name ? name : '' });
  };
  const optedIn = tables.numbers();
  const held: HeldRecord[] = [];
  const keyed: string[] = [];
  const optOutValues = createOptOutValues();
  const places = createPlaces();
  const counted: Counts[] = [];
  const told: (() => readonly Warning[])[] = [];
  let shifted = 0;
  let lost = 0;

  /** T6, `reject`: all records of a number fall together, and only now is it known which. */
  const rejectDuplicate = ({
    msisdn,
    name,
    key,
    isOptedOut,
    source,
    record,
    field,
    value,
  }: Candidate): void => {
    const keys = key === undefined ? [] : [key];
    held.push({ source, keys, numbers: [msisdn] });
    if (isOptedOut && key !== undefined) optOutsByKey.push({ keys, isOdd: !optOuts.has(msisdn) });
    if (isOptedOut) addOutside(msisdn, { keys, name });
    rejections.push({
      source,
      line: record.line,
      ...(key !== undefined && { key }),
      field,
      code: 'duplicate-number',
      value,
      row: record.fields,
    });
  };

  return {
    contact: (candidate) => pool.add(candidate),
    writer: pool.writer,
    reject: (rejection) => {
      rejections.push(rejection);
    },
    hold: (record) => {
      held.push(record);
    },
    optOut: (numbers, keys, value = 'clear') => {
      for (const number of numbers) (value === 'odd' ? oddOptOuts : optOuts).add(number);
      if (keys.length > 0) optOutsByKey.push({ keys, isOdd: value === 'odd' });
    },
    outside: addOutside,
    strayOptOut: (stray) => {
      strayOptOuts.push(stray);
    },
    lostOptOut: () => {
      lost++;
    },
    optIn: (msisdn) => {
      optedIn.add(msisdn);
    },
    optOutValue: optOutValues.add,
    optOutWords: optOutValues.own,
    place: places.add,
    shiftedOptOut: () => {
      shifted++;
    },
    tells: (warnings) => {
      told.push(warnings);
    },
    counts: (name) => {
      const counts = noCounts();
      counted.push(counts);
      if (name !== undefined) keyed.push(name);
      return counts;
    },
    finish: () => {
      const { contacts, duplicates, rejected } = pool.finish();
      for (const candidate of rejected) rejectDuplicate(candidate);
      for (const number of optOuts) oddOptOuts.delete(number);
      for (const number of oddOptOuts) optOuts.add(number);
      // A yes anywhere counts, and what a rejected record says of a held number is not known (P7).
      for (const number of optOuts) optedIn.delete(number);
      for (const { numbers } of held) for (const number of numbers) optedIn.delete(number);
      const counts = counted.reduce(sum, noCounts());
      const consent = consents.finish(contacts);
      return {
        contacts,
        optOuts,
        oddOptOuts,
        optOutsByKey,
        outside,
        strayOptOuts,
        lostOptOuts: lost,
        optedIn,
        held,
        keyed,
        ...(consent && { consent }),
        rejections,
        warnings: [
          ...names.warnings(),
          ...optOutValues.warnings(),
          ...places.warnings(),
          ...told.flatMap((warnings) => warnings()),
          ...consents.warnings(),
          ...shiftedOptOutWarnings(shifted),
          ...duplicateWarnings(duplicates),
          ...sharedKeyWarnings(contacts),
        ],
        duplicates,
        counts: { ...counts, rejected: counts.rejected + rejected.length },
      };
    },
  };
}

export function noCounts(): Counts {
  return {
    read: 0,
    filtered: 0,
    withoutNumber: 0,
    rejected: 0,
    unusable: 0,
    optOutValues: 0,
    oddOptOutValues: 0,
    dateOptOutValues: 0,
    garbled: 0,
    duplicates: 0,
  };
}

function sum(a: Counts, b: Counts): Counts {
  return {
    read: a.read + b.read,
    filtered: a.filtered + b.filtered,
    withoutNumber: a.withoutNumber + b.withoutNumber,
    rejected: a.rejected + b.rejected,
    unusable: a.unusable + b.unusable,
    optOutValues: a.optOutValues + b.optOutValues,
    oddOptOutValues: a.oddOptOutValues + b.oddOptOutValues,
    dateOptOutValues: a.dateOptOutValues + b.dateOptOutValues,
    garbled: a.garbled + b.garbled,
    duplicates: a.duplicates + b.duplicates,
  };
}
