import { html } from 'hono/html';
import type { Rejection } from '../../contact/rejection.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { rejectionIn } from '../sentences/rejections.ts';
import { countBy } from './count-by.ts';
import type { Html } from './html.ts';
import { moreThan } from './more-than.ts';

/** How many rejections of a code are listed. */
const rejectionsShown = 100;

export function rejectionsSection(
  rejections: readonly Rejection[],
  run: string | undefined,
  words: Catalogue,
): Html {
  const { page, figures } = words;
  const [where, field, value, wrong] = page.rejectedHead;
  if (rejections.length === 0) return html``;
  const codes = countBy(rejections, ({ code }) => code);
  return html`<section aria-labelledby="rejections-title"><h2 id="rejections-title">${page.rejected}</h2>
<p class="soft">${page.rejectedText}${run ? html`${page.rejectedAll}<code>jojka-sync rejects ${run}</code>` : ''}</p>
<div class="card">${codes.map(([code, count]) => {
    const own = rejections.filter((rejection) => rejection.code === code);
    return html`<details><summary><b>${code}</b> · ${figures.count(count)} · ${own[0] ? rejectionIn(words, own[0]) : ''}</summary>
<div class="wide" tabindex="0" role="region" aria-label="${page.rejectedOf(code)}"><table class="list"><thead><tr><th scope="col">${where}</th><th scope="col">${field}</th><th scope="col">${value}</th><th scope="col">${wrong}</th></tr></thead>
<tbody>${own.slice(0, rejectionsShown).map((one) => html`<tr><td>${one.source}:${one.line}</td><td dir="auto">${one.field}</td><td dir="auto">${one.value}</td><td>${rejectionIn(words, one)}</td></tr>`)}</tbody></table></div>${moreThan(count, rejectionsShown, page)}</details>`;
  })}</div></section>`;
}
