/**
 * CSV that opens right in a Swedish Excel: UTF-8 with a byte order mark, semicolons, CRLF, and no cell that a
 * spreadsheet would calculate.
 */
export function csvText(head: readonly string[], rows: Iterable<readonly string[]>): string {
  const lines = [head.map(csvCell).join(';')];
  for (const cells of rows) lines.push(cells.map(csvCell).join(';'));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** One cell; a text that a spreadsheet would take for a formula gets an apostrophe before it. */
function csvCell(text: string): string {
  const safe = /^[\s\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/u.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
