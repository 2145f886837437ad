/**
 * CSV that opens right in a Swedish Excel: UTF-8 with a byte order mark, semicolons, CRLF, and no cell that a
 * spreadsheet would calculate.
 */
export function csvText(head: readonly string[], rows: Iterable<readonly string[]>): string {
  return [...csvParts(head, rows)].join('');
}

/** So many rows go into a part. */
const partRows = 1000;

/** The same in parts, each of whole rows: no more of a long list is held at once. */
export function* csvParts(
  head: readonly string[],
  rows: Iterable<readonly string[]>,
): Generator<string, void, undefined> {
  let part = `\ufeff${line(head)}`;
  let count = 0;
  for (const cells of rows) {
    part += line(cells);
    if (++count % partRows > 0) continue;
    yield part;
    part = '';
  }
  if (part !== '') yield part;
}

function line(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`;
}

/** One row of such a CSV, for a file that is written piece by piece. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`;
}

/** One cell; a text that a spreadsheet would take for a formula gets an apostrophe before it. */
function csvCell(text: string): string {
  const safe = /^[\s\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/u.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
