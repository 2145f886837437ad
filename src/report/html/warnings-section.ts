import { html } from 'hono/html';
import type { Warning } from '../../contact/rejection.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { warningIn } from '../sentences/warnings.ts';
import type { Html } from './html.ts';
import { moreThan } from './more-than.ts';

export function warningsSection(warnings: readonly Warning[], words: Catalogue): Html {
  if (warnings.length === 0) return html``;
  return html`<section aria-labelledby="warnings-title"><h2 id="warnings-title">${words.page.warnings}</h2>
<div class="card"><ul>${warnings.slice(0, 200).map((warning) => html`<li dir="auto">${warningIn(words, warning)}</li>`)}</ul>${moreThan(warnings.length, 200, words.page)}</div></section>`;
}
