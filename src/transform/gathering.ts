import type { Desired, Held, RecordCounts, StrayOptOut } from '../contact/desired.ts';
import type { RecordKey } from '../contact/record.ts';
import type { Rejection } from '../contact/rejection.ts';
import { type Candidate, createContactPool, type DuplicateMode } from './duplicates.ts';
import type { GroupNames } from './group-names.ts';
import {
  duplicateWarnings,
  oddOptOutWarnings,
  sharedKeyWarnings,
  shiftedOptOutWarnings,
} from './warnings.ts';

export type Counts = { -readonly [K in keyof RecordCounts]: number };

/** What the records of all sources leave behind. */
export interface Gathering {
  /** A record that is a contact. @returns whether it was merged into the contact of another one (T6) */
  contact(candidate: Candidate): boolean;
  reject(rejection: Rejection): void;
  /** From a rejected record's contact nothing is taken away (T7). */
  hold(key: RecordKey | undefined, numbers: readonly string[]): void;
  /** `key` only where no number that passes says whom it concerns (T8). */
  optOut(numbers: readonly string[], key: RecordKey | undefined, value?: 'clear' | 'odd'): void;
  /** An opt-out in a row without a number (T8). */
  strayOptOut(stray: StrayOptOut): void;
  optIn(msisdn: string): void;
  /** An opt-out value that is neither yes nor no (T5). */
  oddOptOut(value: string): void;
  /** A row that is broken and seems to be opted out (T8). */
  shiftedOptOut(): void;
  /** Counts for one more source. */
  counts(): Counts;
  finish(): Desired;
}

export function createGathering(mode: DuplicateMode, names: GroupNames): Gathering {
  const pool = createContactPool(mode, names);
  const rejections: Rejection[] = [];
  const optOuts = new Set<string>();
  const oddOptOuts = new Set<string>();
  const optOutKeys = new Set<RecordKey>();
  const oddOptOutKeys = new Set<RecordKey>();
  const strayOptOuts: StrayOptOut[] = [];
  const optedIn = new Set<string>();
  const msisdns = new Set<string>();
  const keys = new Set<RecordKey>();
  const keysWithoutNumber = new Set<RecordKey>();
  const held: Held & { anonymous: number } = { msisdns, keys, keysWithoutNumber, anonymous: 0 };
  const oddValues = new Map<string, number>();
  const counted: Counts[] = [];
  let shifted = 0;

  const hold: Gathering['hold'] = (key, numbers) => {
    for (const number of numbers) msisdns.add(number);
    if (key !== undefined) keys.add(key);
    if (numbers.length > 0) return;
    if (key === undefined) held.anonymous++;
    else keysWithoutNumber.add(key);
  };

  /** T6, `reject`: all records of a number fall together, and only now is it known which. */
  const rejectDuplicate = ({ msisdn, key, isOptedOut, source, record, field, value }: Candidate): void => {
    hold(key, [msisdn]);
    if (isOptedOut && key !== undefined) (optOuts.has(msisdn) ? optOutKeys : oddOptOutKeys).add(key);
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
    reject: (rejection) => {
      rejections.push(rejection);
    },
    hold,
    optOut: (numbers, key, value = 'clear') => {
      for (const number of numbers) (value === 'odd' ? oddOptOuts : optOuts).add(number);
      if (key !== undefined) (value === 'odd' ? oddOptOutKeys : optOutKeys).add(key);
    },
    strayOptOut: (stray) => {
      strayOptOuts.push(stray);
    },
    optIn: (msisdn) => {
      optedIn.add(msisdn);
    },
    oddOptOut: (value) => {
      oddValues.set(value, (oddValues.get(value) ?? 0) + 1);
    },
    shiftedOptOut: () => {
      shifted++;
    },
    counts: () => {
      const counts = noCounts();
      counted.push(counts);
      return counts;
    },
    finish: () => {
      const { contacts, duplicates, rejected } = pool.finish();
      for (const candidate of rejected) rejectDuplicate(candidate);
      for (const number of optOuts) oddOptOuts.delete(number);
      for (const number of oddOptOuts) optOuts.add(number);
      for (const key of optOutKeys) oddOptOutKeys.delete(key);
      for (const key of oddOptOutKeys) optOutKeys.add(key);
      // A yes anywhere counts, and what a rejected record says of a held number is not known (P7).
      for (const number of optOuts) optedIn.delete(number);
      for (const number of msisdns) optedIn.delete(number);
      const counts = counted.reduce(sum, noCounts());
      return {
        contacts,
        optOuts,
        oddOptOuts,
        optOutKeys,
        oddOptOutKeys,
        strayOptOuts,
        optedIn,
        held,
        rejections,
        warnings: [
          ...names.warnings(),
          ...oddOptOutWarnings(oddValues),
          ...shiftedOptOutWarnings(shifted),
          ...duplicateWarnings(duplicates),
          ...sharedKeyWarnings(contacts.values()),
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
    duplicates: a.duplicates + b.duplicates,
  };
}
