import { html } from 'hono/html';
import type { Rejection } from '../../contact/rejection.ts';
import type { Catalogue } from '../../report/language/catalogue.ts';
import { placeOf } from '../../report/rejections-text.ts';
import { rejectionIn } from '../../report/sentences/rejections.ts';
import type { Session } from '../sessions.ts';
import { page, table } from './page.ts';

/** So many of each code are shown. */
const shown = 50;

/** What a run rejected, by code, most first; and the file to mend. */
export function rejectionsPage(
  run: string,
  rejections: readonly Rejection[],
  words: Catalogue,
  session: Session,
): string {
  const { console: told, figures } = words;
  const byCode = new Map<string, Rejection[]>();
  for (const one of rejections) {
    const known = byCode.get(one.code);
    if (known) known.push(one);
    else byCode.set(one.code, [one]);
  }
  const sorted = [...byCode].sort((a, b) => b[1].length - a[1].length);
  return page({
    title: told.rejectionsOf(run),
    words,
    session,
    body: html`<p><a href="/runs/${run}">${told.run(run)}</a>${rejections.length > 0 ? html` · <a href="/runs/${run}/rejections.csv" download>${told.mendFile}</a>` : ''}</p>
${rejections.length === 0 ? html`<p>${told.noRejections}</p>` : ''}
${sorted.map(
  ([
    code,
    own,
  ]) => html`<section aria-labelledby="${code}"><h2 id="${code}"><code>${code}</code> (${figures.count(own.length)})</h2>
${table(
  told.rejectionHead,
  own.slice(0, shown).map((one) => [placeOf(one, words), one.field, one.value, rejectionIn(words, one)]),
  code,
)}
${own.length > shown ? html`<p>${told.moreRejections(own.length - shown)}</p>` : ''}</section>`,
)}`,
  });
}
