import { html } from 'hono/html';
import type { ChangeKind } from '../../plan/change.ts';
import type { Plan } from '../../plan/plan.ts';
import type { RunReport } from '../../steps/run-report.ts';
import type { Catalogue } from '../language/catalogue.ts';
import type { Html } from './html.ts';
import { paperTable } from './paper-table.ts';
import type { TableData } from './table-format.ts';
import type { ListedUnmanaged } from './unmanaged.ts';

/**
 * All changes: a table that runs in the page, and on paper the first of each kind. Who is in Jojka and in no CRM is a kind
 * of its own, shown when it is asked for.
 */
export function changesSection(
  plan: Plan,
  data: TableData,
  run: RunReport | undefined,
  unmanaged: ListedUnmanaged,
  words: Catalogue,
): Html {
  const { page, figures } = words;
  const { titles } = words.changes;
  if (plan.changes.length + unmanaged.count === 0) return html``;
  const kinds = Object.keys(titles) as ChangeKind[];
  const groups = data.groups.map((group, index) => ({ group, index }));
  groups.sort((a, b) => (a.group < b.group ? -1 : 1));
  const columns: [string, string][] = [
    ['kind', page.change],
    ['msisdn', page.number],
    ['before', page.before],
    ['after', page.after],
    ...(run ? [['outcome', page.outcome] as [string, string]] : []),
  ];
  return html`<section id="changes" aria-labelledby="changes-title">
<h2 id="changes-title">${page.allChanges}</h2>
<div class="screen">
<div class="controls">
<div class="control"><label for="search">${page.search}</label><input id="search" type="search" autocomplete="off" spellcheck="false"></div>
<div class="control"><label for="group">${page.group}</label><select id="group" name="group"><option value="">${page.allGroups}</option>${groups.map(({ group, index }) => html`<option value="${index}">${group}</option>`)}</select></div>
${
  run
    ? html`<div class="control"><label for="outcome">${page.outcome}</label><select id="outcome" name="outcome"><option value="">${page.allOutcomes}</option>${data.outcomes.map((outcome, index) => html`<option value="${index}">${outcome}</option>`)}</select></div>`
    : ''
}
</div>
<fieldset><legend>${page.kinds}</legend>${kinds.map((kind, index) =>
    plan.summary.changes[kind] > 0
      ? html`<label><input type="checkbox" name="kind" value="${index}">${titles[kind]} <span class="soft">${figures.count(plan.summary.changes[kind])}</span></label>`
      : '',
  )}${
    unmanaged.count > 0
      ? html`<label><input type="checkbox" name="kind" value="${kinds.length}">${page.unmanaged} <span class="soft">${page.unmanagedCount(unmanaged.count)}</span></label>`
      : ''
  }</fieldset>${
    unmanaged.count > unmanaged.first.length
      ? html`<p class="soft">${page.unmanagedFirst(unmanaged.first.length)}</p>`
      : ''
  }
<p class="hits" role="status" aria-live="polite"></p>
<div class="frame"><div class="scroller" tabindex="0" role="region" aria-label="${page.tableOfChanges}">
<div class="table${run ? ' with-outcome' : ''}" role="table" aria-label="${page.changes}" aria-colcount="${columns.length}">
<div role="rowgroup"><div class="head" role="row" aria-rowindex="1">${columns.map(([key, text]) => html`<div role="columnheader" aria-sort="none"><button type="button" data-sort="${key}">${text}</button></div>`)}</div></div>
<div class="rows" role="rowgroup"></div>
</div></div></div>
</div>
${paperTable(plan, run, unmanaged, words)}
</section>`;
}
