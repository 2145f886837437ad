import { checkTimeZone } from './send-time.ts';

/** From when to when people are not to be woken: whole hours of the clock on the wall. */
const night = { from: 21, to: 8 };

/**
 * Whether a message would come while people sleep.
 *
 * @returns the time of day as `22:30`; undefined by day
 * @throws UsageError when there is no such time zone
 */
export function isNight(at: Date, timeZone: string): string | undefined {
  checkTimeZone(timeZone);
  const hour = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  const hours = Number(hour.slice(0, 2));
  return hours >= night.from || hours < night.to ? hour : undefined;
}
