import type { FieldValue, RecordKey } from './record.ts';

/** Why a record, or a value of it, cannot go on (T7). Stable: scripts may depend on them. */
export type RejectionCode =
  /** The row has fewer or more fields than the header (E3). */
  | 'too-few-fields'
  | 'too-many-fields'
  /** A line break without quotation marks has made several rows of one record (E3). */
  | 'line-break'
  /** A line that an export writes below its rows, such as a count of them: it is no record, and concerns nobody (E3). */
  | 'closing-line'
  /** The cell holds nothing that could be a number. */
  | 'not-a-number'
  /** Too short or too long for a number. */
  | 'too-short'
  | 'too-long'
  /** The length fits, but no such number exists in the numbering plan. */
  | 'invalid-number'
  /** A number that a spreadsheet ruined, such as 4,67098E+10. */
  | 'spreadsheet-number'
  /** A personal, organisation or VAT number (T1). */
  | 'identity-number'
  /** A real number of a type that the pipeline does not allow, such as a landline. */
  | 'number-type'
  /** A real number of a country that the pipeline does not allow. */
  | 'country'
  /** Another record has the same number, and the pipeline says `duplicates: reject` (T6). */
  | 'duplicate-number'
  /** The group name `all` addresses everybody (T3). Rejects the group, not the record. */
  | 'reserved-group'
  /** Far too much text for a number, a name or a group. Of a name or group it rejects the field, not the record. */
  | 'cell-too-long'
  /** More groups than the pipeline's bound. Rejects the groups, not the record. */
  | 'too-many-groups'
  /** A name or group was encoded twice, has lost letters, or is what a program writes in place of a value (E7). Rejects the field, not the record. */
  | 'garbled-text'
  /** A date that `where` asks for cannot be read, or may be one of two days (E8). */
  | 'unclear-date';

/** A record (or a value of it) that cannot go on. */
export interface Rejection {
  readonly source: string;
  readonly line: number;
  /** The record's key, when the source has an `id` column and this record has a value in it. */
  readonly key?: RecordKey;
  /** The column (or columns, joined by `, `) that the value stands in. */
  readonly field: string;
  readonly code: RejectionCode;
  /** The value as the source gives it. */
  readonly value: string;
  /** What its sentence says besides. */
  readonly figures?: RejectionFigures;
  /** The sentence itself, where an earlier version kept that and no figures. */
  readonly told?: string;
  /** The whole row, so that it can be mended and fed back. */
  readonly row: readonly FieldValue[];
}

/** What the sentence of a rejection says besides its code and value. */
export interface RejectionFigures {
  /** What type of number it is. */
  readonly type?: string;
  /** The country that it is of, two letters. */
  readonly country?: string;
  /** It stands in a list of opt-outs: `blocked` when numbers were found in it all the same, else `unblocked` (T8). */
  readonly optOut?: 'blocked' | 'unblocked';
}

/** Where something was found: how often, the first places, and how many more there are. */
export interface Places {
  readonly total: number;
  readonly examples: readonly string[];
  readonly more: number;
}

/** What each kind of warning says: figures and names, no sentence. The codes are stable. */
export interface WarningFigures {
  /** Values of opt-out columns that are neither yes nor no: how many, the first of them with their number, the rest (T5). */
  'odd-opt-out': {
    readonly total: number;
    readonly examples: readonly (readonly [value: string, times: number])[];
    readonly more: number;
    /** What settles it: the column, and the words that were found for yes and no. */
    readonly column?: string;
    readonly yes?: readonly string[];
    readonly no?: readonly string[];
    /** The words that the pipeline itself gives, where it does. */
    readonly own?: { readonly is?: readonly string[]; readonly not?: readonly string[] };
  };
  /** Opt-out values that are dates, and count as yes: how many, and the first of them (T5). */
  'date-opt-out': { readonly total: number; readonly column: string; readonly example: string };
  /** A first phone cell that cannot be read, beside another that can: where they stand (T1). */
  'unreadable-first-phone': Places;
  /** Rows that opt out, of a list or of a contact, with a number that can be read and another that cannot (T8). */
  'unreadable-opt-out': Places;
  /** Rows of a list of opt-outs that hold something, and no number where numbers stand (T8). */
  'opt-out-without-number': Places;
  /** Lines that are no records: what an export writes below its rows, such as a count of them (E3). */
  /** Rows that end before their opt-out cell, with a clear yes in front of it (E3). */
  'short-opt-out': Places;
  /**
   * Dates that cannot be read, or that are one of several days, since their column does not say in which order they are written:
   * how many of each, the first of them, and the orders that they may have.
   */
  'unclear-dates': {
    readonly source: string;
    readonly column: string;
    readonly doubts: number;
    readonly unreadable: number;
    readonly examples: readonly string[];
    readonly orders: readonly string[];
  };
  /** A column of consent that says nothing of anybody (C4). */
  'empty-consent': { readonly source: string; readonly column: string; readonly records: number };
  /** Groups that a source's consent is for, and that nobody is in: a name that is written otherwise protects nobody (C1). */
  'consent-groups': { readonly source: string; readonly groups: readonly string[] };
  /** Numbers of which one record says yes and another does not: the stricter counts (C3). */
  'consent-disagrees': { readonly numbers: number };
  /** People who are kept out of groups for lack of a consent that another pipeline asks for (C5). */
  'consent-elsewhere': { readonly contacts: number; readonly pipelines: readonly string[] };
  /** Cells with entities or tags of HTML, which are read as what they stand for (E7). */
  'html-cells': Places;
  /** Cells of groups that look like several, in a column without a separator (T5). */
  'unsplit-groups': Places;
  /** Cells with a value of a program, such as a JSON object or a broken list, which becomes the group's name, or the contact's (E7). */
  'json-cells': Places;
  /** Constant groups that are called like a column of their source (T5). */
  'group-is-column': Places;
  /** Desired numbers that Jojka holds in another spelling too. */
  'other-number-spelling': Places;
  /**
   * A pipeline that nothing is known of yet, while another one wants most of its contacts, or has no file any more (P10): how
   * many of its contacts the other one wants, and how many in all; the folder without its file, where that was looked at.
   */
  'pipeline-renamed': {
    readonly other: string;
    readonly contacts: number;
    readonly name?: string;
    readonly wants?: number;
    readonly folder?: string;
  };
  /** New numbers that are blocked for the opt-out of a former one, though their record says no (P7). */
  'carried-against-record': { readonly numbers: number; readonly examples: readonly string[] };
  /** New numbers of records whose former one has opted out, which another pipeline has and does not call the same: not blocked (P7b). */
  'opt-out-left': { readonly numbers: number; readonly examples: readonly string[] };
  /** Numbers whose block a guard held back, and of which no record says otherwise by now, or opt-outs are lost (T8): they are not blocked (P11). */
  'held-blocks-wait': {
    readonly numbers: number;
    readonly examples: readonly string[];
    readonly lostOptOuts?: true;
  };
  /** People whose records opt out no more, and who stay blocked because their source once said so; by which runs (P7). */
  'still-blocked': {
    readonly numbers: number;
    /** Of those the ones whose records say nothing now, neither yes nor no. */
    readonly silent?: number;
    readonly runs: readonly (readonly [run: string, numbers: number])[];
  };
  /** Keys belong to sources that are called otherwise now: by how many contacts (T7). */
  'source-renamed': { readonly before: readonly string[]; readonly contacts: number };
  /** Most contacts have other keys than the night before: how many (T7). */
  'keys-rewritten': { readonly contacts: number };
  /** Broken rows that are taken for opted out (T8). */
  'shifted-opt-out': { readonly rows: number };
  /** Opted-out records that tell of nobody, and block nobody: how many, and where the first of them stand (T8). */
  'stray-opt-out': { readonly total: number; readonly examples: readonly string[]; readonly more: number };
  /** Numbers that stand in several records (T6). */
  duplicates: { readonly numbers: number };
  /** Keys that belong to records with different numbers. */
  'shared-key': { readonly total: number; readonly examples: readonly string[]; readonly more: number };
  /** Groups that differ only in case (T4). */
  'group-case': { readonly spellings: readonly string[] };
  /** Spellings of a group that become one (T4). */
  'group-spelling': { readonly spellings: readonly string[]; readonly name: string };
  /** Contacts that keep their names, since no import row can carry them (P5). */
  'rename-not-possible': { readonly contacts: number };
  /** Contacts whose name another pipeline has the say of (P10). */
  'name-of-other-pipeline': { readonly contacts: number };
  /** Absent contacts that stay, since rejected records may be theirs (T7). */
  'held-in-doubt': {
    readonly contacts: number;
    /** Memberships that present contacts keep. */
    readonly memberships?: number;
    readonly anonymous: number;
    readonly strangers: number;
  };
  /** Numbers that stay blocked, since replies may have been missed (S2), or opt-outs were lost (T8). */
  'unblock-waits': { readonly numbers: number; readonly lostOptOuts?: true };
  /** Of `--only`, `--exclude`, `--limit`: contacts that change, and such as would in a whole night. */
  'part-of-night': { readonly contacts: number; readonly others: number };
  /** Blocks of the ledger that Jojka does not have any more: sent again, or forgotten (P12). */
  'blocks-gone': { readonly again: number; readonly forgotten: number };
  /** Blocks that are no part of a plan and were sent before it: owed, or of somebody who comes back (P11). */
  'owed-blocks': { readonly blocks: number; readonly failed: number };
  /** Of an undo: blocks that stay, those among them of people who answered STOP; contacts that stay, and such as come back with less (U1). */
  'undo-blocks': { readonly blocks: number; readonly answered?: number };
  'undo-stays': { readonly contacts: number };
  'undo-lessened': { readonly contacts: number };
  /** Of an undo: whose record has opted out, or not agreed to a group, under another number since. */
  'undo-carried': { readonly blocks: number };
  'undo-no-consent': { readonly contacts: number };
  /** Of an undo: a pipeline's sources were read since, by a run that has not written down what they say of consent. */
  'undo-unread': { readonly pipeline: string; readonly run: string };
  /** Jojka holds contacts more than once (P2). */
  'existing-repeated': { readonly contacts: number };
  /** A schedule's fixed time that the clock of its zone leaves out on a day within the year. */
  'skipped-time': {
    readonly pipeline: string;
    readonly timeZone: string;
    readonly day: string;
    readonly time: string;
    /** When the clock goes on. */
    readonly instead: string;
  };
  'empty-opt-outs': { readonly source: string; readonly rows?: number };
  /** Of runs of earlier versions. */
  'not-in-effect': { readonly settings: readonly string[] };
  /** The CRM's own database refused; its words. */
  'write-back-failed': { readonly reason: string };
}

/** Something that somebody should look at, but that stops nothing. */
export type Warning = {
  readonly [Code in keyof WarningFigures]: {
    readonly code: Code;
    readonly figures: WarningFigures[Code];
    /** The sentence itself, where an earlier version kept that and no figures. */
    readonly told?: string;
  };
}[keyof WarningFigures];
