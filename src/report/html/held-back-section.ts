import { html } from 'hono/html';
import type { RunReport } from '../../steps/run-report.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { heldBackRows, noConsentLines } from '../sentences/held-back.ts';
import type { Html } from './html.ts';

/** Of a night that guards held back: what was planned, what of it was sent, and what waits for somebody's word. */
export function heldBackSection(run: RunReport, words: Catalogue): Html {
  const { heldBack, changes } = words;
  const { count } = words.figures;
  return html`<section aria-labelledby="held-title"><h2 id="held-title">${heldBack.title}</h2><div class="card">
<table class="list counts"><thead><tr>${heldBack.head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${heldBackRows(run).map(({ kind, planned, sent }) => html`<tr><th scope="row">${changes.titles[kind]}</th><td>${count(planned)}</td><td>${count(sent)}</td><td><b>${count(planned - sent)}</b></td></tr>`)}</tbody></table>${noConsentLines(
    run,
    words,
  ).map(
    (line) => html`
<p><b>${line}</b></p>`,
  )}
</div></section>`;
}
