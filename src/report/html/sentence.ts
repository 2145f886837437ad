import type { PlanSummary } from '../../plan/plan.ts';
import { formatCount, formatQuantity, formatSeconds } from '../numbers.ts';
import { wouldText } from '../sentences/held-back.ts';

/** What a plan comes to, as somebody would say it: `12 people join, 3 leave, 1 opted out; 14 calls, about 2 s.` */
export function planSentence({ changes, calls, seconds }: PlanSummary): string {
  const parts = [
    changes.create > 0 ? `${formatQuantity(changes.create, 'person joins', 'people join')}` : '',
    changes.remove > 0 ? `${formatQuantity(changes.remove, 'leaves', 'leave')}` : '',
    changes.block > 0 ? `${formatCount(changes.block)} opted out` : '',
    changes.unblock > 0 ? `${formatQuantity(changes.unblock, 'gets', 'get')} SMS again` : '',
    changes.rename > 0 ? `${formatQuantity(changes.rename, 'gets', 'get')} another name` : '',
    changes.addMembership > 0
      ? `${formatQuantity(changes.addMembership, 'membership is', 'memberships are')} added`
      : '',
    changes.removeMembership > 0
      ? `${formatQuantity(changes.removeMembership, 'membership is', 'memberships are')} taken away`
      : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return 'Nothing changes: Jojka holds what the sources say.';
  return `${parts.join(', ')}; ${callsText(calls, seconds)}.`;
}

/** The same of a plan that guards hold back: what it would do. */
export function heldPlanSentence({ changes, calls, seconds }: PlanSummary): string {
  return `${wouldText(changes)}; that would take ${callsText(calls, seconds)}.`;
}

function callsText(calls: PlanSummary['calls'], seconds: number): string {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return `${formatQuantity(total, 'call')}, ${seconds < 1 ? 'under a second' : `about ${formatSeconds(seconds)}`}`;
}
