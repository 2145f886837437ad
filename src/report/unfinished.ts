import { html } from 'hono/html';
import { csvText } from './csv-text.ts';
import type { ReportFormat } from './formats.ts';
import { jsonText } from './printable.ts';

/** What stands in a report's file while its run has not ended, or when it failed, in the format of the file. */
export function renderUnfinished(message: string, format: ReportFormat, at: Date): string {
  const time = at.toISOString();
  switch (format) {
    case 'json':
      return `${jsonText({ version: 1, unfinished: { at: time, message } })}\n`;
    case 'csv':
      return csvText(['unfinished_at', 'message'], [[time, message]]);
    case 'html':
      return `${html`<!doctype html><html lang="en"><meta charset="utf-8"><title>jojka-sync</title><h1>No report</h1><p>${time}</p><p>${message}</p></html>`}\n`;
    default:
      return `${time}: ${message}\n`;
  }
}
