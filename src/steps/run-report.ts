import type { ChangeState } from '../load/outcome.ts';
import type { ChangeKind } from '../plan/change.ts';
import type { WithheldReason } from '../plan/permit.ts';
import type { RunStep } from '../session/stopwatch.ts';
import type { PlanReport } from './plan-report.ts';

/** What became of a run, for those who read it in the morning. */
export interface RunReport {
  readonly run: string;
  readonly exitCode: number;
  readonly plan: PlanReport;
  /** What was fetched of replies first (S1), in counts; undefined when nothing was. */
  readonly replies:
    | {
        readonly new: number;
        readonly blocked: number;
        readonly failures: number;
        /** Of those, senders that can never be blocked: words, or none at all (S1b). */
        readonly never?: number;
        /** Replies were lost, since none had been fetched for too long (S2). */
        readonly gap: boolean;
        /** Replies that may be meant as an opt-out, for a person to decide. */
        readonly unsure?: number;
      }
    | undefined;
  /** True when guards held the plan back: at most its blocks were sent, and it is saved for `apply`. */
  readonly heldBack: boolean;
  /** Where such a plan is saved. */
  readonly savedAs: string | undefined;
  /** What became of each change of the plan, by its index. */
  readonly outcomes: readonly ChangeState[];
  /** Indexes of the plan's blocks that stood already, so that no call was made for them; they are `done` among the outcomes. */
  readonly doneBefore?: readonly number[] | undefined;
  /** Writing calls by endpoint, as they ended; retries are not counted. */
  readonly calls: Readonly<Record<string, { readonly done: number; readonly failed: number }>>;
  readonly failures: readonly {
    readonly endpoint: string;
    readonly msisdns: readonly string[];
    /** Indexes into the plan's changes. */
    readonly changes: readonly number[];
    readonly state: 'failed' | 'unknown';
    readonly message: string;
  }[];
  /** Changes that were not sent: not permitted (P11), or the block of their contact failed (L1). */
  readonly skipped: number;
  /** Those, with why. */
  readonly withheld: readonly {
    readonly msisdn: string;
    readonly kind: ChangeKind;
    readonly reason: WithheldReason | 'block-failed';
  }[];
  /** What the export showed afterwards (V1); undefined when nothing was written. */
  readonly verification: VerificationReport | undefined;
  /** Why the run stopped before its end. */
  readonly stopped: string | undefined;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly seconds: number;
  /** How long each step took, in seconds, in the order of the night. */
  readonly timings: readonly { readonly step: RunStep; readonly seconds: number }[];
}

export interface VerificationReport {
  readonly confirmed: number;
  readonly respelled: number;
  readonly missing: number;
  readonly altered: number;
  /** Contacts that were sent a second time, since they were missing or altered after an import. */
  readonly repaired: number;
  /** Contacts that this run did not touch and that somebody changed meanwhile. */
  readonly changedMeanwhile: number;
  /** Those that are missing or altered. */
  readonly differences: readonly {
    readonly msisdn: string;
    readonly verdict: string;
    readonly message: string;
  }[];
}
