import { html } from 'hono/html';
import type { Plan } from '../../plan/plan.ts';
import type { Html } from './html.ts';
import { moreThan } from './more-than.ts';

export function movesSection({ moves }: Plan): Html {
  if (moves.length === 0) return html``;
  return html`<section aria-labelledby="moves-title"><h2 id="moves-title">Changed numbers</h2>
<p class="soft">The same person under another number: what is ours moves along, and so does an opt-out.</p>
<div class="wide" tabindex="0" role="region" aria-label="Changed numbers"><table class="list"><thead><tr><th scope="col">Before</th><th scope="col">After</th><th scope="col">Name</th></tr></thead>
<tbody>${moves.slice(0, 500).map(({ from, to, name }) => html`<tr><td class="number">${from}</td><td class="number">${to}</td><td dir="auto">${name}</td></tr>`)}</tbody></table></div>${moreThan(moves.length, 500)}</section>`;
}
