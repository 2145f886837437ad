import { html } from 'hono/html';
import { maskMsisdn } from '../../contact/mask.ts';
import type { Explained } from '../../jobs/explain.ts';
import type { Html } from '../../report/html/html.ts';
import type { Catalogue } from '../../report/language/catalogue.ts';
import { rejectedText } from '../../report/rejected-records.ts';
import { storyText } from '../../report/story-text.ts';
import type { Session } from '../sessions.ts';
import { form, page, table } from './page.ts';

/**
 * Where somebody is looked up, by number, key or name, and what is known of him. What is asked is never in an address: those are
 * kept by browsers and proxies.
 *
 * @param found undefined before anybody was asked for
 */
export function numberPage(
  asked: string,
  found: Explained | { readonly kind: 'nobody'; readonly lines: readonly string[] } | undefined,
  words: Catalogue,
  session: Session,
): string {
  const { console: told } = words;
  return page({
    title: told.number,
    at: '/number',
    words,
    session,
    body: html`<section>${form(
      '/number',
      session,
      html`<label for="who">${told.explainHelp}<input type="text" id="who" name="who" required maxlength="200" value="${asked}"></label><button class="main">${told.explain}</button>`,
      'inline',
    )}</section>
${found === undefined ? '' : html`<section aria-live="polite">${answer(found, words, session)}</section>`}`,
  });
}

function answer(
  found: NonNullable<Parameters<typeof numberPage>[1]>,
  words: Catalogue,
  session: Session,
): Html {
  const { console: told, story } = words;
  if (found.kind === 'nobody')
    return html`<div class="banner" lang="en">${found.lines.map((line) => html`<p>${line}</p>`)}</div>`;
  const as = { color: false, lang: words.lang };
  if (found.kind === 'rejected') return html`<pre class="story">${rejectedText(found, as, 'only')}</pre>`;
  const also = found.rejected
    ? html`<pre class="story">${rejectedText(found.rejected, as, 'also')}</pre>`
    : '';
  if (found.kind === 'story')
    return html`<pre class="story">${storyText(found.msisdn, found.stories, as)}</pre>${also}`;
  const choose = (msisdn: string) =>
    form(
      '/number',
      session,
      html`<input type="hidden" name="who" value="${msisdn}"><button class="tight">${told.explain} ${maskMsisdn(msisdn)}</button>`,
    );
  return html`<p>${told.severalKnown}</p>${table(
    [...story.hitsHead.slice(0, 3), ''],
    found.hits.map(({ msisdn, account, keys }) => [
      maskMsisdn(msisdn),
      account,
      keys.length === 0 ? story.wantedByNobody : keys.map((key) => key.replace('\t', ' ')).join(', '),
      choose(msisdn),
    ]),
    told.severalKnown,
  )}${found.more ? html`<p>${told.moreKnown}</p>` : ''}${also}`;
}
