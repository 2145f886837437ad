import { html } from 'hono/html';
import type { Plan } from '../../plan/plan.ts';
import type { Catalogue } from '../language/catalogue.ts';
import type { Html } from './html.ts';
import { moreThan } from './more-than.ts';

export function movesSection({ moves }: Plan, { page }: Catalogue): Html {
  if (moves.length === 0) return html``;
  return html`<section aria-labelledby="moves-title"><h2 id="moves-title">${page.moves}</h2>
<p class="soft">${page.movesText}</p>
<div class="wide" tabindex="0" role="region" aria-label="${page.moves}"><table class="list"><thead><tr><th scope="col">${page.before}</th><th scope="col">${page.after}</th><th scope="col">${page.name}</th></tr></thead>
<tbody>${moves.slice(0, 500).map(({ from, to, name }) => html`<tr><td class="number">${from}</td><td class="number">${to}</td><td dir="auto">${name}</td></tr>`)}</tbody></table></div>${moreThan(moves.length, 500, page)}</section>`;
}
