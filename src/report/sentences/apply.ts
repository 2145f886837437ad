import type { PlanReport } from '../../steps/plan-report.ts';
import type { RunReport } from '../../steps/run-report.ts';
import { minute } from './time.ts';

/** How exactly a plan is applied: what is said before the command, and the command. */
export interface HowToApply {
  readonly text: string;
  /** Undefined where it cannot be applied. */
  readonly command: string | undefined;
}

/** A saved plan is acted on within a day, where nobody says otherwise (G5). */
const usualMs = 24 * 3_600_000;

/** Of a plan: by the file that it was saved in; of one that was not saved, how it would be. @param at how a time is shown */
export function howToApplyPlan({ plan, savedAs }: PlanReport, at = minute): HowToApply {
  if (savedAs === undefined)
    return {
      text: 'This plan is not saved, and a sync makes its own. To have exactly this one to apply, make it with --out:',
      command: `jojka-sync plan ${shellWord(plan.pipeline)} --out plan.json`,
    };
  const isHeld = plan.guards.length > 0;
  return {
    text: `The plan is saved as ${savedAs}, ${until(plan.createdAt, at)}.${isHeld ? ' Guards hold it back.' : ''} To apply exactly that plan${isHeld ? ' all the same' : ''}:`,
    command: `jojka-sync apply ${shellWord(savedAs)}${isHeld ? ` --accept ${plan.fingerprint}` : ''}`,
  };
}

/** Of a run that guards held back: by its id. @param at how a time is shown */
export function howToApplyHeld(
  { run, plan: { plan, spentBy }, savedAs }: RunReport,
  at = minute,
): HowToApply {
  if (spentBy !== undefined)
    return {
      text: `This plan has been applied since, by run ${spentBy}:`,
      command: `jojka-sync show ${spentBy}`,
    };
  if (savedAs === undefined)
    return { text: 'The plan is not saved here, so it cannot be applied here.', command: undefined };
  return {
    text: `The plan is saved as ${savedAs}, ${until(plan.createdAt, at)}. To apply exactly that plan:`,
    command: `jojka-sync apply ${run} --accept ${plan.fingerprint}`,
  };
}

function until(createdAt: string, at: typeof minute): string {
  const end = new Date(Date.parse(createdAt) + usualMs).toISOString();
  return `to be applied until ${at(end)}, or later with --max-age (7d at most)`;
}

/** A word as a shell reads it. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
