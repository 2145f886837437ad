import { html } from 'hono/html';
import type { Catalogue } from '../../report/language/catalogue.ts';
import type { Failure } from '../failure.ts';
import type { Session } from '../sessions.ts';
import { page } from './page.ts';

/** What went wrong, what was and was not changed, and what to do. */
export function failurePage(words: Catalogue, session: Session | undefined, failure: Failure): string {
  const { console: told } = words;
  if (!failure.lines) return saidPage(words, session, told.failed, [told.internal]);
  return saidPage(words, session, titleOf(failure, told), failure.lines, session ? { lang: 'en' } : {});
}

function titleOf({ status, isRefused, isBusy }: Failure, told: Catalogue['console']): string {
  if (isBusy) return told.busy;
  if (status === 404) return told.notFound;
  return isRefused ? told.refused : told.failed;
}

/**
 * A page that says something, and has the way back.
 *
 * @param options.lang of what it says, where that is another one
 * @param options.way back, besides that to the overview
 */
export function saidPage(
  words: Catalogue,
  session: Session | undefined,
  title: string,
  lines: readonly string[],
  options: { readonly lang?: string; readonly way?: { readonly path: string; readonly text: string } } = {},
): string {
  const { console: told } = words;
  const { lang = words.lang, way } = options;
  return page({
    title,
    words,
    session,
    body: html`<div class="banner warn" lang="${lang}">${lines.map((line) => html`<p>${line}</p>`)}</div>
<p>${way ? html`<a href="${way.path}">${way.text}</a> · ` : ''}<a href="/">${told.overview}</a></p>`,
  });
}
