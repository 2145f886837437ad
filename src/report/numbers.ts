import { createFigures } from './language/figures.ts';

const english = createFigures('en-GB', 'under a second');

/** Figures as English has them. What is in the catalogue takes those of its language. */

/** `12345` as `12,345`. */
export const formatCount = english.count;

/** `1 contact`, `2 contacts`; an irregular plural may be given. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return english.quantity(count, singular, plural);
}

/** A duration in seconds as a person says it: `under a second`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export const formatSeconds = english.seconds;
