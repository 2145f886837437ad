import type { Plan } from '../plan/plan.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import type { RunReport } from '../steps/run-report.ts';
import type { Catalogue } from './language/catalogue.ts';
import { literal, table } from './markdown-text.ts';
import type { HowToApply } from './sentences/apply.ts';
import { comparisonLines, sourceCells } from './sentences/basis.ts';
import { heldBackRows, noConsentLines } from './sentences/held-back.ts';
import { minute } from './sentences/time.ts';

/** What the plan was made from, and how that compares. */
export function basisMarkdown(report: PlanReport, words: Catalogue): string[] {
  const sources = report.basis?.sources ?? [];
  if (sources.length === 0) return [];
  return [
    ...table(
      words.basis.head,
      sources.map((source) => sourceCells(source, report, words)),
    ),
    ...comparisonLines(report, minute, words).flatMap((line) => [literal(line), '']),
  ];
}

/** How the plan is applied. */
export function applyMarkdown({ text, command }: HowToApply): string[] {
  return [
    literal(text),
    '',
    ...(command === undefined ? [] : ['```sh', command.replaceAll('`', ''), '```', '']),
  ];
}

/** What of a run was sent, and what was held back. */
export function heldBackMarkdown(report: RunReport, words: Catalogue): string[] {
  const { count } = words.figures;
  return [
    ...table(
      words.heldBack.head,
      heldBackRows(report).map(({ kind, planned, sent }) => [
        words.changes.titles[kind],
        count(planned),
        count(sent),
        count(planned - sent),
      ]),
    ),
    ...noConsentLines(report, words).flatMap((line) => [literal(line), '']),
  ];
}

/** Where somebody signs; empty cells with room to write in. */
export function signOffMarkdown({ fingerprint, changes }: Plan, { signOff }: Catalogue): string[] {
  if (changes.length === 0) return [];
  const room = '&nbsp;'.repeat(16);
  return [
    `### ${signOff.title}`,
    '',
    literal(signOff.sentence(fingerprint)),
    '',
    `| ${signOff.fields.join(' | ')} |`,
    `| ${signOff.fields.map(() => '---').join(' | ')} |`,
    `| ${signOff.fields.map(() => room).join(' | ')} |`,
    '',
  ];
}
