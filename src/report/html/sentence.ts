import type { ChangeKind } from '../../plan/change.ts';
import type { PlanSummary } from '../../plan/plan.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { wouldText } from '../sentences/held-back.ts';
import { inDoubtText } from '../sentences/in-doubt.ts';

/** What a plan comes to, as somebody would say it: `12 people join, 3 leave, 1 opted out; 14 calls, about 2 s.` */
export function planSentence(summary: PlanSummary, words: Catalogue): string {
  const { changes, calls, seconds } = summary;
  const { page } = words;
  const parts = (Object.keys(page.comesTo) as ChangeKind[]).flatMap((kind) =>
    changes[kind] > 0 ? [page.comesTo[kind](changes[kind])] : [],
  );
  if (parts.length === 0) return inDoubtText(summary, words) ?? page.nothingChanges;
  return page.sentence(parts, callsText(calls, seconds, words));
}

/** The same of a plan that guards hold back: what it would do. */
export function heldPlanSentence({ changes, calls, seconds }: PlanSummary, words: Catalogue): string {
  return words.page.heldSentence(wouldText(changes, words), callsText(calls, seconds, words));
}

function callsText(calls: PlanSummary['calls'], seconds: number, { page, plan }: Catalogue): string {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return page.calls(total, plan.takes(seconds));
}
