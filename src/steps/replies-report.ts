import type { ReplyGap } from '../replies/window.ts';
import type { RunReport } from './run-report.ts';

/** An SMS that somebody sent to the account. */
export interface ReplyItem {
  readonly sender: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly message: string;
  /** The word by which it opts out; undefined when it does not. */
  readonly word: string | undefined;
  readonly blocked: boolean;
  /** It may be meant as an opt-out, though no word says so: for a person to decide. */
  readonly mayOptOut: boolean;
}

/** What a fetch of replies brought (S1). */
export interface RepliesReport {
  readonly account: string;
  readonly fetchedAt: string;
  /** Undefined: all that Jojka still had. */
  readonly since: string | undefined;
  /** Replies of this time are gone and were never seen (S2). */
  readonly gap:
    | { readonly from: string; readonly to: string; readonly reason: ReplyGap['reason'] }
    | undefined;
  readonly isFirst: boolean;
  /** Replies that came, those that were known included. */
  readonly fetched: number;
  /** Replies that were not known. */
  readonly replies: readonly ReplyItem[];
  /** Numbers that were blocked. */
  readonly blocked: readonly string[];
  readonly failures: readonly {
    readonly sender: string;
    readonly message: string;
    /** The next fetch tries again; else nothing can be done. */
    readonly again: boolean;
  }[];
}

/** What a run fetched and blocked of replies, in counts. */
export type RepliesSummary = NonNullable<RunReport['replies']>;

/** The counts of a fetch, for the report of a run. */
export function repliesSummary(report: RepliesReport): RepliesSummary {
  return {
    new: report.replies.length,
    blocked: report.blocked.length,
    failures: report.failures.length,
    ...neverOf(report.failures.filter(({ again }) => !again).length),
    gap: report.gap !== undefined,
    unsure: report.replies.filter(({ mayOptOut }) => mayOptOut).length,
  };
}

/** What a run did about replies in two goes, as one: what failed first and was tried again counts as it ended. */
export function repliesTogether(
  first: RepliesSummary | undefined,
  then: RepliesSummary | undefined,
): RepliesSummary | undefined {
  if (!first || !then) return first ?? then;
  return {
    new: first.new + then.new,
    blocked: first.blocked + then.blocked,
    failures: then.failures + (first.never ?? 0),
    ...neverOf((first.never ?? 0) + (then.never ?? 0)),
    gap: first.gap || then.gap,
    unsure: (first.unsure ?? 0) + (then.unsure ?? 0),
  };
}

function neverOf(never: number): { never?: number } {
  return never > 0 ? { never } : {};
}
