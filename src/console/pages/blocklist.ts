import { html } from 'hono/html';
import { localDay } from '../../contact/local-time.ts';
import { blockReason } from '../../report/block-reason.ts';
import type { Html } from '../../report/html/html.ts';
import type { Catalogue } from '../../report/language/catalogue.ts';
import type { FoundBlock, ListedBlock } from '../../state/list-blocks.ts';
import type { Session } from '../sessions.ts';
import { mayAs } from '../visit.ts';
import { form, page, table } from './page.ts';

/** What of an account's blocklist is shown. */
export interface ShownBlocks {
  readonly account: string;
  /** All that the state knows. */
  readonly accounts: readonly string[];
  readonly blocks: readonly FoundBlock[];
  /** How many there are. */
  readonly all: number;
  /** A number that was looked for, in all accounts. */
  readonly only?: string;
}

/** Who is blocked and why. @param said what has just been done, or why not */
export function blocklistPage(
  shown: ShownBlocks,
  words: Catalogue,
  session: Session,
  said?: { readonly text: string; readonly isGood: boolean },
): string {
  const { console: told } = words;
  const { account, accounts, blocks, all, only } = shown;
  const operates = mayAs(session.role, 'operate');
  return page({
    title: told.blocklist,
    at: '/blocklist',
    words,
    session,
    body: html`${said ? html`<div class="banner ${said.isGood ? 'good' : 'bad'}" role="status"><p>${said.text}</p></div>` : ''}
${accounts.length > 1 ? html`<nav aria-label="${told.facts.account}"><p>${accounts.map((name) => html`<a href="/blocklist?account=${encodeURIComponent(name)}"${name === account ? html` aria-current="page"` : ''}><bdi>${name}</bdi></a> `)}</p></nav>` : ''}
<section>${form(
      '/blocklist/search',
      session,
      html`${hiddenAccount(account)}<label for="number">${told.searchNumber}<input type="text" id="number" name="number" required maxlength="40" inputmode="tel"></label><button>${told.search}</button>`,
      'inline',
    )}</section>
<section>${summary(shown, words)}${
      blocks.length > 0
        ? table(
            [
              ...(only === undefined ? [] : [told.facts.account]),
              ...told.blockHead,
              ...(operates ? [told.unblock] : []),
            ],
            blocks.map((block) => [
              ...(only === undefined ? [] : [block.account]),
              ...cells(block, words),
              ...(operates ? [unblock(block, words, session)] : []),
            ]),
            told.blocklist,
          )
        : ''
    }${only === undefined && all > blocks.length ? html`<p>${told.firstOf(blocks.length, all)}</p>` : ''}</section>
<section aria-labelledby="block"><h2 id="block">${told.block}</h2>${
      operates
        ? html`<p>${told.blockHelp}</p>${accounts.length > 1 ? html`<p><bdi>${told.account(account)}</bdi></p>` : ''}${form(
            '/blocklist/add',
            session,
            html`${hiddenAccount(account)}<label for="add">${told.searchNumber}<input type="text" id="add" name="number" required maxlength="40" inputmode="tel"></label><button class="danger">${told.blockIt}</button>`,
            'inline',
          )}`
        : html`<p>${told.mayNotOperate}</p>`
    }</section>`,
  });
}

function summary({ only, blocks, all }: ShownBlocks, { console: told }: Catalogue): Html {
  if (only !== undefined) return blocks.length > 0 ? html`` : html`<p>${told.notInList(only)}</p>`;
  return html`<p>${all === 0 ? told.nobodyBlocked : told.blockedNumbers(all)}</p>`;
}

function hiddenAccount(account: string): Html {
  return html`<input type="hidden" name="account" value="${account}">`;
}

function cells(block: ListedBlock, words: Catalogue): string[] {
  const { msisdn, pipelines, since, confirmedAt, doubt } = block;
  const { blocks } = words;
  const whose = pipelines.length > 0 ? ` (${pipelines.join(', ')})` : '';
  const why = `${blockReason(block, words)}${whose}`;
  return [
    msisdn,
    localDay(since),
    confirmedAt === null ? blocks.notConfirmed : localDay(confirmedAt),
    confirmedAt === null && doubt !== null ? `${why}; ${blocks.doubts[doubt]}` : why,
  ];
}

function unblock({ msisdn, account }: FoundBlock, { console: told }: Catalogue, session: Session): Html {
  return form(
    '/blocklist/remove',
    session,
    html`${hiddenAccount(account)}<input type="hidden" name="number" value="${msisdn}"><button class="tight danger" aria-label="${told.unblock} ${msisdn}">${told.unblock}</button>`,
  );
}

/** What is asked before a number is unblocked. @param asked it is of somebody who asked himself not to get SMS */
export function unblockPage(
  { account, number, asked }: { readonly account: string; readonly number: string; readonly asked: boolean },
  block: ListedBlock | undefined,
  words: Catalogue,
  session: Session,
): string {
  const { console: told } = words;
  return page({
    title: told.unblockQuestion(number),
    at: '/blocklist',
    words,
    session,
    body: html`${block ? table(told.blockHead, [cells(block, words)], told.blocklist) : html`<p>${told.notInList(number)}</p>`}
<p>${told.unblockWarning}</p>
${asked ? html`<div class="banner bad" role="alert"><p>${told.ownStop(number)}</p></div>` : ''}
<section>${form(
      '/blocklist/remove',
      session,
      html`${hiddenAccount(account)}<input type="hidden" name="number" value="${number}"><input type="hidden" name="confirmed" value="yes">
${asked ? html`<label class="check"><input type="checkbox" name="agreed" value="yes" required> <span>${told.agreed}</span></label>` : ''}
<div><button class="danger">${told.unblockYes}</button> <a href="/blocklist?account=${encodeURIComponent(account)}">${told.cancel}</a></div>`,
      'stacked',
    )}</section>`,
  });
}
