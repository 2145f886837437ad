import { html } from 'hono/html';
import { csvText } from './csv-text.ts';
import type { ReportFormat } from './formats.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { jsonText } from './printable.ts';

/** What stands in a report's file while its run has not ended, or when it failed, in the format of the file. */
export function renderUnfinished(
  message: string,
  format: ReportFormat,
  at: Date,
  { lang, page }: Catalogue = english,
): string {
  const time = at.toISOString();
  switch (format) {
    case 'json':
      return `${jsonText({ version: 1, unfinished: { at: time, message } })}\n`;
    case 'csv':
      return csvText(['unfinished_at', 'message'], [[time, message]]);
    case 'html':
      return `${html`<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>jojka-sync</title><h1>${page.noReport}</h1><p>${time}</p><p>${message}</p></html>`}\n`;
    default:
      return `${time}: ${message}\n`;
  }
}

/** How reports of every format begin, and figures of a run; nobody's list does. */
const heads = [
  /^[^\n]* → (?:account|konto) /,
  /^## [^\n]* → (?:account|konto) /,
  /^\d{4}-\d{2}-\d{2}T[\d:.]+Z: /,
  /^\ufeff?(?:kind[;,]msisdn[;,]name_before|unfinished_at[;,]message|run[;,]command[;,]pipeline)/,
  /^<!doctype html>[\s\S]*<title>(?:jojka-sync|(?:Plan|Run|Körning): )/i,
  /^\{\n {2}"version": 1,\n {2}"unfinished": /,
  /^\{\n {2}"run": \{\n {4}"id": "\d{8}-/,
  /^# HELP jojka_sync_/,
  /^\{\n {2}"[\s\S]*"fingerprint": "/,
];

/** Whether a file begins as a report does. */
export function isReport(head: string): boolean {
  return heads.some((form) => form.test(head));
}
