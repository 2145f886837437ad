import { createFigures } from '../figures.ts';

export const figures = createFigures('en-GB', 'under a second');

export const { count } = figures;

/** `1 contact`, `2 contacts`; an irregular plural may be given. */
export function quantity(value: number, singular: string, plural = `${singular}s`): string {
  return figures.quantity(value, singular, plural);
}
