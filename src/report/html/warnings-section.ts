import { html } from 'hono/html';
import type { Warning } from '../../contact/rejection.ts';
import { warningText } from '../sentences/warnings.ts';
import type { Html } from './html.ts';
import { moreThan } from './more-than.ts';

export function warningsSection(warnings: readonly Warning[]): Html {
  if (warnings.length === 0) return html``;
  return html`<section aria-labelledby="warnings-title"><h2 id="warnings-title">Warnings</h2>
<div class="card"><ul>${warnings.slice(0, 200).map((warning) => html`<li dir="auto">${warningText(warning)}</li>`)}</ul>${moreThan(warnings.length, 200)}</div></section>`;
}
