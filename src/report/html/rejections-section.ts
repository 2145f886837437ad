import { html } from 'hono/html';
import type { Rejection } from '../../contact/rejection.ts';
import { formatCount } from '../numbers.ts';
import { rejectionText } from '../sentences/rejections.ts';
import { countBy } from './count-by.ts';
import type { Html } from './html.ts';
import { moreThan } from './more-than.ts';

/** How many rejections of a code are listed. */
const rejectionsShown = 100;

export function rejectionsSection(rejections: readonly Rejection[], run: string | undefined): Html {
  if (rejections.length === 0) return html``;
  const codes = countBy(rejections, ({ code }) => code);
  return html`<section aria-labelledby="rejections-title"><h2 id="rejections-title">Rejected</h2>
<p class="soft">These records could not be taken. Nothing was taken away from their contacts.${run ? html` All of them, with their own columns: <code>jojka-sync rejects ${run}</code>` : ''}</p>
<div class="card">${codes.map(([code, count]) => {
    const own = rejections.filter((rejection) => rejection.code === code);
    return html`<details><summary><b>${code}</b> · ${formatCount(count)} · ${own[0] ? rejectionText(own[0]) : ''}</summary>
<div class="wide" tabindex="0" role="region" aria-label="Rejected: ${code}"><table class="list"><thead><tr><th scope="col">Where</th><th scope="col">Field</th><th scope="col">Value</th><th scope="col">What is wrong</th></tr></thead>
<tbody>${own.slice(0, rejectionsShown).map((one) => html`<tr><td>${one.source}:${one.line}</td><td dir="auto">${one.field}</td><td dir="auto">${one.value}</td><td>${rejectionText(one)}</td></tr>`)}</tbody></table></div>${moreThan(count, rejectionsShown)}</details>`;
  })}</div></section>`;
}
