import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Rejection, Warning } from '../../contact/rejection.ts';
import type { ChangeKind } from '../../plan/change.ts';
import type { Plan } from '../../plan/plan.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import type { RunReport } from '../../steps/run-report.ts';
import { changeKindTitles } from '../change-titles.ts';
import { formatCount, formatQuantity, formatSeconds } from '../numbers.ts';
import { heldBackHeadline } from '../run-text.ts';
import { type Bar, barChart } from './charts.ts';
import { embeddedJson, type Html } from './html.ts';
import { script } from './script.generated.ts';
import { planSentence } from './sentence.ts';
import { style } from './style.ts';
import { tableData } from './table-data.ts';
import type { TableData } from './table-format.ts';

/** How many groups a chart shows; the rest is summed, and listed below it. */
const groupsShown = 12;
/** How many changes are printed, and how many rejections of a code are listed. */
const printed = 300;
const rejectionsShown = 100;

/** A plan as one page that stands by itself: nothing in it is fetched from anywhere. */
export function planHtml(report: PlanReport): string {
  const { plan } = report;
  const banner =
    plan.guards.length > 0
      ? html`<div class="banner warn"><strong>A sync would hold this plan back, all but its blocks</strong>${guardList(plan)}</div>`
      : html`<div class="banner"><strong>A plan: nothing has been changed yet</strong>
<p>Made ${time(plan.createdAt)} UTC, from ${formatQuantity(report.records?.read ?? 0, 'record')} and ${formatQuantity(plan.summary.existing, 'contact')} in Jojka.</p></div>`;
  return page(report, { title: 'Plan', id: `plan ${plan.id}`, banner, sections: [], run: undefined });
}

/** A finished run as such a page, with what became of it. */
export function runHtml(report: RunReport): string {
  const { plan } = report.plan;
  return page(report.plan, {
    title: 'Run',
    id: `run ${report.run}`,
    banner: runBanner(report),
    sections: [outcomeSection(report)],
    run: report,
  });

  function runBanner(run: RunReport): Html {
    if (run.heldBack) {
      const command = `jojka-sync apply ${plan.id} --accept ${plan.fingerprint}`;
      return html`<div class="banner bad"><strong>${heldBackHeadline(run)}</strong>${guardList(plan)}
<p>The plan is saved for 24 hours. To apply exactly that plan:</p>
<div class="command"><code>${command}</code> <button type="button" data-copy="${command}">Copy</button></div></div>`;
    }
    if (run.stopped !== undefined)
      return html`<div class="banner bad"><strong>Stopped before its end</strong><p>${run.stopped}</p></div>`;
    if (run.exitCode !== 0)
      return html`<div class="banner warn"><strong>Finished with differences</strong><p>What failed is planned again by the next run.</p></div>`;
    return html`<div class="banner good"><strong>Done</strong><p>Jojka holds what the sources say. Began ${time(run.startedAt)} UTC, took ${formatSeconds(run.seconds)}.</p></div>`;
  }
}

interface PageParts {
  readonly title: string;
  readonly id: string;
  readonly banner: Html;
  readonly sections: readonly Html[];
  readonly run: RunReport | undefined;
}

function page(report: PlanReport, { title, id, banner, sections, run }: PageParts): string {
  const { plan, rejections, warnings } = report;
  const data = tableData(plan, run?.outcomes);
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}: ${plan.pipeline} → ${plan.account}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#changes">To the changes</a>
<main>
<div class="top"><div><h1>${plan.pipeline} → account ${plan.account}</h1>
<p class="soft">${id} · ${plan.url}</p></div>
<button type="button" id="theme" class="screen" aria-pressed="false">Dark or light</button></div>
${banner}
<p class="sentence">${planSentence(plan.summary)}</p>
${figures(report, run !== undefined && !run.heldBack)}
${charts(report, run)}
${sections}
${changesSection(plan, data, run)}
${movesSection(plan)}
${warningsSection(warnings)}
${rejectionsSection(rejections, run?.run)}
<footer><p>Fingerprint <code>${plan.fingerprint}</code> · ${formatCount(plan.summary.existing)} contacts in Jojka, ${formatCount(plan.summary.desired)} desired · written by jojka-sync</p></footer>
</main>
<script type="application/json" id="changes-data">${raw(embeddedJson(data))}</script>
<script>${raw(script)}</script>
</body>
</html>
`;
  return body.toString();
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function guardList({ guards }: Plan): Html {
  return html`<ul>${guards.map(({ message }) => html`<li>${message}</li>`)}</ul>`;
}

/** The figures that somebody looks for first; of a run that was carried out, in the past tense. */
function figures({ plan, rejections, records }: PlanReport, isDone: boolean): Html {
  const said = (toDo: string, done: string) => (isDone ? done : toDo);
  const { changes } = plan.summary;
  const shown: [number, string][] = [
    [changes.create, said('to create', 'created')],
    [changes.remove, said('to remove', 'removed')],
    [changes.block, said('to block', 'blocked')],
    [changes.unblock, said('to unblock', 'unblocked')],
    [changes.rename, said('to rename', 'renamed')],
    [changes.addMembership, said('memberships to add', 'memberships added')],
    [changes.removeMembership, said('memberships to take away', 'memberships taken away')],
    [rejections.length, 'rejected'],
  ];
  const list = shown.filter(([count]) => count > 0);
  return html`<ul class="figures">${list.map(([count, text]) => html`<li><b>${formatCount(count)}</b>${text}</li>`)}${
    records ? html`<li><b>${formatCount(records.read)}</b>records read</li>` : ''
  }</ul>`;
}

function charts({ plan, rejections }: PlanReport, run: RunReport | undefined): Html {
  const { summary } = plan;
  const kinds = (Object.keys(changeKindTitles) as ChangeKind[])
    .filter((kind) => summary.changes[kind] > 0)
    .map((kind): Bar => ({ title: changeKindTitles[kind], values: [summary.changes[kind]] }));
  const codes = countBy(rejections, ({ code }) => code);
  const cards = [
    kinds.length > 0 ? barChart('Changes by kind', kinds, ['Kind', 'Share', 'Changes']) : undefined,
    ...groupCharts(plan),
    codes.length > 0
      ? barChart(
          'Rejections by reason',
          codes.map(([code, count]) => ({ title: code, values: [count] })),
          ['Reason', 'Share', 'Records'],
        )
      : undefined,
    run && run.timings.length > 0
      ? barChart(
          'Time by step',
          run.timings.map(({ step, seconds }) => ({
            title: step,
            values: [seconds],
            figure: html`${seconds < 1 ? `${Math.round(seconds * 1000)} ms` : formatSeconds(seconds)}`,
          })),
          ['Step', 'Share', 'Time'],
        )
      : undefined,
  ].filter((card) => card !== undefined);
  return cards.length === 0
    ? html``
    : html`<section aria-label="Charts" class="charts">${cards.map((card) => html`<div class="card">${card}</div>`)}</section>`;
}

/** Changes by group, and members before and after; the groups that change most, the rest as one. */
function groupCharts({ summary: { groups } }: Plan): Html[] {
  const changed = groups
    .filter(({ added, removed }) => added + removed > 0)
    .sort((a, b) => b.added + b.removed - (a.added + a.removed));
  if (changed.length === 0) return [];
  const sum = (key: 'before' | 'after' | 'added' | 'removed', list: typeof changed) =>
    list.reduce((total, one) => total + one[key], 0);
  const rest = changed.slice(groupsShown);
  const shown = [
    ...changed.slice(0, groupsShown),
    ...(rest.length > 0
      ? [
          {
            group: formatQuantity(rest.length, 'other group'),
            before: sum('before', rest),
            after: sum('after', rest),
            added: sum('added', rest),
            removed: sum('removed', rest),
          },
        ]
      : []),
  ];
  const others =
    rest.length === 0
      ? html``
      : html`<details><summary>${formatQuantity(rest.length, 'other group')}</summary>
<div class="wide" tabindex="0" role="region" aria-label="Other groups"><table class="list"><thead><tr><th scope="col">Group</th><th scope="col">Before</th><th scope="col">After</th><th scope="col">Change</th></tr></thead>
<tbody>${rest.slice(0, 2000).map((one) => html`<tr><td dir="auto">${one.group}</td><td>${formatCount(one.before)}</td><td>${formatCount(one.after)}</td><td>${steps(one)}</td></tr>`)}</tbody></table></div></details>`;
  return [
    barChart(
      'Changes by group',
      shown.map((one) => ({ title: one.group, values: [one.added + one.removed], figure: steps(one) })),
      ['Group', 'Share', 'Change'],
    ),
    html`${barChart(
      'Contacts per group, before and after',
      shown.map(({ group, before, after }) => ({
        title: group,
        values: [before, after],
        figure: html`${formatCount(before)} → ${formatCount(after)}`,
      })),
      ['Group', 'Before and after', 'Contacts'],
    )}${others}`,
  ];
}

function steps({ added, removed }: { readonly added: number; readonly removed: number }): Html {
  return html`${added > 0 ? html`<span class="plus">+${formatCount(added)}</span> ` : ''}${
    removed > 0 ? html`<span class="minus">−${formatCount(removed)}</span>` : ''
  }`;
}

function changesSection(plan: Plan, data: TableData, run: RunReport | undefined): Html {
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

function movesSection({ moves }: Plan): Html {
  if (moves.length === 0) return html``;
  return html`<section aria-labelledby="moves-title"><h2 id="moves-title">Changed numbers</h2>
<p class="soft">The same person under another number: what is ours moves along, and so does an opt-out.</p>
<div class="wide" tabindex="0" role="region" aria-label="Changed numbers"><table class="list"><thead><tr><th scope="col">Before</th><th scope="col">After</th><th scope="col">Name</th></tr></thead>
<tbody>${moves.slice(0, 500).map(({ from, to, name }) => html`<tr><td class="number">${from}</td><td class="number">${to}</td><td dir="auto">${name}</td></tr>`)}</tbody></table></div>${moreThan(moves.length, 500)}</section>`;
}

function warningsSection(warnings: readonly Warning[]): Html {
  if (warnings.length === 0) return html``;
  return html`<section aria-labelledby="warnings-title"><h2 id="warnings-title">Warnings</h2>
<div class="card"><ul>${warnings.slice(0, 200).map(({ message }) => html`<li dir="auto">${message}</li>`)}</ul>${moreThan(warnings.length, 200)}</div></section>`;
}

function rejectionsSection(rejections: readonly Rejection[], run: string | undefined): Html {
  if (rejections.length === 0) return html``;
  const codes = countBy(rejections, ({ code }) => code);
  return html`<section aria-labelledby="rejections-title"><h2 id="rejections-title">Rejected</h2>
<p class="soft">These records could not be taken. Nothing was taken away from their contacts.${run ? html` All of them, with their own columns: <code>jojka-sync rejects ${run}</code>` : ''}</p>
<div class="card">${codes.map(([code, count]) => {
    const own = rejections.filter((rejection) => rejection.code === code);
    return html`<details><summary><b>${code}</b> · ${formatCount(count)} · ${own[0]?.message ?? ''}</summary>
<div class="wide" tabindex="0" role="region" aria-label="Rejected: ${code}"><table class="list"><thead><tr><th scope="col">Where</th><th scope="col">Field</th><th scope="col">Value</th><th scope="col">What is wrong</th></tr></thead>
<tbody>${own.slice(0, rejectionsShown).map(({ source, line, field, value, message }) => html`<tr><td>${source}:${line}</td><td dir="auto">${field}</td><td dir="auto">${value}</td><td>${message}</td></tr>`)}</tbody></table></div>${moreThan(count, rejectionsShown)}</details>`;
  })}</div></section>`;
}

function outcomeSection(run: RunReport): Html {
  const { calls, failures, verification, replies } = run;
  const rows = Object.entries(calls);
  return html`<section aria-labelledby="outcome-title"><h2 id="outcome-title">What was done</h2><div class="card">
${replies ? html`<p>${formatQuantity(replies.new, 'new answer')}, ${formatQuantity(replies.blocked, 'STOP')} blocked${replies.failures > 0 ? `, ${formatCount(replies.failures)} not blocked yet` : ''}${replies.gap ? '; some answers were never fetched and are gone' : ''}.</p>` : ''}
${
  rows.length > 0
    ? html`<table class="chart"><caption>Calls to Jojka</caption><thead><tr><th scope="col">Endpoint</th><th scope="col">Done</th><th scope="col">Failed</th></tr></thead>
<tbody>${rows.map(([endpoint, { done, failed }]) => html`<tr><th scope="row"><code>${endpoint}</code></th><td>${formatCount(done)}</td><td>${failed > 0 ? html`<span class="minus">${formatCount(failed)}</span>` : '0'}</td></tr>`)}</tbody></table>`
    : html`<p>No call was needed.</p>`
}
${verification ? html`<h3>Read again afterwards</h3><p>${formatCount(verification.confirmed + verification.respelled)} as asked for${verification.repaired > 0 ? `, ${formatCount(verification.repaired)} sent a second time` : ''}${verification.respelled > 0 ? `, ${formatCount(verification.respelled)} stored in another spelling` : ''}, ${formatCount(verification.missing)} missing, ${formatCount(verification.altered)} not as asked for; ${formatCount(verification.changedMeanwhile)} others changed meanwhile.</p>${differences(verification.differences)}` : ''}
${run.skipped > 0 ? html`<p>${formatQuantity(run.skipped, 'change was', 'changes were')} not sent, since the number could not be blocked first or is blocked for another reason by now.</p>` : ''}
${failures.length > 0 ? html`<h3>Failed</h3><ul>${failures.slice(0, 200).map(({ endpoint, msisdns, message }) => html`<li><code>${endpoint}</code> of ${msisdns.length === 1 ? msisdns[0] : formatQuantity(msisdns.length, 'contact')}: ${message}</li>`)}</ul>${moreThan(failures.length, 200)}` : ''}
</div></section>`;
}

function differences(list: NonNullable<RunReport['verification']>['differences']): Html {
  if (list.length === 0) return html``;
  return html`<ul>${list.slice(0, 200).map(({ msisdn, message }) => html`<li><span class="number">${msisdn}</span> ${message}</li>`)}</ul>${moreThan(list.length, 200)}`;
}

function moreThan(count: number, shown: number): Html {
  return count > shown
    ? html`<p class="soft">${formatCount(count - shown)} more are not shown here.</p>`
    : html``;
}

/** How many there are of each, most first. */
function countBy<T>(items: readonly T[], of: (item: T) => string): [string, number][] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(of(item), (counts.get(of(item)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function time(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
