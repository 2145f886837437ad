import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Plan } from '../../plan/plan.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import type { RunReport } from '../../steps/run-report.ts';
import { formatCount, formatQuantity, formatSeconds } from '../numbers.ts';
import { heldBackHeadline } from '../run-text.ts';
import { guardText } from '../sentences/guards.ts';
import { changesSection } from './changes-section.ts';
import { chartsSection } from './charts-section.ts';
import { figures } from './figures.ts';
import { embeddedJson, type Html } from './html.ts';
import { movesSection } from './moves-section.ts';
import { outcomeSection } from './outcome-section.ts';
import { rejectionsSection } from './rejections-section.ts';
import { script } from './script.generated.ts';
import { planSentence } from './sentence.ts';
import { style } from './style.ts';
import { tableData } from './table-data.ts';
import { warningsSection } from './warnings-section.ts';

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
${chartsSection(report, run)}
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
  return html`<ul>${guards.map((guard) => html`<li>${guardText(guard)}</li>`)}</ul>`;
}

function time(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
