import { html } from 'hono/html';
import type { Html } from '../../report/html/html.ts';
import type { Catalogue } from '../../report/language/catalogue.ts';
import type { RunProgress } from '../../state/run-progress.ts';

/** What the page of a run at work has in its head: the script that follows it, or, without script, a look every ten seconds. */
export const liveHead = html`
<script src="/live.js" defer></script>
<noscript><meta http-equiv="refresh" content="10"></noscript>`;

/** How far a run is that says it is at work; where its process is gone, that. */
export function live(far: RunProgress, words: Catalogue): Html {
  const { console: told } = words;
  if (!far.isHeld) return html`<div class="banner bad" role="status"><p>${told.processGone}</p></div>`;
  const { planned = 0, done, run } = far;
  return html`<div class="banner" id="live" data-stream="/runs/${run}/live"><p role="status" aria-live="off">${liveText(far, words)}</p>
<progress aria-label="${told.howFar}" max="${Math.max(planned, 1)}" value="${done}"${planned === 0 ? html` hidden` : ''}></progress></div>`;
}

/** The same as one sentence. */
export function liveText(
  { planned, done, failed, perSecond }: RunProgress,
  { console: told, figures }: Catalogue,
): string {
  if (planned === undefined) return told.stillPlanning;
  const left = Math.max(planned - done, 0);
  if (left === 0) return told.allCalled(planned);
  const parts = [told.callsOf(done, planned)];
  if (failed > 0) parts.push(told.callsFailed(failed));
  if (perSecond > 0)
    parts.push(told.perSecond(figures.decimal(perSecond)), told.timeLeft(figures.seconds(left / perSecond)));
  return parts.join(', ');
}
