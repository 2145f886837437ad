import { printedFor, type Subject } from '../contact/printed-commands.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import type { RunReport } from '../steps/run-report.ts';
import { actsOn } from './acts-on.ts';
import { planCsv, runCsv } from './change-csv.ts';
import { planHtml, runHtml } from './html/page.ts';
import { planMarkdown, runMarkdown } from './markdown.ts';
import { planJson } from './plan-json.ts';
import { planText, type TextOptions } from './plan-text.ts';
import { printableText } from './printable.ts';
import { runJson } from './run-json.ts';
import { runText } from './run-text.ts';

/** How a plan or a run can be shown. */
export const reportFormats = ['text', 'json', 'markdown', 'html', 'csv'] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** As a file has it: whoever opens it may be elsewhere. */
const asInFile: TextOptions = { color: false, timeZone: 'UTC' };

/** The same in somebody's language. */
export function inFile({ lang }: Required<Pick<TextOptions, 'lang'>>): TextOptions {
  return { ...asInFile, lang };
}

/** A plan in one of the formats. */
export function renderPlan(report: PlanReport, format: ReportFormat, options = asInFile): string {
  return [...planParts(report, format, options)].join('');
}

/** The same in parts, to be written one after the other: a list may have a million rows. */
export function planParts(report: PlanReport, format: ReportFormat, options = asInFile): Iterable<string> {
  return printableParts(rawPlan(report, format, options), options.color, actsOn(report));
}

function* printableParts(
  raw: string | Iterable<string>,
  color: boolean,
  of: Subject,
): Generator<string, void, undefined> {
  for (const part of typeof raw === 'string' ? [raw] : raw) yield printedFor(printableText(part, color), of);
}

function rawPlan(report: PlanReport, format: ReportFormat, options: TextOptions): string | Iterable<string> {
  switch (format) {
    case 'json':
      return planJson(report);
    case 'markdown':
      return planMarkdown(report, options);
    case 'csv':
      return planCsv(report);
    case 'html':
      return planHtml(report, options);
    case 'text':
      return planText(report, options);
  }
}

/** A finished run in one of the formats. */
export function renderRun(report: RunReport, format: ReportFormat, options = asInFile): string {
  return [...runParts(report, format, options)].join('');
}

/** The same in parts. */
export function runParts(report: RunReport, format: ReportFormat, options = asInFile): Iterable<string> {
  return printableParts(rawRun(report, format, options), options.color, actsOn(report.plan));
}

function rawRun(report: RunReport, format: ReportFormat, options: TextOptions): string | Iterable<string> {
  switch (format) {
    case 'json':
      return runJson(report);
    case 'markdown':
      return runMarkdown(report, options);
    case 'csv':
      return runCsv(report);
    case 'html':
      return runHtml(report, options);
    case 'text':
      return runText(report, options);
  }
}
