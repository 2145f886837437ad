import { html } from 'hono/html';
import type { ChangeKind } from '../../plan/change.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import type { RunReport } from '../../steps/run-report.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { type Bar, barChart } from './bar-chart.ts';
import { countBy } from './count-by.ts';
import { groupCharts } from './group-charts.ts';
import type { Html } from './html.ts';

export function chartsSection(
  { plan, rejections }: PlanReport,
  run: RunReport | undefined,
  words: Catalogue,
): Html {
  const { page, figures } = words;
  const { titles } = words.changes;
  const { summary } = plan;
  const kinds = (Object.keys(titles) as ChangeKind[])
    .filter((kind) => summary.changes[kind] > 0)
    .map((kind): Bar => ({ title: titles[kind], values: [summary.changes[kind]] }));
  const codes = countBy(rejections, ({ code }) => code);
  const cards = [
    kinds.length > 0 ? barChart(page.byKind, kinds, figures) : undefined,
    ...groupCharts(plan, words),
    codes.length > 0
      ? barChart(
          page.byReason,
          codes.map(([code, count]) => ({ title: code, values: [count] })),
          figures,
        )
      : undefined,
    run && run.timings.length > 0
      ? barChart(
          page.byStep,
          run.timings.map(({ step, seconds }) => ({
            title: words.changes.steps[step],
            values: [seconds],
            figure: html`${seconds < 1 ? `${Math.round(seconds * 1000)} ms` : figures.seconds(seconds)}`,
          })),
          figures,
        )
      : undefined,
  ].filter((card) => card !== undefined);
  return cards.length === 0
    ? html``
    : html`<section aria-label="${page.charts}" class="charts">${cards.map((card) => html`<div class="card">${card}</div>`)}</section>`;
}
