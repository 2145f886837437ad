/** Several measurements of one thing. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** @throws Error where nothing was measured */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[(sorted.length - 1) >> 1], sorted.at(-1)];
  if (min === undefined || median === undefined || max === undefined) throw new Error('nothing was measured');
  return { min, median, max };
}

/** `median (min–max)`, or the one value where there is no more. */
export function shownSpread(values: readonly number[], unit = ''): string {
  const { min, median, max } = spread(values);
  const [low, middle, high] = [min, median, max].map(shownNumber);
  return low === high ? `${middle}${unit}` : `${middle}${unit} (${low}–${high})`;
}

/** Three digits that mean something. */
export function shownNumber(value: number): string {
  const size = Math.abs(value);
  return size >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(size >= 10 ? 1 : 2);
}
