import { html } from 'hono/html';
import { formatCount } from '../numbers.ts';
import type { Html } from './html.ts';

/** Says how many of a list are not shown. */
export function moreThan(count: number, shown: number): Html {
  return count > shown
    ? html`<p class="soft">${formatCount(count - shown)} more are not shown here.</p>`
    : html``;
}
