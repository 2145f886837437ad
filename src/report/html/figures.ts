import { html } from 'hono/html';
import type { ChangeKind } from '../../plan/change.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import type { Catalogue } from '../language/catalogue.ts';
import type { Html } from './html.ts';

/** The figures that somebody looks for first: what is to do, what was done, or what would be if nobody held it back. */
export function figures(
  { rejections, records }: PlanReport,
  mood: 'toDo' | 'done' | 'would',
  counts: Readonly<Partial<Record<ChangeKind, number>>>,
  { page, figures: { count } }: Catalogue,
): Html {
  const titleOf = { toDo: 0, done: 1, would: 2 } as const;
  const shown: [number, string][] = [
    ...(Object.keys(page.figureTitles) as ChangeKind[]).map((kind): [number, string] => [
      counts[kind] ?? 0,
      page.figureTitles[kind][titleOf[mood]],
    ]),
    [rejections.length, page.rejectedFigure],
  ];
  const list = shown.filter(([count]) => count > 0);
  return html`<ul class="figures">${list.map(([value, text]) => html`<li><b>${count(value)}</b>${text}</li>`)}${
    records ? html`<li><b>${count(records.read)}</b>${page.readFigure}</li>` : ''
  }</ul>`;
}
