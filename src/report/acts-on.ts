import type { Subject } from '../contact/printed-commands.ts';
import type { PlanReport } from '../steps/plan-report.ts';

/** What the commands in a report are to act on. */
export function actsOn({ plan, called }: PlanReport): Subject {
  return { account: plan.account, pipeline: plan.pipeline, called };
}
