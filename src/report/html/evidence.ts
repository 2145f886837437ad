import { html, raw } from 'hono/html';
import type { Evidence, Story } from '../../state/story.ts';
import { blockReason } from '../block-reason.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { printable } from '../printable.ts';
import { consentText } from '../sentences/consent.ts';
import { storyRejectionText } from '../sentences/rejections.ts';
import { changeOutcome, changeText } from '../story-text.ts';
import type { Html } from './html.ts';
import { pagePolicy } from './policy.ts';
import { style } from './style.ts';

/** What is known of one number as a page that stands by itself: no script, and nothing is fetched from anywhere. */
export function evidenceHtml(evidence: Evidence, words: Catalogue): string {
  const { msisdn, at, pipeline, stories } = evidence;
  const told = words.evidence;
  const policy = pagePolicy();
  return `${html`<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>jojka-sync: ${told.title(msisdn)}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${told.title(msisdn)}</h1>
<p class="soft">${told.made(second(at))}</p>
${pipeline === undefined ? '' : html`<p>${told.only(pipeline)}</p>`}
${stories.length === 0 ? html`<p class="sentence">${told.nothing}</p>` : stories.map((story) => storySections(story, words))}
<section><h2>${told.rests}</h2><ul>${told.basis.map((line) => html`<li>${line}</li>`)}</ul></section>
</main>
</body>
</html>`}\n`;
}

function storySections(story: Story, words: Catalogue): Html {
  return html`<h2>${words.evidence.account(story.account)}</h2>
${inShort(story, words)}
${consents(story, words)}
${replies(story, words)}
${changes(story, words)}
${records(story, words)}
${rejections(story, words)}`;
}

function inShort({ contact, block, consents: said }: Story, words: Catalogue): Html {
  const told = words.evidence;
  const blocked =
    block === undefined
      ? told.notBlocked
      : (block.isCertain ? told.blocked : told.toBeBlocked)(second(block.firstAt), blockReason(block, words));
  const groups = contact?.groups ?? [];
  const lines = [
    blocked,
    ...said.map((one) => consentText(one, { timeZone: 'UTC' }, words)),
    ...(said.length === 0 ? [told.noConsentAsked] : []),
    groups.length === 0 ? told.isInNone : told.isIn(groups.join(', ')),
  ];
  return section(
    told.inShort,
    html`<ul>${lines.map((line) => html`<li dir="auto">${printable(line)}</li>`)}</ul>`,
  );
}

function consents({ consentEvents }: Story, words: Catalogue): Html {
  const { evidence: told, consent } = words;
  return section(
    told.consent,
    table(
      told.consentHead,
      consentEvents.map(({ at, source, pipeline, state, given, value, line }) => [
        second(at),
        `${source} (${pipeline})`,
        state === null ? told.silent : consent.states[state],
        given ?? '',
        value ?? (state === null ? '' : told.byTime),
        line === null ? '' : String(line),
      ]),
      words,
    ),
  );
}

function replies({ replies: all }: Story, words: Catalogue): Html {
  const told = words.evidence;
  return section(
    told.replies,
    table(
      told.replyHead,
      all.map(({ at, message, word }) => [
        second(at),
        message ?? told.pruned,
        word === undefined ? told.noOptOut : told.anOptOut(word),
      ]),
      words,
    ),
  );
}

function changes({ changes: all }: Story, words: Catalogue): Html {
  const told = words.evidence;
  return section(
    told.changes,
    table(
      told.changeHead,
      all.map((change) => [
        second(change.doneAt ?? change.at),
        changeText(change, words),
        changeOutcome(change, words.story),
        `${change.run} (${change.command}, ${change.pipeline})`,
      ]),
      words,
    ),
  );
}

function records({ wants }: Story, words: Catalogue): Html {
  const told = words.evidence;
  return section(
    told.records,
    table(
      told.recordHead,
      wants.map(({ pipeline, keys, name, groups, since, optedOut }) => [
        pipeline,
        keys.map((key) => key.replace('\t', ' ')).join(', '),
        optedOut ? told.optedOutRecord : name,
        groups.join(', '),
        second(new Date(since)),
      ]),
      words,
    ),
  );
}

function rejections({ rejections: all }: Story, words: Catalogue): Html {
  const told = words.evidence;
  return section(
    told.rejections,
    table(
      told.rejectionHead,
      all.map((one) => [
        second(one.at),
        `${one.source}:${one.line}`,
        one.value,
        storyRejectionText(one, words),
      ]),
      words,
    ),
  );
}

function section(title: string, body: Html): Html {
  return html`<section><h3>${title}</h3><div class="card">${body}</div></section>`;
}

/** Every cell is what somebody wrote: its direction is its own, and nothing of it is markup. */
function table(head: readonly string[], rows: readonly (readonly string[])[], words: Catalogue): Html {
  if (rows.length === 0) return html`<p class="soft">${words.evidence.none}</p>`;
  return html`<div class="wide"><table class="list"><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td dir="auto">${printable(cell)}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** A moment to the second, in UTC: the page goes to somebody who may be anywhere. */
function second(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
