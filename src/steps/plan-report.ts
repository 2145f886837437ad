import type { Desired, Duplicate, RecordCounts } from '../contact/desired.ts';
import type { Rejection, Warning } from '../contact/rejection.ts';
import type { Plan } from '../plan/plan.ts';

/** A plan with all that a reader needs to judge it. */
export interface PlanReport {
  readonly plan: Plan;
  /** Undefined where no source was read: an undo. */
  readonly records: RecordCounts | undefined;
  readonly rejections: readonly Rejection[];
  readonly duplicates: readonly Duplicate[];
  /** Warnings of the pipeline, of transform and of the plan, in that order. */
  readonly warnings: readonly Warning[];
}

/** Puts a plan and what led to it together. */
export function planReport(plan: Plan, desired: Desired, warnings: readonly Warning[] = []): PlanReport {
  return {
    plan,
    records: desired.counts,
    rejections: desired.rejections,
    duplicates: desired.duplicates,
    warnings: [...warnings, ...desired.warnings, ...plan.warnings],
  };
}
