import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Plan } from '../../plan/plan.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import type { RunReport } from '../../steps/run-report.ts';
import { formatCount, formatQuantity, formatSeconds } from '../numbers.ts';
import { heldBackHeadline, heldBackText } from '../run-text.ts';
import { howToApplyHeld, howToApplyPlan } from '../sentences/apply.ts';
import { guardText } from '../sentences/guards.ts';
import { heldBackCounts } from '../sentences/held-back.ts';
import { basisSection } from './basis-section.ts';
import { changesSection } from './changes-section.ts';
import { chartsSection } from './charts-section.ts';
import { figures } from './figures.ts';
import { heldBackSection } from './held-back-section.ts';
import { embeddedJson, type Html } from './html.ts';
import { leftAloneSection } from './left-alone-section.ts';
import { movesSection } from './moves-section.ts';
import { outcomeSection } from './outcome-section.ts';
import { rejectionsSection } from './rejections-section.ts';
import { script } from './script.generated.ts';
import { heldPlanSentence, planSentence } from './sentence.ts';
import { applyCommand, signSection } from './sign-section.ts';
import { style } from './style.ts';
import { tableData } from './table-data.ts';
import { listUnmanaged } from './unmanaged.ts';
import { warningsSection } from './warnings-section.ts';

/** A plan as one page that stands by itself: nothing in it is fetched from anywhere. */
export function planHtml(report: PlanReport): string {
  const { plan } = report;
  const banner =
    plan.guards.length > 0
      ? html`<div class="banner warn"><strong>A sync would hold this plan back, all but its blocks</strong>${guardList(plan)}${made()}</div>`
      : html`<div class="banner"><strong>A plan: nothing has been changed yet</strong>${made()}</div>`;
  return page(report, { title: 'Plan', id: `plan ${plan.id}`, banner, sections: [], run: undefined });

  function made(): Html {
    const from = report.records ? `${formatQuantity(report.records.read, 'record')} and ` : '';
    return html`
<p>Made ${time(plan.createdAt)} UTC, from ${from}${formatQuantity(plan.summary.existing, 'contact')} in Jojka.</p>
${plan.changes.length > 0 ? applyCommand(howToApplyPlan(report)) : ''}`;
  }
}

/** A finished run as such a page, with what became of it. */
export function runHtml(report: RunReport): string {
  const { plan } = report.plan;
  return page(report.plan, {
    title: 'Run',
    id: `run ${report.run}`,
    banner: runBanner(report),
    sections: report.heldBack ? [heldBackSection(report), outcomeSection(report)] : [outcomeSection(report)],
    run: report,
  });

  function runBanner(run: RunReport): Html {
    if (run.heldBack) {
      return html`<div class="banner bad"><strong>${heldBackHeadline(run)}</strong>${guardList(plan)}
${applyCommand(howToApplyHeld(run))}</div>`;
    }
    if (run.stopped !== undefined)
      return html`<div class="banner bad"><strong>Stopped before its end</strong><p>${run.stopped}</p></div>`;
    if (run.exitCode !== 0)
      return html`<div class="banner warn"><strong>Finished with differences</strong><p>The next run plans again what is still to be done.</p></div>`;
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
  const unmanaged = listUnmanaged(report.unmanaged);
  const data = tableData(plan, run, unmanaged.first);
  const isHeld = run?.heldBack ?? plan.guards.length > 0;
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
<p class="sentence">${sentence(plan, run)}</p>
${figures(report, isHeld ? 'would' : run ? 'done' : 'toDo', run?.heldBack ? heldBackCounts(run) : plan.summary.changes)}
${basisSection(report)}
${leftAloneSection(plan)}
${chartsSection(report, run)}
${sections}
${changesSection(plan, data, run, unmanaged)}
${movesSection(plan)}
${warningsSection(warnings)}
${rejectionsSection(rejections, run?.run)}
${!run || (run.heldBack && report.spentBy === undefined) ? signSection(plan) : ''}
<footer><p>Fingerprint <code>${plan.fingerprint}</code> · ${formatCount(plan.summary.existing)} contacts in Jojka, ${formatCount(plan.summary.desired)} desired · written by jojka-sync</p></footer>
</main>
<script type="application/json" id="changes-data">${raw(embeddedJson(data))}</script>
<script>${raw(script)}</script>
</body>
</html>
`;
  return body.toString();
}

function sentence({ summary, guards }: Plan, run: RunReport | undefined): string {
  if (run?.heldBack) return `${heldBackText(run)}.`;
  return !run && guards.length > 0 ? heldPlanSentence(summary) : planSentence(summary);
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function guardList({ guards }: Plan): Html {
  return html`<ul>${guards.map((guard) => html`<li>${guardText(guard)}</li>`)}</ul>`;
}

function time(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
