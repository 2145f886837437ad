/**
 * Shares room among lists, so that each has its fair part: what a short one does not need goes to the others.
 *
 * @param counts how long each list is
 * @returns how much of each is shown, in the same order
 */
export function shareRows(counts: readonly number[], room: number): number[] {
  const shares = counts.map(() => 0);
  let left = room;
  const shortestFirst = counts.map((count, index) => ({ count, index })).sort((a, b) => a.count - b.count);
  for (const [place, { count, index }] of shortestFirst.entries()) {
    const share = Math.min(count, Math.floor(left / (counts.length - place)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}
