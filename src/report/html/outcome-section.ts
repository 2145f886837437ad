import { html } from 'hono/html';
import type { RunReport } from '../../steps/run-report.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { withheldLines } from '../sentences/withheld.ts';
import type { Html } from './html.ts';
import { moreThan } from './more-than.ts';

export function outcomeSection(run: RunReport, words: Catalogue): Html {
  const { page, figures } = words;
  const { calls, failures, verification, replies } = run;
  const rows = Object.entries(calls);
  return html`<section aria-labelledby="outcome-title"><h2 id="outcome-title">${run.heldBack ? page.sentAllTheSame : page.whatWasDone}</h2><div class="card">
${replies ? html`<p>${page.replies(replies.new, replies.blocked, replies.failures, replies.gap)}</p>` : ''}
${
  rows.length > 0
    ? html`<table class="chart"><caption>${page.calledJojka}</caption><thead><tr><th scope="col">${page.endpoint}</th><th scope="col">${page.callsDone}</th><th scope="col">${page.callsFailed}</th></tr></thead>
<tbody>${rows.map(([endpoint, { done, failed }]) => html`<tr><th scope="row"><code>${endpoint}</code></th><td>${figures.count(done)}</td><td>${failed > 0 ? html`<span class="minus">${figures.count(failed)}</span>` : '0'}</td></tr>`)}</tbody></table>`
    : html`<p>${run.heldBack ? page.nothing : page.noCall}</p>`
}
${verification ? html`<h3>${page.readAgain}</h3><p>${page.verified({ ...verification, asAsked: verification.confirmed + verification.respelled })}</p>${differences(verification.differences, words)}` : ''}
${withheldLines(run.withheld, words).map((line) => html`<p>${line}</p>`)}
${failures.length > 0 ? html`<h3>${page.failed}</h3><ul>${failures.slice(0, 200).map(({ endpoint, msisdns, message }) => html`<li><code>${endpoint}</code>${words.run.of('', msisdns.length === 1 && msisdns[0] !== undefined ? msisdns[0] : words.run.contacts(msisdns.length))}: ${message}</li>`)}</ul>${moreThan(failures.length, 200, page)}` : ''}
</div></section>`;
}

function differences(
  list: NonNullable<RunReport['verification']>['differences'],
  { run, page }: Catalogue,
): Html {
  if (list.length === 0) return html``;
  return html`<ul>${list.slice(0, 200).map((one) => html`<li><span class="number">${one.msisdn}</span> ${run.difference(one)}</li>`)}</ul>${moreThan(list.length, 200, page)}`;
}
