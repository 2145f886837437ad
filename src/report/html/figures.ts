import { html } from 'hono/html';
import type { ChangeKind } from '../../plan/change.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import { formatCount } from '../numbers.ts';
import type { Html } from './html.ts';

/** The figures that somebody looks for first: what is to do, what was done, or what would be if nobody held it back. */
export function figures(
  { rejections, records }: PlanReport,
  mood: 'toDo' | 'done' | 'would',
  counts: Readonly<Partial<Record<ChangeKind, number>>>,
): Html {
  const said = (toDo: string, done: string, would = `would be ${done}`) =>
    mood === 'toDo' ? toDo : mood === 'done' ? done : would;
  const shown: [number, string][] = [
    [counts.create ?? 0, said('to create', 'created')],
    [counts.remove ?? 0, said('to remove', 'removed')],
    [counts.block ?? 0, said('to block', 'blocked')],
    [counts.unblock ?? 0, said('to unblock', 'unblocked')],
    [counts.rename ?? 0, said('to rename', 'renamed')],
    [
      counts.addMembership ?? 0,
      said('memberships to add', 'memberships added', 'memberships would be added'),
    ],
    [
      counts.removeMembership ?? 0,
      said('memberships to take away', 'memberships taken away', 'memberships would be taken away'),
    ],
    [rejections.length, 'rejected'],
  ];
  const list = shown.filter(([count]) => count > 0);
  return html`<ul class="figures">${list.map(([count, text]) => html`<li><b>${formatCount(count)}</b>${text}</li>`)}${
    records ? html`<li><b>${formatCount(records.read)}</b>records read</li>` : ''
  }</ul>`;
}
