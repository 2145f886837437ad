import { html } from 'hono/html';
import type { ChangeKind } from '../../plan/change.ts';
import type { Plan } from '../../plan/plan.ts';
import type { RunReport } from '../../steps/run-report.ts';
import { changeKindTitles } from '../change-titles.ts';
import { formatCount } from '../numbers.ts';
import type { Html } from './html.ts';
import type { TableData } from './table-format.ts';

/** How many changes are printed. */
const printed = 300;

/** All changes: a table that runs in the page, and on paper the first of them. */
export function changesSection(plan: Plan, data: TableData, run: RunReport | undefined): Html {
  if (plan.changes.length === 0) return html``;
  const kinds = Object.keys(changeKindTitles) as ChangeKind[];
  const groups = data.groups.map((group, index) => ({ group, index }));
  groups.sort((a, b) => (a.group < b.group ? -1 : 1));
  const columns: [string, string][] = [
    ['kind', 'Change'],
    ['msisdn', 'Number'],
    ['before', 'Before'],
    ['after', 'After'],
    ...(run ? [['outcome', 'Outcome'] as [string, string]] : []),
  ];
  return html`<section id="changes" aria-labelledby="changes-title">
<h2 id="changes-title">All changes</h2>
<div class="screen">
<div class="controls">
<div class="control"><label for="search">Search name, number or group</label><input id="search" type="search" autocomplete="off" spellcheck="false"></div>
<div class="control"><label for="group">Group</label><select id="group" name="group"><option value="">All groups</option>${groups.map(({ group, index }) => html`<option value="${index}">${group}</option>`)}</select></div>
${
  run
    ? html`<div class="control"><label for="outcome">Outcome</label><select id="outcome" name="outcome"><option value="">All outcomes</option>${data.outcomes.map((outcome, index) => html`<option value="${index}">${outcome}</option>`)}</select></div>`
    : ''
}
</div>
<fieldset><legend>Kinds</legend>${kinds.map((kind, index) =>
    plan.summary.changes[kind] > 0
      ? html`<label><input type="checkbox" name="kind" value="${index}">${changeKindTitles[kind]} <span class="soft">${formatCount(plan.summary.changes[kind])}</span></label>`
      : '',
  )}</fieldset>
<p class="hits" role="status" aria-live="polite"></p>
<div class="frame"><div class="scroller" tabindex="0" role="region" aria-label="Table of changes">
<div class="table${run ? ' with-outcome' : ''}" role="table" aria-label="Changes" aria-colcount="${columns.length}">
<div role="rowgroup"><div class="head" role="row" aria-rowindex="1">${columns.map(([key, text]) => html`<div role="columnheader" aria-sort="none"><button type="button" data-sort="${key}">${text}</button></div>`)}</div></div>
<div class="rows" role="rowgroup"></div>
</div></div></div>
</div>
${paperTable(plan, run)}
</section>`;
}

/** What of the table is printed. */
function paperTable(plan: Plan, run: RunReport | undefined): Html {
  const touched = new Map(plan.contacts.map((contact) => [contact.msisdn, contact]));
  const shown = plan.changes.slice(0, printed);
  const state = (one: { readonly name: string; readonly groups: readonly string[] } | null | undefined) =>
    one ? [one.name, one.groups.join(' · ')].filter((text) => text !== '').join(' – ') : '–';
  return html`<div class="paper"><table class="list"><thead><tr><th>Change</th><th>Number</th><th>Before</th><th>After</th>${run ? html`<th>Outcome</th>` : ''}</tr></thead>
<tbody>${shown.map((change, index) => {
    const contact = touched.get(change.msisdn);
    return html`<tr><td>${changeKindTitles[change.kind]}${'group' in change ? ` (${change.group})` : ''}</td><td>${change.msisdn}</td><td>${state(contact?.before)}</td><td>${state(contact?.after)}</td>${run ? html`<td>${run.outcomes[index] ?? 'pending'}</td>` : ''}</tr>`;
  })}</tbody></table>${plan.changes.length > printed ? html`<p>${formatCount(plan.changes.length - printed)} more changes are not printed; the CSV report has all.</p>` : ''}</div>`;
}
