import { html } from 'hono/html';
import type { ChangeKind } from '../../plan/change.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import type { RunReport } from '../../steps/run-report.ts';
import { changeKindTitles } from '../change-titles.ts';
import { formatSeconds } from '../numbers.ts';
import { type Bar, barChart } from './bar-chart.ts';
import { countBy } from './count-by.ts';
import { groupCharts } from './group-charts.ts';
import type { Html } from './html.ts';

export function chartsSection({ plan, rejections }: PlanReport, run: RunReport | undefined): Html {
  const { summary } = plan;
  const kinds = (Object.keys(changeKindTitles) as ChangeKind[])
    .filter((kind) => summary.changes[kind] > 0)
    .map((kind): Bar => ({ title: changeKindTitles[kind], values: [summary.changes[kind]] }));
  const codes = countBy(rejections, ({ code }) => code);
  const cards = [
    kinds.length > 0 ? barChart('Changes by kind', kinds, ['Kind', 'Share', 'Changes']) : undefined,
    ...groupCharts(plan),
    codes.length > 0
      ? barChart(
          'Rejections by reason',
          codes.map(([code, count]) => ({ title: code, values: [count] })),
          ['Reason', 'Share', 'Records'],
        )
      : undefined,
    run && run.timings.length > 0
      ? barChart(
          'Time by step',
          run.timings.map(({ step, seconds }) => ({
            title: step,
            values: [seconds],
            figure: html`${seconds < 1 ? `${Math.round(seconds * 1000)} ms` : formatSeconds(seconds)}`,
          })),
          ['Step', 'Share', 'Time'],
        )
      : undefined,
  ].filter((card) => card !== undefined);
  return cards.length === 0
    ? html``
    : html`<section aria-label="Charts" class="charts">${cards.map((card) => html`<div class="card">${card}</div>`)}</section>`;
}
