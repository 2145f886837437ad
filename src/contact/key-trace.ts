import type { RecordKey } from './record.ts';

/**
 * A trace of a key: the ledger remembers that its person has, or had, a number whose key it is not. So an opt-out of that number finds
 * him wherever his record is by now (P7b). It stands among the keys of a want, and is none: no record has it. No key has a second tab.
 */
const mark = '\ttrace';

/** The trace of a key. */
export function traceOf(key: RecordKey): RecordKey {
  return `${key}${mark}`;
}

/** Whether it is the trace of a key, and no key. */
export function isTrace(key: RecordKey): boolean {
  return key.endsWith(mark);
}

/** The key itself, of a trace too. */
export function keyOf(key: RecordKey): RecordKey {
  return isTrace(key) ? key.slice(0, -mark.length) : key;
}

/** Keys without traces; the same list where there are none. */
export function withoutTraces(keys: readonly RecordKey[]): readonly RecordKey[] {
  return keys.some(isTrace) ? keys.filter((key) => !isTrace(key)) : keys;
}
