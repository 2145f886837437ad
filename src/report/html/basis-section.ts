import { html } from 'hono/html';
import type { Catalogue } from '../language/catalogue.ts';
import { type BasisFacts, comparisonLines, sourceCells } from '../sentences/basis.ts';
import { minute } from '../sentences/time.ts';
import type { Html } from './html.ts';

/** Which sources the plan was made from, of when, how large; and how they stand against the last good night. */
export function basisSection(report: BasisFacts, words: Catalogue): Html {
  const { basis } = report;
  if (!basis || basis.sources.length === 0) return html``;
  return html`<section aria-labelledby="basis-title"><h2 id="basis-title">${words.basis.title}</h2><div class="card">
<div class="wide" tabindex="0" role="region" aria-label="${words.basis.title}"><table class="list stack"><thead><tr>${words.basis.head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${basis.sources.map(
    (source) =>
      html`<tr>${sourceCells(source, report, words).map((text, index) => html`<td dir="auto" data-title="${words.basis.head[index]}">${text}</td>`)}</tr>`,
  )}</tbody></table></div>
${comparisonLines(report, minute, words).map((line) => html`<p>${line}</p>`)}
</div></section>`;
}
