/** A plain table: columns as wide as they need to be, two spaces between. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${tableLines(head, rows).join('\n')}\n`;
}

/** The lines of such a table, the first being its head. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return [head, ...rows].map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
