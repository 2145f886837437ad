import { html } from 'hono/html';
import type { PlanReport } from '../../steps/plan-report.ts';
import { basisWords, comparisonLines, sourceCells } from '../sentences/basis.ts';
import type { Html } from './html.ts';

/** Which sources the plan was made from, of when, how large; and how they stand against the last good night. */
export function basisSection(report: PlanReport): Html {
  const { basis } = report;
  if (!basis || basis.sources.length === 0) return html``;
  return html`<section aria-labelledby="basis-title"><h2 id="basis-title">${basisWords.title}</h2><div class="card">
<div class="wide" tabindex="0" role="region" aria-label="${basisWords.title}"><table class="list stack"><thead><tr>${basisWords.head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${basis.sources.map(
    (source) =>
      html`<tr>${sourceCells(source, report).map((text, index) => html`<td dir="auto" data-title="${basisWords.head[index]}">${text}</td>`)}</tr>`,
  )}</tbody></table></div>
${comparisonLines(report).map((line) => html`<p>${line}</p>`)}
</div></section>`;
}
