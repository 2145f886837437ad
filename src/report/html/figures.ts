import { html } from 'hono/html';
import type { PlanReport } from '../../steps/plan-report.ts';
import { formatCount } from '../numbers.ts';
import type { Html } from './html.ts';

/** The figures that somebody looks for first; of a run that was carried out, in the past tense. */
export function figures({ plan, rejections, records }: PlanReport, isDone: boolean): Html {
  const said = (toDo: string, done: string) => (isDone ? done : toDo);
  const { changes } = plan.summary;
  const shown: [number, string][] = [
    [changes.create, said('to create', 'created')],
    [changes.remove, said('to remove', 'removed')],
    [changes.block, said('to block', 'blocked')],
    [changes.unblock, said('to unblock', 'unblocked')],
    [changes.rename, said('to rename', 'renamed')],
    [changes.addMembership, said('memberships to add', 'memberships added')],
    [changes.removeMembership, said('memberships to take away', 'memberships taken away')],
    [rejections.length, 'rejected'],
  ];
  const list = shown.filter(([count]) => count > 0);
  return html`<ul class="figures">${list.map(([count, text]) => html`<li><b>${formatCount(count)}</b>${text}</li>`)}${
    records ? html`<li><b>${formatCount(records.read)}</b>records read</li>` : ''
  }</ul>`;
}
