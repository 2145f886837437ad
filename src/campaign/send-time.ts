import { Temporal } from 'temporal-polyfill';
import { UsageError } from '../errors.ts';

/** When a campaign begins. */
export interface SendTime {
  readonly at: Date;
  /** As the clock on the wall shows it: `2026-12-01 09:00 Europe/Stockholm (+01:00)`. */
  readonly local: string;
  /** `2026-12-01 08:00:00 UTC`, which is what the service is told. */
  readonly utc: string;
}

/**
 * Reads a time of day as people of a time zone mean it. The hour that daylight saving time skips, and the one that it
 * repeats, are refused with what may be meant; an offset says which of the two it is.
 *
 * @param text `YYYY-MM-DD hh:mm`, with seconds or not, with an offset such as `+01:00` or `Z` or not
 * @throws UsageError when it is no such time, no time of that zone, could be two, or is past
 */
export function parseSendTime(text: string, options: { timeZone: string; now: Date }): SendTime {
  const { timeZone, now } = options;
  checkTimeZone(timeZone);
  const [, date, time, offset = ''] =
    /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:[0-5]\d(?::[0-5]\d)?) ?(Z|[+-]\d\d:\d\d)?\s*$/.exec(text) ?? [];
  if (date === undefined)
    throw new UsageError(`--at ${text}: not a time.`, {
      advice: 'Give it as "2026-12-01 09:00".',
    });
  const zoned = `${date}T${time}${offset}[${timeZone}]`;
  const as = (disambiguation: 'reject' | 'earlier' | 'later') =>
    Temporal.ZonedDateTime.from(zoned, { disambiguation, offset: 'reject' });
  let found: Temporal.ZonedDateTime;
  try {
    found = as('reject');
  } catch (error) {
    throw notOneTime(text, zoned, offset, timeZone, error);
  }
  const at = new Date(found.epochMilliseconds);
  if (at.getTime() <= now.getTime())
    throw new UsageError(`--at ${text} is past: that was ${localText(found)}.`, {
      advice: 'Nothing was sent. Give a later time, or leave --at out to send now.',
    });
  return { at, local: `${localText(found)} ${timeZone} (${found.offset})`, utc: utcText(at) };
}

function notOneTime(
  text: string,
  zoned: string,
  offset: string,
  timeZone: string,
  cause: unknown,
): UsageError {
  const local = zoned.replace(`${offset}[`, '[');
  let earlier: Temporal.ZonedDateTime;
  let later: Temporal.ZonedDateTime;
  try {
    earlier = Temporal.ZonedDateTime.from(local, { disambiguation: 'earlier' });
    later = Temporal.ZonedDateTime.from(local, { disambiguation: 'later' });
  } catch {
    return new UsageError(`--at ${text}: there is no such day or hour.`, {
      advice: 'Give it as "2026-12-01 09:00".',
      cause,
    });
  }
  const candidates = [earlier, later].map((time) => `--at "${localText(time)}${time.offset}"`);
  if (earlier.equals(later))
    return new UsageError(`--at ${text}: ${timeZone} is at ${earlier.offset} then, not at ${offset}.`, {
      advice: `Nothing was sent. Leave the offset out, or name another time zone by --time-zone:\n${candidates[0]}`,
      cause,
    });
  const isSkipped = !earlier.toPlainDateTime().equals(later.toPlainDateTime());
  const why = isSkipped
    ? `there is no such time in ${timeZone}: the clocks go forward past it`
    : `this time comes twice in ${timeZone}, as the clocks go back`;
  return new UsageError(`--at ${text}: ${why}.`, {
    advice: `Nothing was sent. Which is meant?\n${candidates.join('\n')}`,
    cause,
  });
}

/** @throws UsageError when there is none of that name */
export function checkTimeZone(timeZone: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
  } catch (error) {
    throw new UsageError(`There is no time zone "${timeZone}".`, {
      advice: 'Give one as in Europe/Stockholm.',
      cause: error,
    });
  }
}

function localText(time: Temporal.ZonedDateTime): string {
  const smallestUnit = time.second === 0 ? 'minute' : 'second';
  return time.toPlainDateTime().toString({ smallestUnit }).replace('T', ' ');
}

function utcText(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
