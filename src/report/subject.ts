import { maskedNumbers } from '../contact/mask.ts';
import type { SubjectReport } from '../steps/subject.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText, printable } from './printable.ts';
import { subjectTables } from './subject-tables.ts';
import { wrapText } from './wrap.ts';

/** What is kept of a person, for whoever sits at a terminal. */
export function subjectText(report: SubjectReport, options: TextOptions): string {
  const words = wordsOf(options.lang);
  const { person } = words;
  const lines = [person.title(report.msisdn)];
  if (report.accounts.length === 0) lines.push(person.nothing(report.msisdn));
  for (const one of report.accounts) {
    lines.push('', words.plan.account(one.account));
    for (const { title, kept, head, rows } of subjectTables(one, words)) {
      lines.push(`${title} (${kept})`);
      for (const row of rows)
        lines.push(
          `  - ${row.flatMap((cell, index) => (cell === '' ? [] : `${head[index]}: ${printable(cell)}`)).join('; ')}`,
        );
    }
  }
  const files = [...report.files.plans.map(({ path }) => path), ...report.files.others];
  if (files.length > 0) lines.push('', person.inFiles, ...files.map((path) => `  - ${printable(path)}`));
  if (report.files.unread.length > 0)
    lines.push('', person.unread, ...report.files.unread.map((path) => `  - ${printable(path)}`));
  lines.push('', person.notHere, ...person.elsewhere.map((one) => `  - ${one}`));
  return `${wrapText(lines.join('\n'), options.width)}\n`;
}

/** What whoever asks for it is to know beside it, and what is told to nobody else: it is about others, or may be. */
export function besideSubject(report: SubjectReport, lang: TextOptions['lang']): string[] {
  const { person } = wordsOf(lang);
  return report.accounts.flatMap(({ otherNumbers, namesakes }) => [
    ...(otherNumbers.length > 0 ? [person.otherNumbers(maskedNumbers(otherNumbers))] : []),
    ...(namesakes > 0 ? [person.namesakes(namesakes)] : []),
  ]);
}

/** The same as one JSON document, with the names that the state has for everything. */
export function subjectJson(report: SubjectReport): string {
  const { msisdn, madeAt, accounts, files } = report;
  return `${jsonText({
    version: 1,
    msisdn,
    madeAt,
    accounts: accounts.map(({ account, places, runs }) => ({
      account,
      runs,
      kept: Object.fromEntries(places.map(({ table, rows }) => [table, rows])),
    })),
    files: [...files.plans.map(({ path }) => path), ...files.others],
    unread: files.unread,
  })}\n`;
}
