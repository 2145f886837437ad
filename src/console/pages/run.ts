import { html } from 'hono/html';
import { localTime } from '../../contact/local-time.ts';
import { shellWord } from '../../contact/shell-word.ts';
import { changesText, duration } from '../../report/history-text.ts';
import { basisSection } from '../../report/html/basis-section.ts';
import type { Html } from '../../report/html/html.ts';
import type { Catalogue } from '../../report/language/catalogue.ts';
import type { BasisFacts } from '../../report/sentences/basis.ts';
import { guardIn } from '../../report/sentences/guards.ts';
import type { Applying } from '../approvals.ts';
import { isAtWork, isOpen, type RunView } from '../read-run.ts';
import type { Session } from '../sessions.ts';
import { mayAs } from '../visit.ts';
import { live, liveHead } from './live.ts';
import { form, page } from './page.ts';
import { lookOf, stateText } from './trend.ts';

/**
 * A run: what is known of it, what there is to decide, and its report.
 *
 * @param said what somebody did not fill in, or what came before him
 * @param isApplying somebody has approved its plan, and that has not ended
 */
export function runPage(
  view: RunView,
  words: Catalogue,
  session: Session,
  said?: string,
  isApplying = false,
): string {
  const { console: told } = words;
  const { run } = view;
  const { rejections } = run.summary ?? {};
  const isLive = isAtWork(view);
  return page({
    title: told.run(run.id),
    words,
    session,
    ...(isLive && { head: liveHead }),
    body: html`${facts(view, words)}${view.far ? live(view.far, words) : ''}
${said === undefined ? '' : html`<div class="banner warn" role="alert"><p>${said}</p></div>`}
${isApplying ? html`<div class="banner"><p><a href="/runs/${run.id}/applying">${told.isApplied}</a></p></div>` : ''}
${isOpen(view) && !isApplying ? html`${unlike(view, words)}${basisSection(basisOf(view), words)}${decision(view, words, session)}` : ''}
<section aria-labelledby="report"><h2 id="report">${told.report}</h2>
${
  run.summary?.plan?.changes && !isLive
    ? html`<p><a href="/runs/${run.id}/report">${told.report}</a>${rejections ? html` · <a href="/runs/${run.id}/rejections">${told.rejected(rejections)}</a>` : ''}</p>
<iframe class="report" src="/runs/${run.id}/report" title="${told.reportFrame}" loading="lazy" sandbox="allow-scripts"></iframe>`
    : html`<p>${isLive ? told.reportAfter : told.noReport}</p>`
}</section>`,
  });
}

function facts({ run, held, canResume }: RunView, words: Catalogue): Html {
  const { console: told, figures } = words;
  const { approval, rejections, heldBlocks = 0 } = run.summary ?? {};
  const rows: [string, string | Html][] = [
    [told.facts.pipeline, run.pipeline],
    [told.facts.account, run.account],
    [told.facts.command, run.command],
    [told.facts.state, html`<span class="state ${lookOf(run)}">${stateText(run, words)}</span>`],
    [told.facts.began, localTime(run.startedAt)],
    [told.facts.took, duration(run, words)],
    [told.facts.planned, changesText(run, words)],
  ];
  if (rejections !== undefined) rows.push([told.facts.rejected, figures.count(rejections)]);
  if (heldBlocks > 0 && !held?.spentBy) rows.push([told.facts.heldBlocks, told.blocksNotSent(heldBlocks)]);
  if (approval) rows.push([told.facts.approved, told.byWhom(approval.by, approval.reason)]);
  if (held?.spentBy)
    rows.push([told.facts.approved, html`<a href="/runs/${held.spentBy.run}">${told.toRun}</a>`]);
  if (held?.discard) {
    const { who, at, reason } = held.discard;
    rows.push([told.facts.discarded, told.byWhomAt(who, localTime(at), reason)]);
  }
  return html`<dl class="facts">${rows.map(([what, value]) => html`<dt>${what}</dt><dd dir="auto">${value}</dd>`)}</dl>
${run.error === null ? '' : html`<div class="banner bad" lang="en"><p>${run.error}</p></div>`}
${canResume ? html`<div class="banner warn"><p>${told.canResume}</p><p><code>jojka-sync resume ${run.id}</code></p></div>` : ''}
${held?.overtakenBy && !held.spentBy && !held.discard ? html`<div class="banner"><p><a href="/runs/${held.overtakenBy}">${told.overtaken}</a></p></div>` : ''}
${held?.isOfFormer && !held.spentBy && !held.discard ? html`<div class="banner"><p>${told.ofFormer}</p></div>` : ''}`;
}

/** What the history has of the plan's sources: to read the plan itself takes seconds where it is large. */
function basisOf({ run: { summary } }: RunView): BasisFacts {
  return {
    basis: summary?.basis,
    records: summary?.records as BasisFacts['records'],
    plan: { summary: { desired: summary?.plan?.desired ?? 0 } },
    rejections: { length: summary?.rejections ?? 0 },
  };
}

function unlike({ run }: RunView, words: Catalogue): Html {
  const { console: told } = words;
  const { remove = 0, removeMembership = 0 } = run.summary?.plan?.changes ?? {};
  return html`<section aria-labelledby="unlike"><h2 id="unlike">${told.guards}</h2><div class="banner bad">
<ul>${(run.summary?.guards ?? []).map((guard) => html`<li>${guardIn(words, guard)}</li>`)}</ul>
${remove + removeMembership > 0 ? html`<p>${told.takesAway(remove, removeMembership)}</p>` : ''}</div></section>`;
}

function decision({ run, held }: RunView, words: Catalogue, session: Session): Html {
  const { console: told } = words;
  const { fingerprint = '', heldBlocks = 0 } = run.summary ?? {};
  const notSent = (what: string) =>
    heldBlocks > 0 ? html`<p><strong>${told.blocksNotSent(heldBlocks)}.</strong> ${what}</p>` : '';
  if (!mayAs(session.role, 'approve'))
    return html`<section aria-labelledby="decide"><h2 id="decide">${told.decide}</h2><p>${told.mayNotDecide}</p></section>`;
  const reason = (id: string) =>
    html`<div><label for="${id}">${told.reason}</label><input type="text" id="${id}" name="reason" required maxlength="500" aria-describedby="reason-help"></div>`;
  return html`<section aria-labelledby="decide"><h2 id="decide">${told.decide}</h2><p>${told.decideHelp(heldBlocks)}</p><p class="soft" id="reason-help">${told.reasonHelp}</p>
<div class="decide"><div class="card">${
    held?.isTooOld
      ? html`<p>${told.tooOld}</p><p><code>jojka-sync sync ${shellWord(run.summary?.called ?? run.pipeline)}</code></p>${notSent(told.blocksIfTooOld)}`
      : form(
          `/runs/${run.id}/apply`,
          session,
          html`<p>${told.fingerprint} <code>${fingerprint}</code></p><input type="hidden" name="fingerprint" value="${fingerprint}">
${reason('apply-reason')}
<label class="check"><input type="checkbox" name="read" value="yes" required> <span>${told.haveRead}</span></label>
${notSent(told.blocksIfApplied)}<div><button class="main">${told.applyExactly}</button></div>`,
          'stacked',
        )
  }</div>
<div class="card">${form(
    `/runs/${run.id}/discard`,
    session,
    html`<p>${told.discardHelp}</p>${reason('discard-reason')}${notSent(told.blocksIfDiscarded)}<div><button class="danger">${told.discard}</button></div>`,
    'stacked',
  )}</div></div></section>`;
}

/** How far a plan is that somebody has approved; it looks again by itself until that has ended. */
export function applyingPage(
  id: string,
  { by, at, step, waits }: Applying,
  words: Catalogue,
  session: Session,
): string {
  const { console: told, terminal, figures } = words;
  const far =
    step?.done === undefined
      ? ''
      : ` ${figures.count(step.done)}${step.total === undefined ? '' : ` / ${figures.count(step.total)}`}`;
  return page({
    title: told.applying(id),
    words,
    session,
    body: html`<div class="banner" role="status"><p>${told.applyingBy(by, localTime(at))}</p>${waits ? html`<p>${told.applyingWaits}</p>` : ''}${step ? html`<p>${terminal.steps[step.name]}${far}</p>` : ''}</div>`,
  });
}
