import { html, raw } from 'hono/html';
import type { Plan } from '../../plan/plan.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import type { RunReport } from '../../steps/run-report.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { wordsOf } from '../language/words.ts';
import type { TextOptions } from '../plan-text.ts';
import { heldBackHeadline, heldBackText } from '../run-text.ts';
import { howToApplyHeld, howToApplyPlan } from '../sentences/apply.ts';
import { guardIn } from '../sentences/guards.ts';
import { heldBackCounts } from '../sentences/held-back.ts';
import { inDoubtText } from '../sentences/in-doubt.ts';
import { minute } from '../sentences/time.ts';
import { basisSection } from './basis-section.ts';
import { changesSection } from './changes-section.ts';
import { chartsSection } from './charts-section.ts';
import { consentSection } from './consent-section.ts';
import { figures } from './figures.ts';
import { heldBackSection } from './held-back-section.ts';
import { embeddedJson, type Html } from './html.ts';
import { leftAloneSection } from './left-alone-section.ts';
import { movesSection } from './moves-section.ts';
import { outcomeSection } from './outcome-section.ts';
import { pagePolicy } from './policy.ts';
import { rejectionsSection } from './rejections-section.ts';
import { script } from './script.generated.ts';
import { heldPlanSentence, planSentence } from './sentence.ts';
import { applyCommand, signSection } from './sign-section.ts';
import { style } from './style.ts';
import { tableData } from './table-data.ts';
import { listUnmanaged } from './unmanaged.ts';
import { warningsSection } from './warnings-section.ts';

/** A plan as one page that stands by itself: nothing in it is fetched from anywhere. */
export function planHtml(report: PlanReport, { lang }: Pick<TextOptions, 'lang'> = {}): string {
  const words = wordsOf(lang);
  const { plan } = report;
  const banner =
    plan.guards.length > 0
      ? html`<div class="banner warn"><strong>${words.page.wouldHold(report.undoes !== undefined, plan.heldBlocks.length)}</strong>${guardList(plan, words)}${made()}</div>`
      : html`<div class="banner"><strong>${words.page.planNow}</strong>${made()}</div>`;
  return page(report, {
    title: words.page.plan,
    id: words.plan.planId(plan.id),
    banner,
    sections: [],
    run: undefined,
    words,
  });

  function made(): Html {
    return html`
<p>${words.page.made(time(plan.createdAt), report.records?.read, plan.summary.existing)}</p>
${plan.changes.length > 0 ? applyCommand(howToApplyPlan(report, minute, words), words) : ''}`;
  }
}

/** A finished run as such a page, with what became of it. */
export function runHtml(report: RunReport, { lang }: Pick<TextOptions, 'lang'> = {}): string {
  const words = wordsOf(lang);
  const { plan } = report.plan;
  return page(report.plan, {
    title: words.page.run,
    id: words.run.runId(report.run),
    banner: runBanner(report),
    sections: report.heldBack
      ? [heldBackSection(report, words), outcomeSection(report, words)]
      : [outcomeSection(report, words)],
    run: report,
    words,
  });

  function runBanner(run: RunReport): Html {
    if (run.heldBack) {
      return html`<div class="banner bad"><strong>${heldBackHeadline(run, words)}</strong>${guardList(plan, words)}
${applyCommand(howToApplyHeld(run, minute, words), words)}</div>`;
    }
    if (run.stopped !== undefined)
      return html`<div class="banner bad"><strong>${words.page.stopped}</strong><p>${run.stopped}</p></div>`;
    if (run.exitCode !== 0)
      return html`<div class="banner warn"><strong>${words.page.differs}</strong><p>${words.page.again}</p></div>`;
    return html`<div class="banner good"><strong>${words.page.done}</strong><p>${words.page.doneText(time(run.startedAt), run.seconds, inDoubtText(plan.summary, words))}</p></div>`;
  }
}

interface PageParts {
  readonly title: string;
  readonly id: string;
  readonly banner: Html;
  readonly sections: readonly Html[];
  readonly run: RunReport | undefined;
  readonly words: Catalogue;
}

function page(report: PlanReport, { title, id, banner, sections, run, words }: PageParts): string {
  const { plan, rejections, warnings } = report;
  const unmanaged = listUnmanaged(report.unmanaged);
  const data = tableData(plan, run, unmanaged.first, words);
  const isHeld = run?.heldBack ?? plan.guards.length > 0;
  const policy = reportPolicy();
  const body = html`<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}: ${plan.pipeline} → ${plan.account}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#changes">${words.page.toChanges}</a>
<main>
<div class="top"><div><h1>${plan.pipeline} → ${words.plan.account(plan.account)}</h1>
<p class="soft">${id} · ${plan.url}</p></div>
<button type="button" id="theme" class="screen" aria-pressed="false">${words.page.theme}</button></div>
${banner}
<p class="sentence">${sentence(plan, run, words)}</p>
${figures(report, isHeld ? 'would' : run ? 'done' : 'toDo', run?.heldBack ? heldBackCounts(run) : plan.summary.changes, words)}
${basisSection(report, words)}
${consentSection(plan, words)}${leftAloneSection(plan, words)}
${chartsSection(report, run, words)}
${sections}
${changesSection(plan, data, run, unmanaged, words)}
${movesSection(plan, words)}
${warningsSection(warnings, words)}
${rejectionsSection(rejections, run?.run, words)}
${!run || (run.heldBack && report.spentBy === undefined && !report.discard) ? signSection(plan, words) : ''}
<footer><p>${words.page.fingerprint} <code>${plan.fingerprint}</code> · ${words.page.footer(plan.summary.existing, plan.summary.desired)}</p></footer>
</main>
<script type="application/json" id="changes-data">${raw(embeddedJson(data))}</script>
<script>${raw(script)}</script>
</body>
</html>
`;
  return body.toString();
}

function sentence({ summary, guards }: Plan, run: RunReport | undefined, words: Catalogue): string {
  if (run?.heldBack) return `${heldBackText(run, words)}.`;
  return !run && guards.length > 0 ? heldPlanSentence(summary, words) : planSentence(summary, words);
}

/** What may run in such a page, for whoever serves it: its own script and style, and nothing else. */
export function reportPolicy(): string {
  return pagePolicy(script);
}

function guardList({ guards }: Plan, words: Catalogue): Html {
  return html`<ul>${guards.map((guard) => html`<li>${guardIn(words, guard)}</li>`)}</ul>`;
}

function time(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
