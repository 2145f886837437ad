import { localTime } from '../../contact/local-time.ts';
import { shellWord } from '../../contact/shell-word.ts';
import type { Discard } from '../../state/discarded-plans.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import type { RunReport } from '../../steps/run-report.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { english } from '../language/en.ts';
import { printable } from '../printable.ts';
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
export function howToApplyPlan(
  { plan, savedAs, undoes }: PlanReport,
  at = minute,
  words: Catalogue = english,
): HowToApply {
  const { sentences } = words;
  if (savedAs === undefined && undoes !== undefined)
    return { text: sentences.notUndone, command: `jojka-sync undo ${undoes}` };
  if (savedAs === undefined)
    return {
      text: sentences.notSaved,
      command: `jojka-sync plan ${shellWord(plan.pipeline)} --out plan.json`,
    };
  const isHeld = plan.guards.length > 0;
  return {
    text: sentences.savedPlan(savedAs, sentences.until(endOf(plan.createdAt, at)), isHeld),
    command: `jojka-sync apply ${shellWord(savedAs)}${isHeld ? ` --accept ${plan.fingerprint}` : ''}`,
  };
}

/** Of a run that guards held back: by its id. @param at how a time is shown */
export function howToApplyHeld(
  { run, plan: { plan, spentBy, discard }, savedAs }: RunReport,
  at = minute,
  words: Catalogue = english,
): HowToApply {
  const { sentences } = words;
  if (spentBy !== undefined) return { text: sentences.spent(spentBy), command: `jojka-sync show ${spentBy}` };
  if (discard) return { text: discardText(discard, words), command: undefined };
  if (savedAs === undefined) return { text: sentences.notHere, command: undefined };
  return {
    text: sentences.savedHeld(savedAs, sentences.until(endOf(plan.createdAt, at))),
    command: `jojka-sync apply ${run} --accept ${plan.fingerprint}`,
  };
}

/** That somebody has decided not to apply a plan. */
export function discardText({ who, at, reason }: Discard, { sentences }: Catalogue): string {
  return printable(sentences.discarded(who, localTime(at), reason));
}

function endOf(createdAt: string, at: typeof minute): string {
  return at(new Date(Date.parse(createdAt) + usualMs).toISOString());
}
