import { html, raw } from 'hono/html';
import type { Html } from '../../report/html/html.ts';
import type { Catalogue } from '../../report/language/catalogue.ts';
import { printableText } from '../../report/printable.ts';
import type { Session } from '../sessions.ts';
import { mayAs } from '../visit.ts';

/** What is in a page beside its frame. */
export interface PageParts {
  readonly title: string;
  readonly words: Catalogue;
  /** Undefined: nobody is signed in. */
  readonly session: Session | undefined;
  readonly body: Html;
  /** The page of the menu that it is. */
  readonly at?: string;
  /** What its head has besides. */
  readonly head?: Html;
}

/** A page of the console, in which every value is escaped and no sign acts on a screen. */
export function page({ title, words, session, body, at, head }: PageParts): string {
  const { console: told } = words;
  const markup = html`<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – ${told.title}</title>
<link rel="stylesheet" href="/style.css">${head ?? ''}
</head>
<body>
<a class="skip" href="#content">${told.skip}</a>
<header class="bar"><div><strong>${told.title}</strong>${session ? menu(session, words, at) : ''}</div></header>
<main id="content" tabindex="-1">
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
  return printableText(markup.toString());
}

function menu(session: Session, words: Catalogue, at: string | undefined): Html {
  const { console: told } = words;
  const links: [path: string, text: string][] = [
    ['/', told.overview],
    ['/number', told.number],
    ['/blocklist', told.blocklist],
    ['/replies', told.replies],
    ['/schedules', words.schedules.title],
  ];
  if (mayAs(session.role, 'approve')) links.push(['/log', told.log]);
  return html`<nav aria-label="${told.menu}"><ul>${links.map(
    ([path, text]) =>
      html`<li><a href="${path}"${path === at ? raw(' aria-current="page"') : ''}>${text}</a></li>`,
  )}</ul></nav>
<div class="who"><span>${told.signedInAs(session.name, told.roles[session.role])}</span>
${form('/language', session, html`<input type="hidden" name="to" value="${words.lang === 'sv' ? 'en' : 'sv'}"><button lang="${words.lang === 'sv' ? 'en' : 'sv'}">${told.otherLanguage}</button>`)}
${form('/sign-out', session, html`<button>${told.signOut}</button>`)}</div>`;
}

/** A form of somebody who is signed in: it carries what shows that it is from here. */
export function form(action: string, { csrf }: Session, body: Html, look = ''): Html {
  return html`<form method="post" action="${action}" class="${look}" autocomplete="off"><input type="hidden" name="csrf" value="${csrf}">${body}</form>`;
}

/** So many rows of a long list are on a page. */
export const onPage = 100;

/** What is on a page of a list, and the way to the others. @param at its number, from 1 */
export function paged<T>(
  all: readonly T[],
  at: number,
  path: (at: number) => string,
  { console: told }: Catalogue,
): { readonly shown: readonly T[]; readonly ways: Html } {
  const of = Math.max(1, Math.ceil(all.length / onPage));
  const here = Math.min(Math.max(at, 1), of);
  const shown = all.slice((here - 1) * onPage, here * onPage);
  return { shown, ways: of === 1 ? html`` : pageWays(here, of, path, told) };
}

/** @param of how many pages there are; undefined: there is one more, at least */
function pageWays(
  at: number,
  of: number | undefined,
  path: (at: number) => string,
  told: Catalogue['console'],
): Html {
  const way = (to: number, text: string) => html`<a href="${path(to)}">${text}</a> `;
  return html`<nav aria-label="${told.pageOf(at, of)}"><p>${at > 1 ? way(at - 1, told.pageBefore) : ''}${told.pageOf(at, of)} ${of === undefined || at < of ? way(at + 1, told.pageAfter) : ''}</p></nav>`;
}

/** The way to other pages of a list that nobody has counted. @param found how many were read: one more than a page has means that there is more */
export function moreWays(
  found: number,
  at: number,
  path: (at: number) => string,
  told: Catalogue['console'],
): Html {
  const isMore = found > onPage;
  return isMore || at > 1 ? pageWays(at, isMore ? undefined : at, path, told) : html``;
}

/** The number of a page that an address names; 1 where it names none, undefined where what it names is no number of a page. */
export function pageNumber(given: string | undefined): number | undefined {
  if (given === undefined) return 1;
  return /^[1-9]\d{0,8}$/.test(given) ? Number(given) : undefined;
}

/** A table that on a telephone becomes a card a row. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
  title: string,
): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${title}"><table class="list stack"><thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell, index) => html`<td dir="auto" data-title="${head[index] ?? ''}">${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
