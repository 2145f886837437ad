import type { Plan } from '../plan/plan.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import type { RunReport } from '../steps/run-report.ts';
import { changeKindTitles } from './change-titles.ts';
import { literal, table } from './markdown-text.ts';
import { formatCount } from './numbers.ts';
import type { HowToApply } from './sentences/apply.ts';
import { basisWords, comparisonLines, sourceCells } from './sentences/basis.ts';
import { heldBackRows, heldBackWords } from './sentences/held-back.ts';
import { signOffWords } from './sentences/sign-off.ts';

/** What the plan was made from, and how that compares. */
export function basisMarkdown(report: PlanReport): string[] {
  const sources = report.basis?.sources ?? [];
  if (sources.length === 0) return [];
  return [
    ...table(
      basisWords.head,
      sources.map((source) => sourceCells(source, report)),
    ),
    ...comparisonLines(report).flatMap((line) => [literal(line), '']),
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
export function heldBackMarkdown(report: RunReport): string[] {
  return table(
    heldBackWords.head,
    heldBackRows(report).map(({ kind, planned, sent }) => [
      changeKindTitles[kind],
      formatCount(planned),
      formatCount(sent),
      formatCount(planned - sent),
    ]),
  );
}

/** Where somebody signs; empty cells with room to write in. */
export function signOffMarkdown({ fingerprint, changes }: Plan): string[] {
  if (changes.length === 0) return [];
  const room = '&nbsp;'.repeat(16);
  return [
    `### ${signOffWords.title}`,
    '',
    literal(signOffWords.sentence(fingerprint)),
    '',
    `| ${signOffWords.fields.join(' | ')} |`,
    `| ${signOffWords.fields.map(() => '---').join(' | ')} |`,
    `| ${signOffWords.fields.map(() => room).join(' | ')} |`,
    '',
  ];
}
