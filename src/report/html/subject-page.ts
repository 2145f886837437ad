import { html, raw } from 'hono/html';
import type { SubjectReport } from '../../steps/subject.ts';
import type { Catalogue } from '../language/catalogue.ts';
import type { Language } from '../language/language.ts';
import { wordsOf } from '../language/words.ts';
import { printableText } from '../printable.ts';
import { type SubjectTable, subjectTables } from '../subject-tables.ts';
import type { Html } from './html.ts';
import { pagePolicy } from './policy.ts';
import { style } from './style.ts';

/** What is kept of a person as a page that stands by itself: for him to read. Nothing in it runs, or is fetched from anywhere. */
export function subjectHtml(report: SubjectReport, lang: Language | undefined): string {
  const words = wordsOf(lang);
  const { person } = words;
  const policy = pagePolicy();
  const markup = html`<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${person.title(report.msisdn)}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${person.title(report.msisdn)}</h1>
<p class="soft">${person.madeAt(report.madeAt.slice(0, 16).replace('T', ' '))}</p>
<p class="sentence">${report.accounts.length === 0 ? person.nothing(report.msisdn) : person.intro}</p>
${report.accounts.map((one) => accountSection(one, words))}
${listSection(person.inFiles, [...report.files.plans.map(({ path }) => path), ...report.files.others])}
${listSection(person.notHere, person.elsewhere)}
</main>
</body>
</html>
`;
  return printableText(markup.toString());
}

function accountSection(one: SubjectReport['accounts'][number], words: Catalogue): Html {
  return html`<section><h2>${words.plan.account(one.account)}</h2>
${subjectTables(one, words).map(tableOf)}</section>`;
}

function tableOf({ title, kept, head, rows }: SubjectTable): Html {
  return html`<h3>${title}</h3><p class="soft">${kept}</p>
<div class="wide"><table class="list"><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

function listSection(title: string, items: readonly string[]): Html | string {
  if (items.length === 0) return '';
  return html`<section><h2>${title}</h2><ul>${items.map((item) => html`<li>${item}</li>`)}</ul></section>`;
}
