import { html } from 'hono/html';
import type { Plan } from '../../plan/plan.ts';
import { formatCount, formatQuantity } from '../numbers.ts';
import { barChart } from './bar-chart.ts';
import type { Html } from './html.ts';

/** How many groups a chart shows; the rest is summed, and listed below it. */
const groupsShown = 12;

/** Changes by group, and members before and after; the groups that change most, the rest as one. */
export function groupCharts({ summary: { groups } }: Plan): Html[] {
  const changed = groups
    .filter(({ added, removed }) => added + removed > 0)
    .sort((a, b) => b.added + b.removed - (a.added + a.removed));
  if (changed.length === 0) return [];
  const sum = (key: 'before' | 'after' | 'added' | 'removed', list: typeof changed) =>
    list.reduce((total, one) => total + one[key], 0);
  const rest = changed.slice(groupsShown);
  const shown = [
    ...changed.slice(0, groupsShown),
    ...(rest.length > 0
      ? [
          {
            group: formatQuantity(rest.length, 'other group'),
            before: sum('before', rest),
            after: sum('after', rest),
            added: sum('added', rest),
            removed: sum('removed', rest),
          },
        ]
      : []),
  ];
  const others =
    rest.length === 0
      ? html``
      : html`<details><summary>${formatQuantity(rest.length, 'other group')}</summary>
<div class="wide" tabindex="0" role="region" aria-label="Other groups"><table class="list"><thead><tr><th scope="col">Group</th><th scope="col">Before</th><th scope="col">After</th><th scope="col">Change</th></tr></thead>
<tbody>${rest.slice(0, 2000).map((one) => html`<tr><td dir="auto">${one.group}</td><td>${formatCount(one.before)}</td><td>${formatCount(one.after)}</td><td>${steps(one)}</td></tr>`)}</tbody></table></div></details>`;
  return [
    barChart(
      'Changes by group',
      shown.map((one) => ({ title: one.group, values: [one.added + one.removed], figure: steps(one) })),
      ['Group', 'Share', 'Change'],
    ),
    html`${barChart(
      'Contacts per group, before and after',
      shown.map(({ group, before, after }) => ({
        title: group,
        values: [before, after],
        figure: html`${formatCount(before)} → ${formatCount(after)}`,
      })),
      ['Group', 'Before and after', 'Contacts'],
    )}${others}`,
  ];
}

function steps({ added, removed }: { readonly added: number; readonly removed: number }): Html {
  return html`${added > 0 ? html`<span class="plus">+${formatCount(added)}</span> ` : ''}${
    removed > 0 ? html`<span class="minus">−${formatCount(removed)}</span>` : ''
  }`;
}
