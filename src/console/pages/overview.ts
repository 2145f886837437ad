import { html } from 'hono/html';
import { localTime } from '../../contact/local-time.ts';
import type { FleetPipeline } from '../../fleet/overview.ts';
import { changesText, duration } from '../../report/history-text.ts';
import type { Html } from '../../report/html/html.ts';
import type { Catalogue } from '../../report/language/catalogue.ts';
import type { RunRecord } from '../../state/runs.ts';
import type { Nights, Overview } from '../overview.ts';
import type { Session } from '../sessions.ts';
import { moreWays, onPage, page, table } from './page.ts';
import { lookOf, stateText, trend } from './trend.ts';

/** So many pipelines have a card with a chart, of those that need somebody and of the others. */
const mostCards = 60;
/** So many pipelines of the fleet are named. */
const mostNamed = 20;

/** Every pipeline; what needs somebody stands first. */
export function overviewPage(
  { pipelines, fleet, replies, isLocked }: Overview,
  words: Catalogue,
  session: Session,
): string {
  const { console: told } = words;
  const { dead = [], overdue = [] } = fleet ?? {};
  const isCalm = fleet !== undefined && dead.length + overdue.length + replies === 0;
  const urgent = pipelines.filter(({ trouble }) => trouble !== undefined);
  const rest = pipelines.filter(({ trouble }) => trouble === undefined);
  return page({
    title: told.overview,
    at: '/',
    words,
    session,
    body: html`${isLocked ? html`<div class="banner"><p>${told.whileLocked}</p></div>` : ''}
<section aria-labelledby="urgent"><h2 id="urgent">${told.needsSomebody}</h2>
${fleet === undefined ? html`<p class="banner warn">${told.queueUnread} <a href="/schedules">${words.schedules.title}</a></p>` : ''}
${urgent.length === 0 && isCalm ? html`<p class="banner good">${told.nothingNeeded}</p>` : ''}
${replies > 0 ? html`<p class="banner warn"><a href="/replies">${told.repliesWait(replies)}</a></p>` : ''}
${ofFleet(dead, told.deadLetters(dead.length), words)}${ofFleet(overdue, told.overdue(overdue.length), words)}
${list(urgent, words)}</section>
${rest.length > 0 || pipelines.length === 0 ? html`<section aria-labelledby="pipelines"><h2 id="pipelines">${told.pipelines}</h2>${pipelines.length === 0 ? html`<p>${told.noPipelines}</p>` : list(rest, words)}</section>` : ''}`,
  });
}

/** The rest in a line each: a page of thousands of charts helps nobody. */
function others(pipelines: readonly Nights[], words: Catalogue): Html {
  if (pipelines.length === 0) return html``;
  return html`<ul class="others">${pipelines.map(
    (one) =>
      html`<li><a href="/runs/${one.of.id}"><bdi>${one.pipeline}</bdi></a> <span class="soft"><bdi>${one.account}</bdi> · ${standing(one, words)}</span></li>`,
  )}</ul>`;
}

function list(pipelines: readonly Nights[], words: Catalogue): Html {
  if (pipelines.length === 0) return html``;
  return html`<ul class="nights">${pipelines.slice(0, mostCards).map((one) => card(one, words))}</ul>${others(pipelines.slice(mostCards), words)}`;
}

/** How a pipeline stands, in words. */
function standing({ trouble, of, isApplying, isFormer }: Nights, words: Catalogue): string {
  const { console: told } = words;
  if (isApplying) return told.isApplied;
  const state = trouble === undefined ? stateText(of, words) : told.troubles[trouble];
  return isFormer ? `${state}; ${told.isFormer}` : state;
}

/** Pipelines of the fleet that need somebody. @param said why */
function ofFleet(pipelines: readonly FleetPipeline[], said: string, { schedules }: Catalogue): Html {
  if (pipelines.length === 0) return html``;
  return html`<div class="banner bad"><p>${said}</p><ul>${pipelines
    .slice(0, mostNamed)
    .map(
      ({ pipeline, account, dead: letter }) =>
        html`<li><a href="/schedules/of?pipeline=${encodeURIComponent(pipeline)}"><bdi>${pipeline}</bdi></a> <span class="soft"><bdi>${account}</bdi>${letter ? ` · ${localTime(letter.since)}` : ''}</span></li>`,
    )}</ul>${pipelines.length > mostNamed ? html`<p><a href="/schedules">${schedules.title}</a></p>` : ''}</div>`;
}

function card(one: Nights, words: Catalogue): Html {
  const { account, pipeline, runs, trouble, of } = one;
  const { console: told } = words;
  const [latest] = runs;
  const { rejections: rejected = 0, heldBlocks = 0 } = of.summary ?? {};
  const look =
    trouble === undefined ? '' : ['failed', 'interrupted', 'gone'].includes(trouble) ? 'bad' : 'warn';
  return html`<li class="${look}"><h3><a href="/runs/${of.id}"><bdi>${pipeline}</bdi></a></h3>
<p class="soft"><bdi>${told.account(account)}</bdi> · ${told.lastNight(localTime(of.startedAt))}</p>
<p><span class="state ${look || 'good'}">${standing(one, words)}</span>${trouble === 'held' && heldBlocks > 0 ? html` · <strong>${told.blocksNotSent(heldBlocks)}</strong>` : ''}${latest.state === 'running' && trouble !== 'gone' ? html` · <a href="/runs/${latest.id}">${told.runningSince(localTime(latest.startedAt))}</a>` : ''}</p>
<p>${told.plannedChanges(changesText(of, words))}${rejected > 0 ? html` · <a href="/runs/${of.id}/rejections">${told.rejected(rejected)}</a>` : ''}</p>
${trend(runs, words)}
<p><a href="${runsPath(pipeline, account)}">${told.runsOf(pipeline)}</a></p></li>`;
}

/** Where the runs of a pipeline are. @param account undefined: of all that have one of that name */
export function runsPath(pipeline: string, account: string | undefined): string {
  const of = account === undefined ? '' : `&account=${encodeURIComponent(account)}`;
  return `/runs?pipeline=${encodeURIComponent(pipeline)}${of}`;
}

/** The runs of a pipeline, newest first. @param at which page of them; one run more than it has room for: there is another page */
export function runsPage(
  {
    pipeline,
    account,
    runs,
    at,
  }: {
    readonly pipeline: string;
    /** Undefined: of all. */
    readonly account: string | undefined;
    readonly runs: readonly RunRecord[];
    readonly at: number;
  },
  words: Catalogue,
  session: Session,
): string {
  const { console: told, history } = words;
  const [run = '', began = '', , command = '', state = '', took = '', planned = ''] = history.head;
  return page({
    title:
      account === undefined ? told.runsOf(pipeline) : `${told.runsOf(pipeline)}, ${told.account(account)}`,
    words,
    session,
    body: html`<section>${
      runs.length === 0
        ? html`<p>${history.none}</p>`
        : table(
            [
              run,
              began,
              ...(account === undefined ? [told.facts.account] : []),
              command,
              state,
              took,
              planned,
            ],
            runs
              .slice(0, onPage)
              .map((one) => [
                html`<a href="/runs/${one.id}">${one.id}</a>`,
                localTime(one.startedAt),
                ...(account === undefined ? [one.account] : []),
                one.command,
                html`<span class="state ${lookOf(one)}">${stateText(one, words)}</span>`,
                duration(one, words),
                changesText(one, words),
              ]),
            told.runsOf(pipeline),
          )
    }${moreWays(runs.length, at, (to) => `${runsPath(pipeline, account)}&page=${to}`, told)}</section>`,
  });
}
