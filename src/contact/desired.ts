import type { Contact } from './contact.ts';
import type { RecordKey } from './record.ts';
import type { Rejection, Warning } from './rejection.ts';

/** A contact that the sources ask for. */
export interface DesiredContact extends Contact {
  /** Keys of every record that was merged into it, in order of appearance; empty where the source has no `id`. */
  readonly keys: readonly RecordKey[];
  /** Where its first record stands. */
  readonly source: string;
  readonly line: number;
}

/** Records that share one number (T6). */
export interface Duplicate {
  readonly msisdn: string;
  readonly records: readonly { readonly source: string; readonly line: number; readonly key?: RecordKey }[];
}

/**
 * What rejected records leave behind: contacts that must stay as they are (T7).
 * `unkeyed` and `unknownKeys` count rejected records whose contact could not be told from a number in them.
 */
export interface Held {
  /** Numbers, valid ones of any type, that could be read in rejected records. */
  readonly msisdns: ReadonlySet<string>;
  /** Keys of rejected records; the ledger may know their number. */
  readonly keys: ReadonlySet<RecordKey>;
  /** Keys of those rejected records in which no number could be read (a subset of `keys`). */
  readonly keysWithoutNumber: ReadonlySet<RecordKey>;
  /** How many rejected records have neither a key nor a readable number. */
  readonly anonymous: number;
}

/** An opted-out record in which no number can be read (T8): only its key may tell whose it is. */
export interface StrayOptOut {
  readonly source: string;
  readonly line: number;
  readonly key?: RecordKey;
  /** Its phone columns are empty. */
  readonly isBlank: boolean;
}

/** How many records each step saw. */
export interface RecordCounts {
  /** Rows read, malformed ones included. */
  readonly read: number;
  /** Rows that `where` left out. */
  readonly filtered: number;
  /** Records whose phone columns are all empty (no rejection, T7). */
  readonly withoutNumber: number;
  /** Records rejected as a whole. */
  readonly rejected: number;
  /** Of the rejected, those that are malformed, or whose number cannot be read or does not exist (G4). */
  readonly unusable: number;
  /** Rows that have a value in the opt-out column, and of those the ones whose value is neither yes nor no (G6). */
  readonly optOutValues: number;
  readonly oddOptOutValues: number;
  /** Records that were merged into a contact with another one (T6). */
  readonly duplicates: number;
}

/** What the sources ask for: the outcome of transform. */
export interface Desired {
  readonly contacts: ReadonlyMap<string, DesiredContact>;
  /** Every number that is opted out, by a column or by an `optOuts` source, also such as are no contact (T8). */
  readonly optOuts: ReadonlySet<string>;
  /** Of those the ones that rest on odd values alone: neither yes nor no (T5, G6). */
  readonly oddOptOuts: ReadonlySet<string>;
  /** Keys of rejected records that are opted out: they block the number their key is known by (T8). */
  readonly optOutKeys: ReadonlySet<RecordKey>;
  /** Of those keys the ones that rest on odd values alone. */
  readonly oddOptOutKeys: ReadonlySet<RecordKey>;
  readonly strayOptOuts: readonly StrayOptOut[];
  /** Numbers that this extract holds with an opt-out column that says no, and nowhere with yes (P7). */
  readonly optedIn: ReadonlySet<string>;
  readonly held: Held;
  readonly rejections: readonly Rejection[];
  readonly warnings: readonly Warning[];
  readonly duplicates: readonly Duplicate[];
  readonly counts: RecordCounts;
}
