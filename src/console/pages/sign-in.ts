import { html } from 'hono/html';
import type { Catalogue } from '../../report/language/catalogue.ts';
import { page } from './page.ts';

/** Where somebody signs in. @param door what its form has to carry */
export function signInPage(words: Catalogue, door: string, said: string | undefined): string {
  const { console: told } = words;
  return page({
    title: told.signIn,
    words,
    session: undefined,
    body: html`${said === undefined ? '' : html`<div class="banner warn" role="alert"><p>${said}</p></div>`}
<section><form method="post" action="/sign-in" class="stacked"><input type="hidden" name="door" value="${door}">
<div><label for="token">${told.token}</label><input type="password" id="token" name="token" required autocomplete="current-password" spellcheck="false"></div>
<p class="soft">${told.tokenHelp} <code>jojka-sync console token add</code></p>
<div><button class="main">${told.signIn}</button></div></form></section>`,
  });
}
