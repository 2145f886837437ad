import { html } from 'hono/html';
import type { Catalogue } from '../language/catalogue.ts';
import type { Html } from './html.ts';

/** Says how many of a list are not shown. */
export function moreThan(count: number, shown: number, page: Catalogue['page']): Html {
  return count > shown ? html`<p class="soft">${page.moreThan(count - shown)}</p>` : html``;
}
