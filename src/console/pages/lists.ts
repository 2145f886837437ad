import { html } from 'hono/html';
import { localTime } from '../../contact/local-time.ts';
import type { Html } from '../../report/html/html.ts';
import type { Catalogue } from '../../report/language/catalogue.ts';
import type { Act } from '../../state/console-acts.ts';
import type { UndecidedReply } from '../../state/replies.ts';
import { outcomeText } from '../outcome.ts';
import type { Session } from '../sessions.ts';
import { mayAs } from '../visit.ts';
import { form, moreWays, onPage, page, paged, table } from './page.ts';

/** Replies of which somebody has to say whether they are meant as a STOP. @param at which page of them */
export function repliesPage(
  replies: readonly UndecidedReply[],
  at: number,
  words: Catalogue,
  session: Session,
): string {
  const { console: told } = words;
  const { shown, ways } = paged(replies, at, (to) => `/replies?page=${to}`, words);
  const operates = mayAs(session.role, 'operate');
  const block = ({ account, sender }: UndecidedReply): Html =>
    form(
      '/blocklist/add',
      session,
      html`<input type="hidden" name="account" value="${account}"><input type="hidden" name="number" value="${sender}"><button class="tight danger" aria-label="${told.blockIt} ${sender}">${told.blockIt}</button>`,
    );
  return page({
    title: told.replies,
    at: '/replies',
    words,
    session,
    body: html`<p>${told.repliesHelp}</p>${
      replies.length === 0
        ? html`<p class="banner good">${told.noReplies}</p>`
        : html`<section>${table(
            [...told.replyHead, told.facts.account, ...(operates ? [told.blockIt] : [])],
            shown.map((reply) => [
              reply.sender,
              localTime(reply.inserted),
              reply.message,
              reply.account,
              ...(operates ? [block(reply)] : []),
            ]),
            told.replies,
          )}${ways}</section>`
    }`,
  });
}

/** Who did what in the console, newest first. @param at which page; one act more than it has room for: there is another one */
export function logPage(acts: readonly Act[], at: number, words: Catalogue, session: Session): string {
  const { console: told } = words;
  return page({
    title: told.log,
    at: '/log',
    words,
    session,
    body: html`<p>${told.logHelp}</p>${
      acts.length === 0
        ? html`<p>${told.nobodyActed}</p>`
        : html`<section>${table(
            told.logHead,
            acts
              .slice(0, onPage)
              .map(({ at, who, role, act, subject, reason, outcome }) => [
                localTime(at),
                `${who} (${role})`,
                told.acts[act] ?? act,
                subject ?? '',
                reason ?? '',
                outcomeText(outcome, words),
              ]),
            told.log,
          )}</section>`
    }${moreWays(acts.length, at, (to) => `/log?page=${to}`, told)}`,
  });
}
