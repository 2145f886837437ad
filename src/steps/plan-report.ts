import type { Contact } from '../contact/contact.ts';
import type { Desired, Duplicate, RecordCounts } from '../contact/desired.ts';
import type { Rejection, Warning } from '../contact/rejection.ts';
import type { PlanBasis } from '../plan/basis.ts';
import type { Plan } from '../plan/plan.ts';
import type { Discard } from '../state/discarded-plans.ts';

/** A plan with all that a reader needs to judge it. */
export interface PlanReport {
  readonly plan: Plan;
  /** Undefined where no source was read: an undo. */
  readonly records: RecordCounts | undefined;
  readonly rejections: readonly Rejection[];
  readonly duplicates: readonly Duplicate[];
  /** Warnings of the pipeline, of transform and of the plan, in that order. */
  readonly warnings: readonly Warning[];
  /** What it was made from; undefined where no source was read, or it is not known any more. */
  readonly basis?: PlanBasis | undefined;
  /** The run that it takes back (U1); undefined where it is no undo. */
  readonly undoes?: string | undefined;
  /** The file that it was saved in, to be applied. */
  readonly savedAs?: string | undefined;
  /** What names its pipeline's file on the command line, where the pipeline's name does not. */
  readonly called?: string | undefined;
  /** The run that has applied it since. */
  readonly spentBy?: string | undefined;
  /** Who has decided since that it is not to be applied, and why. */
  readonly discard?: Discard | undefined;
  /**
   * Who is in Jojka and in no CRM, and stays (P3): known while the plan is fresh, and no part of what is saved. May be
   * read more than once.
   */
  readonly unmanaged?: Iterable<Contact> | undefined;
}

/** Puts a plan and what led to it together. */
export function planReport(
  plan: Plan,
  desired: Desired,
  warnings: readonly Warning[] = [],
  more: Pick<PlanReport, 'basis' | 'unmanaged' | 'called'> = {},
): PlanReport {
  return {
    ...more,
    plan,
    records: desired.counts,
    rejections: desired.rejections,
    duplicates: desired.duplicates,
    warnings: [...warnings, ...desired.warnings, ...plan.warnings],
  };
}
