import { html } from 'hono/html';
import type { RunReport } from '../../steps/run-report.ts';
import { formatCount, formatQuantity } from '../numbers.ts';
import { withheldLines } from '../sentences/withheld.ts';
import type { Html } from './html.ts';
import { moreThan } from './more-than.ts';

export function outcomeSection(run: RunReport): Html {
  const { calls, failures, verification, replies } = run;
  const rows = Object.entries(calls);
  return html`<section aria-labelledby="outcome-title"><h2 id="outcome-title">${run.heldBack ? 'What was sent all the same' : 'What was done'}</h2><div class="card">
${replies ? html`<p>${formatQuantity(replies.new, 'new answer')}, ${formatQuantity(replies.blocked, 'STOP')} blocked${replies.failures > 0 ? `, ${formatCount(replies.failures)} not blocked yet` : ''}${replies.gap ? '; some answers were never fetched and are gone' : ''}.</p>` : ''}
${
  rows.length > 0
    ? html`<table class="chart"><caption>Calls to Jojka</caption><thead><tr><th scope="col">Endpoint</th><th scope="col">Done</th><th scope="col">Failed</th></tr></thead>
<tbody>${rows.map(([endpoint, { done, failed }]) => html`<tr><th scope="row"><code>${endpoint}</code></th><td>${formatCount(done)}</td><td>${failed > 0 ? html`<span class="minus">${formatCount(failed)}</span>` : '0'}</td></tr>`)}</tbody></table>`
    : html`<p>${run.heldBack ? 'Nothing.' : 'No call was needed.'}</p>`
}
${verification ? html`<h3>Read again afterwards</h3><p>${formatCount(verification.confirmed + verification.respelled)} as asked for${verification.repaired > 0 ? `, ${formatCount(verification.repaired)} sent a second time` : ''}${verification.respelled > 0 ? `, ${formatCount(verification.respelled)} stored in another spelling` : ''}, ${formatCount(verification.missing)} missing, ${formatCount(verification.altered)} not as asked for; ${formatCount(verification.changedMeanwhile)} others changed meanwhile.</p>${differences(verification.differences)}` : ''}
${withheldLines(run.withheld).map((line) => html`<p>${line}</p>`)}
${failures.length > 0 ? html`<h3>Failed</h3><ul>${failures.slice(0, 200).map(({ endpoint, msisdns, message }) => html`<li><code>${endpoint}</code> of ${msisdns.length === 1 ? msisdns[0] : formatQuantity(msisdns.length, 'contact')}: ${message}</li>`)}</ul>${moreThan(failures.length, 200)}` : ''}
</div></section>`;
}

function differences(list: NonNullable<RunReport['verification']>['differences']): Html {
  if (list.length === 0) return html``;
  return html`<ul>${list.slice(0, 200).map(({ msisdn, message }) => html`<li><span class="number">${msisdn}</span> ${message}</li>`)}</ul>${moreThan(list.length, 200)}`;
}
