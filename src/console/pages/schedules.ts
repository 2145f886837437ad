import { html } from 'hono/html';
import { localTime } from '../../contact/local-time.ts';
import type { FleetPipeline } from '../../fleet/overview.ts';
import { deadLines, nowText } from '../../report/fleet.ts';
import type { Html } from '../../report/html/html.ts';
import type { Catalogue } from '../../report/language/catalogue.ts';
import type { Session } from '../sessions.ts';
import { mayAs } from '../visit.ts';
import { runsPath } from './overview.ts';
import { form, page, paged, table } from './page.ts';
import { lookOf, stateText } from './trend.ts';

const plain = { color: false } as const;

/** What has just been done, or why not. */
export interface Said {
  readonly text: string;
  readonly isGood: boolean;
}

/**
 * Every pipeline that runs by itself, waits, or could not be done; those first.
 *
 * @param pipelines undefined: the state has no queue
 * @param at which page of them
 */
export function schedulesPage(
  pipelines: readonly FleetPipeline[] | undefined,
  at: number,
  words: Catalogue,
  session: Session,
): string {
  const { schedules: told } = words;
  const sorted = [...(pipelines ?? [])].sort((one, other) => Number(!one.dead) - Number(!other.dead));
  const { shown, ways } = paged(sorted, at, (to) => `/schedules?page=${to}`, words);
  return page({
    title: told.title,
    at: '/schedules',
    words,
    session,
    body: html`<p>${told.help}</p>${
      sorted.length === 0
        ? html`<p>${pipelines ? told.none : told.noFleet} <code>jojka-sync schedule apply</code></p>`
        : html`<section>${table(
            told.head,
            shown.map((one) => cells(one, words)),
            told.title,
          )}${ways}</section>`
    }`,
  });
}

function cells(one: FleetPipeline, words: Catalogue): (string | Html)[] {
  return [
    html`<a href="/schedules/of?pipeline=${encodeURIComponent(one.pipeline)}"><bdi>${one.pipeline}</bdi></a>`,
    one.account,
    whenText(one, words),
    nextText(one, words),
    lastText(one, words),
    nowCell(one, words),
  ];
}

function whenText({ schedule }: FleetPipeline, { schedules: told, figures }: Catalogue): string {
  if (!schedule) return told.byHand;
  const { cron, timeZone, offsetSeconds } = schedule;
  return `${cron} ${timeZone}${offsetSeconds > 0 ? `; ${told.moment(figures.seconds(offsetSeconds))}` : ''}`;
}

function nextText({ isPaused, next }: FleetPipeline, { schedules: told }: Catalogue): string {
  if (isPaused) return told.paused;
  return next ? localTime(next) : '-';
}

function lastText({ last }: FleetPipeline, words: Catalogue): string | Html {
  if (!last) return words.schedules.never;
  return html`<a href="/runs/${last.id}">${localTime(last.startedAt)}</a> <span class="state ${lookOf(last)}">${stateText(last, words)}</span>`;
}

/** What it does now, with the way to the run that is at work. */
function nowCell(one: FleetPipeline, words: Catalogue): string | Html {
  const text = nowText(one, plain, words);
  const { last, job } = one;
  if (job?.state !== 'running' || last?.state !== 'running') return text;
  return html`<a href="/runs/${last.id}">${text}</a>`;
}

/** One of them, and what can be done about it. */
export function schedulePage(one: FleetPipeline, words: Catalogue, session: Session, said?: Said): string {
  const { schedules: told, console: own } = words;
  const [, , when, next, last, now] = told.head;
  const rows: [string, string | Html][] = [
    [own.facts.account, one.account],
    [when, whenText(one, words)],
    [next, nextText(one, words)],
    [last, lastText(one, words)],
    [now, nowCell(one, words)],
  ];
  const dead = deadLines(one, plain, words);
  return page({
    title: told.of(one.pipeline),
    words,
    session,
    body: html`${said ? html`<div class="banner ${said.isGood ? 'good' : 'warn'}" role="status"><p>${said.text}</p></div>` : ''}
<p><a href="/schedules">${told.title}</a> · <a href="${runsPath(one.pipeline, one.account)}">${own.runsOf(one.pipeline)}</a></p>
<dl class="facts">${rows.map(([what, value]) => html`<dt>${what}</dt><dd dir="auto">${value}</dd>`)}</dl>
${dead.length > 0 ? html`<pre class="story">${[...dead, words.fleet.howToRedrive, 'jojka-sync fleet redrive'].join('\n')}</pre>` : ''}
${one.schedule ? decisions(one, words, session) : ''}`,
  });
}

function decisions({ pipeline, isPaused }: FleetPipeline, words: Catalogue, session: Session): Html {
  const { schedules: told, console: own } = words;
  if (!mayAs(session.role, 'operate')) return html`<p>${told.mayNot}</p>`;
  const act = (path: string, text: string, help: string) =>
    html`<div class="card">${form(
      `/schedules/${path}`,
      session,
      html`<p>${help}</p><input type="hidden" name="pipeline" value="${pipeline}">
<div><label for="${path}-reason">${own.reason}</label><input type="text" id="${path}-reason" name="reason" required maxlength="500"></div>
<div><button>${text}</button></div>`,
      'stacked',
    )}</div>`;
  return html`<div class="decide">${act('run-now', told.runNow, told.runNowHelp)}${
    isPaused ? act('resume', told.resume, told.resumeHelp) : act('pause', told.pause, told.pauseHelp)
  }</div>`;
}
