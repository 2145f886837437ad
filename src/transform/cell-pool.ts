/** So many texts of a column are known: what only one row holds is soon all of them. */
const mostTexts = 1000;

/**
 * Keeps texts of cells once that several rows hold: a town, a status, a list of groups. Of the rows that are kept until the run ends,
 * since they are rejected, that is most.
 */
export function createCellPool(): (column: number, text: string) => string {
  const known: Map<string, string>[] = [];
  return (column, text) => {
    known[column] ??= new Map();
    const texts = known[column];
    const before = texts.get(text);
    if (before !== undefined) return before;
    if (texts.size < mostTexts) texts.set(text, text);
    return text;
  };
}
