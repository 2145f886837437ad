import type { LedgerContact, Want } from './ledger.ts';

/**
 * Takes entries of the ledger as characters and numbers, of which no strings and no objects are made. What a great many of them have in
 * common is their shape: it is asked for once.
 */
export interface PlainLedgerSink {
  contacts(): PlainContactSink | undefined;
  /** @param pipeline whose wants follow */
  wants(pipeline: string): PlainWantSink | undefined;
}

interface PlainEntrySink<Shared> {
  /** A sign for what entries have in common, for `add`; undefined where they go the long way. */
  shape(shared: Shared): number | undefined;
  /** Whether an entry may go this way now. @param msisdn as a number: digits without a zero before them, fifteen at most */
  takes(msisdn: number): boolean;
}

/** Of contacts: all but those who have spellings of their own. */
export interface PlainContactSink extends PlainEntrySink<LedgerContact> {
  add(msisdn: number, shape: number): void;
}

/** Of wants: all but those with several keys. */
export interface PlainWantSink extends PlainEntrySink<Omit<Want, 'name' | 'keys'>> {
  add(msisdn: number, shape: number, text: PlainWant): void;
}

/** What is a want's own, as characters. */
export interface PlainWant {
  /** May be written into: nobody reads the characters of an entry after it was added. */
  readonly codes: Uint16Array;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** There is one key; else none. */
  readonly hasKey: boolean;
  readonly keyStart: number;
  readonly keyEnd: number;
}
