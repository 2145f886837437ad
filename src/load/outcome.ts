import type { PlannedCall } from '../plan/calls.ts';
import type { PermittedPlan } from '../plan/permit.ts';

/** What became of a change. `skipped`: not sent, since the contact's block failed (L1), or it may not be sent (P11). */
export type ChangeState = 'pending' | 'done' | 'failed' | 'unknown' | 'skipped';

/** A call that failed for good. */
export interface LoadFailure {
  readonly endpoint: string;
  /** The numbers that it concerned; one, save for an import that could not be sent at all. */
  readonly msisdns: readonly string[];
  /** Indexes into the plan's changes. */
  readonly changes: readonly number[];
  readonly state: 'failed' | 'unknown';
  readonly message: string;
}

/** What becomes of a plan while it is carried out. */
export interface Outcome {
  /** By index of the plan's changes. */
  readonly states: ChangeState[];
  readonly failures: LoadFailure[];
  /**
   * Calls as they ended, by endpoint; a call that was tried several times counts once, and so does each half. One that was
   * divided is no failed call: its halves say what became of it.
   */
  readonly calls: Record<string, { done: number; failed: number }>;
  /** Numbers whose block failed: nobody is imported or added to a group before it is done (L1). */
  readonly blockFailed: Set<string>;
  /** The call was carried out. */
  done(call: PlannedCall): void;
  /** The call failed, and its halves may yet go through. Where it may have been done, that stays so whatever they come to. */
  mayBeDone(call: PlannedCall, state: LoadFailure['state']): void;
  /** The call failed for good. */
  failed(call: PlannedCall, state: LoadFailure['state'], message: string): void;
  skipped(changes: readonly number[]): void;
}

/** Begins with the states of an earlier execution; `pending`, where there was none. What is done stays done. */
export function createOutcome(
  { changes, withheld }: Pick<PermittedPlan, 'changes' | 'withheld'>,
  earlier: readonly ChangeState[] = [],
): Outcome {
  const states = changes.map((_, index): ChangeState => {
    const state = earlier[index] ?? 'pending';
    return state !== 'done' && withheld.has(index) ? 'skipped' : state;
  });
  const calls: Outcome['calls'] = {};
  const failures: LoadFailure[] = [];
  const blockFailed = new Set<string>();
  const set = (indexes: readonly number[], state: ChangeState) => {
    for (const index of indexes) states[index] = state;
  };
  const count = (endpoint: string, what: 'done' | 'failed') => {
    const counts = calls[endpoint] ?? { done: 0, failed: 0 };
    counts[what]++;
    calls[endpoint] = counts;
  };
  return {
    states,
    failures,
    calls,
    blockFailed,
    done: (call) => {
      count(call.endpoint, 'done');
      set(call.changes, 'done');
    },
    mayBeDone: (call, state) => {
      if (state === 'unknown') set(call.changes, state);
    },
    failed: (call, state, message) => {
      count(call.endpoint, 'failed');
      set(
        call.changes.filter((index) => states[index] !== 'unknown'),
        state,
      );
      if (call.endpoint === 'add_to_blocklist') blockFailed.add(call.msisdn);
      const msisdns =
        call.endpoint === 'import_contacts_list' ? call.rows.map(({ msisdn }) => msisdn) : [call.msisdn];
      failures.push({ endpoint: call.endpoint, msisdns, changes: call.changes, state, message });
    },
    skipped: (indexes) => set(indexes, 'skipped'),
  };
}
