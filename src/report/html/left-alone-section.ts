import { html } from 'hono/html';
import type { Plan } from '../../plan/plan.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { leftAloneLines, unmanagedLines } from '../sentences/left-alone.ts';
import type { Html } from './html.ts';

/** Who is left alone, in counts; of a large part that is not managed, what to do first. */
export function leftAloneSection({ summary, pipeline }: Plan, words: Catalogue): Html {
  const lines = [...leftAloneLines(summary, words), ...unmanagedLines(summary, pipeline, words)];
  if (lines.length === 0) return html``;
  return html`<section aria-labelledby="left-title"><h2 id="left-title">${words.leftAlone.title}</h2><div class="card">${lines.map(
    (line) =>
      line.startsWith('jojka-sync ')
        ? html`<div class="command"><code>${line}</code></div>`
        : html`<p dir="auto">${line}</p>`,
  )}</div></section>`;
}
