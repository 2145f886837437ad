import type { DesiredConsent } from './consent.ts';
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

/** A record that was rejected, or whose number may be another one: whose it is, is to be found out (T7). */
export interface HeldRecord {
  readonly source: string;
  /** Its key; of a row whose fields are shifted also what stands where the key would, counted from the right. */
  readonly keys: readonly RecordKey[];
  /** Numbers, valid ones of any type, that can be read in it; of a row whose fields are shifted, in any field. */
  readonly numbers: readonly string[];
  /** The number of the contact that it is all the same: a part of it alone is rejected. */
  readonly own?: string;
}

/** An opt-out that concerns whom a key is known by (T8). */
export interface KeyOptOut {
  /** One key, or the two that a shifted row may have. */
  readonly keys: readonly RecordKey[];
  /** It rests on a value that is neither yes nor no (G6). */
  readonly isOdd: boolean;
}

/** An opted-out record in which no number can be read (T8): only its key may tell whose it is. */
export interface StrayOptOut {
  readonly source: string;
  readonly line: number;
  readonly keys: readonly RecordKey[];
  /** Its phone columns are empty, and no number stands in another one. */
  readonly isBlank: boolean;
}

/** By what an opted-out record is known that is no contact. */
export interface OutsideRecord {
  readonly keys: readonly RecordKey[];
  readonly name: string;
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
  /** Of the rows with such a value, those whose value is a date: it counts as yes (T5). */
  readonly dateOptOutValues: number;
  /** Rows whose name or group is garbled text; the rest of them goes on (E7). */
  readonly garbled: number;
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
  /** Opted-out records that are no contacts, left out by `where` or rejected since others have their number: by that (P7b). */
  readonly outside?: ReadonlyMap<string, OutsideRecord>;
  /** Opted-out records whose key is to say whose they are: they block the number that it is known by (T8). */
  readonly optOutsByKey: readonly KeyOptOut[];
  readonly strayOptOuts: readonly StrayOptOut[];
  /** Rows of `optOuts` in which no number can be read, and such sources without one: whom they concern nobody knows. */
  readonly lostOptOuts: number;
  /** Numbers that this extract holds with an opt-out column that says no, and nowhere with yes (P7). */
  readonly optedIn: ReadonlySet<string>;
  /** Records of whose contacts nothing is taken away (T7). */
  readonly held: readonly HeldRecord[];
  /** The sources that give keys, by name. */
  readonly keyed: readonly string[];
  /** What the sources say of consent, and whom it keeps out of groups; undefined where none of them asks for it (C1). */
  readonly consent?: DesiredConsent;
  readonly rejections: readonly Rejection[];
  readonly warnings: readonly Warning[];
  readonly duplicates: readonly Duplicate[];
  readonly counts: RecordCounts;
}
