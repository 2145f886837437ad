import type { KnownConsent } from './consent.ts';
import type { RecordKey } from './record.ts';

/** Where a block comes from (P7). Origins add up. */
export type BlockOrigin = 'source' | 'reply' | 'manual' | 'found' | 'carried';

/**
 * Why a block of the ledger cannot be relied on (P12). `noted`: a source says so, and its night ended before anything was
 * decided. `held`: a guard holds it back, and nothing was sent. `owed`: it
 * is to be sent. `sent`: it was sent, and no answer told what came of it; or it was confirmed, and is to be sent again. `unsure`: it was confirmed, and something may
 * have lifted it since.
 */
export type BlockDoubt = 'noted' | 'held' | 'owed' | 'sent' | 'unsure';

/** What the account's ledger knows of a contact, whichever pipeline it came from (P10). */
export interface LedgerContact {
  /** Set when this product created the contact or adopted it on purpose: it is managed (P3). */
  readonly managed?: 'created' | 'adopted';
  /** The pipeline that created or adopted it: it has the say about the name (P10). */
  readonly pipeline?: string;
  /** Groups that this product added the contact to or adopted, as they were asked for (P4). */
  readonly groups: readonly string[];
  /** What Jojka stored in another spelling (P8): asked for -> stored. */
  readonly spellings?: {
    readonly name?: { readonly asked: string; readonly stored: string };
    readonly groups?: Readonly<Record<string, string>>;
  };
}

/** What one pipeline wants of one contact (P10). */
export interface Want {
  readonly name: string;
  readonly groups: readonly string[];
  readonly keys: readonly RecordKey[];
  /** In how many complete extracts in a row the contact has been absent; 0 while it is desired (P3). */
  readonly absentRuns: number;
  /** When the last of those extracts was, ISO 8601 UTC. */
  readonly absentAt?: string;
  /** When this pipeline first wanted the contact, ISO 8601 UTC. */
  readonly since: string;
  /** Wanted in a night that guards held back, and in no other yet (P10, G7). */
  readonly held?: true;
  /** The person opted out and the pipeline treats him as absent: nothing is wanted, and only his keys are known. */
  readonly optedOut?: true;
}

/** What the plan needs to know of one account's ledger. */
export interface Ledger {
  readonly contacts: ReadonlyMap<string, LedgerContact>;
  /** Pipeline -> msisdn -> want. */
  readonly wants: ReadonlyMap<string, ReadonlyMap<string, Want>>;
  /** Blocked numbers with their origins. */
  readonly blocks: ReadonlyMap<string, readonly BlockOrigin[]>;
  /** Of blocks with the origin `source`: the pipelines whose sources opted the number out. */
  readonly blockedBy: ReadonlyMap<string, readonly string[]>;
  /** What sources said last of consent: pipeline -> source -> msisdn (C4). */
  readonly consents: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, KnownConsent>>>;
  /** Of those blocks the ones that are not confirmed, with why. */
  readonly doubts: ReadonlyMap<string, BlockDoubt>;
}

/** Whether a contact was there before us, and nobody has adopted it: it is somebody else's (P3). */
export function isOfOthers(known: LedgerContact | undefined): boolean {
  return known !== undefined && !known.managed;
}

/** Whether a block was never sent, and no guard has let it pass: it is for its own pipeline to send. */
export function isUndecided(doubt: BlockDoubt | undefined): boolean {
  return doubt === 'noted' || doubt === 'held';
}

/** Whether nobody has sent a block yet, or it was seen to be gone: that the number is blocked is somebody else's doing then. */
export function isUnsent(doubt: BlockDoubt | undefined): boolean {
  return isUndecided(doubt) || doubt === 'owed';
}

/** The ledger of an account that nothing is known of. */
export const emptyLedger: Ledger = {
  contacts: new Map(),
  wants: new Map(),
  blocks: new Map(),
  blockedBy: new Map(),
  consents: new Map(),
  doubts: new Map(),
};
