import { maskNumbersIn } from '../contact/mask.ts';
import { printable } from '../report/printable.ts';

/** Ids of runs and dates: digits that are nobody's number. */
const harmless = /(\d{8}-\d{6}-[\da-z]{4}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?)/;

const mostCharacters = 600;

/** What comes from elsewhere, as it may leave the house: numbers masked however they are written (K2). */
export function withoutNumbers(text: string): string {
  return text
    .split(harmless)
    .map((part, index) => (index % 2 === 1 ? part : maskNumbersIn(part)))
    .join('');
}

/** A line with no sign that acts on a screen, and not without end. */
export function asLine(line: string): string {
  const shown = printable(line);
  return shown.length > mostCharacters ? `${shown.slice(0, mostCharacters - 1)}…` : shown;
}

/** A text whose quotation marks hold what a contact is called: why a run has stopped may say so. */
export function withoutNames(text: string): string {
  return text.replace(/".*"/g, '"…"');
}
