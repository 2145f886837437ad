import { html } from 'hono/html';
import type { Plan } from '../../plan/plan.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { barChart } from './bar-chart.ts';
import type { Html } from './html.ts';

/** How many groups a chart shows; the rest is summed, and listed below it. */
const groupsShown = 12;

/** Changes by group, and members before and after; the groups that change most, the rest as one. */
export function groupCharts({ summary: { groups } }: Plan, { page, figures }: Catalogue): Html[] {
  const { count } = figures;
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
            group: page.otherGroups(rest.length),
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
      : html`<details><summary>${page.otherGroups(rest.length)}</summary>
<div class="wide" tabindex="0" role="region" aria-label="${page.otherGroupsTitle}"><table class="list"><thead><tr><th scope="col">${page.group}</th><th scope="col">${page.before}</th><th scope="col">${page.after}</th><th scope="col">${page.change}</th></tr></thead>
<tbody>${rest.slice(0, 2000).map((one) => html`<tr><td dir="auto">${one.group}</td><td>${count(one.before)}</td><td>${count(one.after)}</td><td>${steps(one, count)}</td></tr>`)}</tbody></table></div></details>`;
  return [
    barChart(
      page.byGroup,
      shown.map((one) => ({
        title: one.group,
        values: [one.added + one.removed],
        figure: steps(one, count),
      })),
      figures,
    ),
    html`${barChart(
      page.perGroup,
      shown.map(({ group, before, after }) => ({
        title: group,
        values: [before, after],
        figure: html`${count(before)} → ${count(after)}`,
      })),
      figures,
    )}${others}`,
  ];
}

function steps(
  { added, removed }: { readonly added: number; readonly removed: number },
  count: Catalogue['figures']['count'],
): Html {
  return html`${added > 0 ? html`<span class="plus">+${count(added)}</span> ` : ''}${
    removed > 0 ? html`<span class="minus">−${count(removed)}</span>` : ''
  }`;
}
