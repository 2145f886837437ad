import { html } from 'hono/html';
import type { Plan } from '../../plan/plan.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { consentLines } from '../sentences/consent.ts';
import type { Html } from './html.ts';

/** Who has said yes to messages, and why the others have not; nothing where no source asks for it. */
export function consentSection({ summary }: Plan, words: Catalogue): Html {
  const lines = consentLines(summary, words);
  if (lines.length === 0) return html``;
  return html`<section aria-labelledby="consent-title"><h2 id="consent-title">${words.consent.title}</h2><div class="card">${lines.map(
    (line) => html`<p>${line}</p>`,
  )}</div></section>`;
}
