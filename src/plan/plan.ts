import type { Warning } from '../contact/rejection.ts';
import type { PlannedBlocks } from './blocks.ts';
import type { ChangeKind, PlanBody } from './change.ts';
import type { ConsentDelta } from './consent-delta.ts';
import type { ConsentFigures } from './consent-figures.ts';
import type { GroupCount } from './group-counts.ts';
import type { TrippedGuard } from './guard.ts';
import type { Move } from './moves.ts';
import type { PlanPolicy, WantsDelta } from './plan-input.ts';
import type { StandingBlocks } from './standing-blocks.ts';
import type { AbsentCounts, InDoubt } from './tally.ts';

export interface PlanSummary {
  readonly existing: number;
  readonly desired: number;
  readonly optedOut: number;
  /** Changes of each kind. */
  readonly changes: Readonly<Record<ChangeKind, number>>;
  /** What becomes of contacts that Jojka holds and this pipeline does not ask for (P3). */
  readonly absent: AbsentCounts;
  /** What would be taken away, were it not in doubt whose a rejected record is (T7, G1); left out where that is nothing. */
  readonly inDoubt?: InDoubt;
  /** Pipelines that want contacts which this one does not (P10). */
  readonly wantedBy: readonly string[];
  /** Desired, there already, and not managed by this product; `adopt` takes them over (P3). */
  readonly unmanaged: { readonly contacts: number; readonly memberships: number };
  /** Numbers that stay blocked whatever the source says (P7); left out by earlier versions. */
  readonly standingBlocks?: StandingBlocks;
  /** Who has said yes, where a source asks for it (C1). */
  readonly consent?: ConsentFigures;
  readonly groups: readonly GroupCount[];
  /** Calls that it takes, by endpoint (P6). */
  readonly calls: Readonly<Record<string, number>>;
  /** How long those calls take at the configured rate, in seconds (P6). */
  readonly seconds: number;
}

/** Which plan it is, and what it is for. */
export interface PlanIdentity {
  readonly version: 1;
  readonly id: string;
  readonly fingerprint: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly account: string;
  /** Of the service that the account is at. */
  readonly url: string;
  /** Tells the key that it was made with from others, and gives none away (G5, K1). */
  readonly keyMark: string;
  readonly pipeline: string;
}

/** By what it is carried out. */
export interface PlanTerms {
  /** The limits that calls keep to. */
  readonly load: PlanPolicy['load'];
  /** Each number is asked about before it is blocked, so that blocks of others are told from ours (P7). */
  readonly checksBlocks: boolean;
  /** Whom it may remove: managed contacts alone, or any (P3). */
  readonly removes: 'managed' | 'all';
  /** Groups whose memberships are the pipeline's to take away, whoever added them (P4). */
  readonly managedGroups: readonly string[];
}

/** What it will come to, and what somebody should look at before. */
export interface PlanForecast {
  readonly summary: PlanSummary;
  /** Guards that hold the plan back (G1 to G4, G6 to G8); empty when none does. */
  readonly guards: readonly TrippedGuard[];
  /** Blocks that tripped guards hold back too; all others go out (G3, G6, G8). */
  readonly heldBlocks: readonly string[];
  readonly warnings: readonly Warning[];
}

/** What the ledger is to learn besides what is confirmed: recorded, no call. */
export interface LedgerDelta {
  readonly wants: WantsDelta;
  /** What sources say of consent that they did not say last time; left out where that is nothing (C4). */
  readonly consents?: ConsentDelta;
  /** Blocks that are owed, before any of them is sent (P11). */
  readonly owed: PlannedBlocks['owed'];
  /** Numbers whose block was never sent, and that nobody opts out any more. */
  readonly blockReleases: PlannedBlocks['releases'];
  /** What blocks that are there already are to be known for besides (P7). */
  readonly blockOrigins: PlannedBlocks['origins'];
  /** Numbers that the pipeline's source no longer opts out, though another pipeline's does. */
  readonly blockWithdrawals: readonly string[];
  /** Records whose number changed: what is ours goes from one to the other, and so does an opt-out. */
  readonly moves: readonly Move[];
}

/** What a plan that is no night's, or one that is only shown, teaches the ledger. */
export const nothingToLearn: LedgerDelta = {
  wants: { upserts: [], drops: [] },
  owed: [],
  blockReleases: [],
  blockOrigins: [],
  blockWithdrawals: [],
  moves: [],
};

/** Plain, versioned data: what turns existing into desired (P9). Holds no key. */
export interface Plan extends PlanIdentity, PlanBody, PlanTerms, PlanForecast, LedgerDelta {}
