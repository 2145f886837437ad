import type { Rejection } from '../contact/rejection.ts';

/** Rejections as one JSON document. */
export function rejectsJson(rejections: readonly Rejection[]): string {
  return `${JSON.stringify(rejections, null, 2)}\n`;
}

/** Rejections as CSV that opens right in Excel: a BOM, and no cell that could be taken for a formula. */
export function rejectsCsv(rejections: readonly Rejection[]): string {
  const head = ['source', 'line', 'key', 'field', 'code', 'value', 'message'];
  const rows = rejections.map(({ source, line, key, field, code, value, message }) => [
    source,
    String(line),
    key?.split('\t')[1] ?? '',
    field,
    code,
    value,
    message,
  ]);
  return `\ufeff${[head, ...rows].map((cells) => cells.map(csvCell).join(';')).join('\r\n')}\r\n`;
}

/** One cell; a text that a spreadsheet would calculate gets an apostrophe before it. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
