/** A table, each cell as it is. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cellTexts: readonly string[]) => `| ${cellTexts.join(' | ')} |`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) => line(row.map((cell) => literal(shortened(cell))))),
    '',
  ];
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > 120 ? `${characters.slice(0, 119).join('')}…` : text;
}

/** A text that Markdown shows as it is: no markup, no HTML, no link, nobody mentioned. */
export function literal(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&(?=#|\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}&#46;`)
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/^([#>+-]|\d+\.)(?=\s)/, '\\$1');
}
