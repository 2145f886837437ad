import { quantity } from './figures.ts';

/** What differs between the sources and Jojka. */
export const drift = {
  inJojka: 'Changed in Jojka since the last sync; a sync would put it right',
  atSource: 'Changed at the source since the last sync; a sync would carry it over',
  none: 'No drift: Jojka holds what the sources say.',
  some: (numbers: number, command: string) =>
    `${quantity(numbers, 'number')} ${numbers === 1 ? 'differs' : 'differ'}. To see the whole plan: ${command}`,
};
