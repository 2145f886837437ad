import { html } from 'hono/html';
import type { RunReport } from '../../steps/run-report.ts';
import { changeKindTitles } from '../change-titles.ts';
import { formatCount } from '../numbers.ts';
import { heldBackRows, heldBackWords } from '../sentences/held-back.ts';
import type { Html } from './html.ts';

/** Of a night that guards held back: what was planned, what of it was sent, and what waits for somebody's word. */
export function heldBackSection(run: RunReport): Html {
  return html`<section aria-labelledby="held-title"><h2 id="held-title">${heldBackWords.title}</h2><div class="card">
<table class="list counts"><thead><tr>${heldBackWords.head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${heldBackRows(run).map(({ kind, planned, sent }) => html`<tr><th scope="row">${changeKindTitles[kind]}</th><td>${formatCount(planned)}</td><td>${formatCount(sent)}</td><td><b>${formatCount(planned - sent)}</b></td></tr>`)}</tbody></table>
</div></section>`;
}
