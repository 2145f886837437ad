import type { Contact } from '../contact/contact.ts';
import type { Desired } from '../contact/desired.ts';
import type { BlockOrigin, Ledger, Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import type { Tables } from '../table/tables.ts';
import type { GuardLimits } from './guard.ts';
import type { Subset } from './subset.ts';
import type { InDoubt } from './tally.ts';

/** What of a pipeline the planner goes by. */
export interface PlanPolicy {
  readonly name: string;
  /** Where contacts come from. Of a pipeline that has none nothing is planned but blocks; it has some, where left out. */
  readonly sources?: readonly unknown[];
  readonly contacts: {
    readonly absent: 'keep' | 'remove-managed' | 'remove-all';
    readonly absentRuns: number;
    readonly absentHours: number;
    readonly names: 'overwrite' | 'keep';
    readonly optedOut: 'keep' | 'no-groups' | 'remove';
  };
  readonly groups: { readonly mode: 'mirror' | 'add'; readonly managedGroups: readonly string[] };
  readonly load: {
    readonly importRows: number;
    readonly singleAdds: number;
    readonly requestsPerSecond: number;
  };
  readonly blocklist: { readonly unblock: 'never' | 'managed' };
  readonly guards: GuardLimits;
}

/** What is known of replies to the account (S1). */
export interface ReplyFacts {
  /** Senders who opted out and whose block is not confirmed yet. */
  readonly pending: ReadonlySet<string>;
  /** Every reply up to now has been seen: fetched, and without a gap (S2). */
  readonly complete: boolean;
}

/** Nothing is known of replies. */
export const noReplies: ReplyFacts = { pending: new Set(), complete: false };

/** What marks a plan as its own: given by whoever makes it. */
export interface PlanStamp {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly account: string;
  /** Of the service, so that the plan is not carried out elsewhere (G5). */
  readonly url: string;
  /** Tells the account's key from others, so that the plan is not carried out on another account (G5). */
  readonly keyMark: string;
}

export interface PlanInput extends PlanStamp {
  readonly policy: PlanPolicy;
  readonly desired: Desired;
  readonly existing: ReadonlyMap<string, Contact>;
  readonly ledger: Ledger;
  readonly replies: ReplyFacts;
  /** A sync of the pipeline has gone through; else what it wants was taken over by `adopt` at most. Default true. */
  readonly hasSynced?: boolean;
  /** None has, and parts of a night have: whom the ledger knows as created they created. */
  readonly partsAlone?: boolean;
  /**
   * When the last whole sync of the pipeline ended of which all was confirmed (ISO 8601, UTC): whom it wanted before was in Jojka
   * then, whoever put him there. Nothing is known of that, where left out.
   */
  readonly lastDone?: string | undefined;
  /** What stayed for doubt alone in the last whole night that went through, accepted ones included (G1); nothing, where left out. */
  readonly inDoubtBefore?: InDoubt | undefined;
  /** Groups that numbers were to take along from former ones in nights of which nothing is confirmed of them (P4); none, where left out. */
  readonly takenAlong?: ReadonlyMap<string, readonly string[]> | undefined;
  /** Former numbers of records of which nothing is confirmed since the night that was to take what is ours from them; none, where left out. */
  readonly leftBehind?: ReadonlySet<string> | undefined;
  /** Keys of whom the run before was to take something away, of which nothing is confirmed (T7); none, where left out. */
  readonly formerKeys?: ReadonlyMap<string, readonly RecordKey[]> | undefined;
  /** A part of the night; all of it, where left out. */
  readonly subset?: Subset | undefined;
  /** What is as much as the contacts is kept in; plain lists, where left out. */
  readonly tables?: Tables;
}

/** A block that is owed, with why; for the origin `source`, whose source asks for it. */
export type OwedBlock = readonly [msisdn: string, origin: BlockOrigin, pipeline?: string | undefined];

/** What this pipeline wants differently from what the ledger has of it (P10). */
export interface WantsDelta {
  /** Each number once. Of a first load they are as many as its contacts: they may be made anew each time they are asked for. */
  readonly upserts: Iterable<readonly [msisdn: string, want: Want]>;
  readonly drops: readonly string[];
}
