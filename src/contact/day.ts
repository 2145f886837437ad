/** Days since 1 January 1970: what dates of a source are compared by. */
export type Day = number;

const millisecondsOfDay = 86_400_000;

/** The day that a moment is in, in UTC. */
export function dayOf(moment: Date | string): Day {
  return Math.floor(new Date(moment).getTime() / millisecondsOfDay);
}

const swedish = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' });

/**
 * The day that it is at a moment, in UTC or in Sweden, whichever is later: an age is counted up to it, so that nothing holds longer
 * than it does where the people are.
 */
export function todayAt(moment: Date | string): Day {
  return Math.max(dayOf(moment), dayOf(swedish.format(new Date(moment))));
}

/** A day as `2026-11-29`. */
export function dayText(day: Day): string {
  return new Date(day * millisecondsOfDay).toISOString().slice(0, 10);
}

/** How many days an age such as `365d` is. */
export function daysOf(age: string): number {
  return Number.parseInt(age, 10);
}
