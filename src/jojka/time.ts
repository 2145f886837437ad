/** A moment as the API spells it: `YYYY-MM-DD hh:mm:ss`, UTC (API document). */
export function formatTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}

/** The moment that such a text names; undefined when it is of another form, or no day or hour there is. */
export function parseTime(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const time = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(time.getTime()) || formatTime(time) !== text ? undefined : time;
}
