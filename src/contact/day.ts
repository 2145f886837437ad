/** Days since 1 January 1970: what dates of a source are compared by. */
export type Day = number;

const millisecondsOfDay = 86_400_000;

/** The day that a moment is in, in UTC. */
export function dayOf(moment: Date | string): Day {
  return Math.floor(new Date(moment).getTime() / millisecondsOfDay);
}

/** A day as `2026-11-29`. */
export function dayText(day: Day): string {
  return new Date(day * millisecondsOfDay).toISOString().slice(0, 10);
}

/** How many days an age such as `365d` is. */
export function daysOf(age: string): number {
  return Number.parseInt(age, 10);
}
