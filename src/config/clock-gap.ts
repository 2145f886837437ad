import type { WarningFigures } from '../contact/rejection.ts';
import { type Cron, isTimeOf, readCron } from './cron.ts';
import type { Schedule } from './schedule.ts';

/** An hour, as a rule, that the clock of a time zone leaves out, when summer time begins. */
export interface ClockGap {
  /** When the clock is put forward. */
  readonly at: Date;
  /** What the clock would have said, and what it says instead; as if it were UTC. */
  readonly from: Date;
  readonly to: Date;
}

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** The gaps of a time zone in a span of time, first to last. */
export function clockGaps(timeZone: string, since: Date, until: Date): ClockGap[] {
  const clock = clockOf(timeZone);
  const offset = (at: number) => clock(at) - at;
  const gaps: ClockGap[] = [];
  const end = floor(until.getTime());
  for (let from = floor(since.getTime()); from < end; from += day) {
    let [before, after] = [from, Math.min(from + day, end)];
    const jump = offset(after) - offset(before);
    if (jump <= 0) continue;
    while (after - before > minute) {
      const middle = floor((before + after) / 2);
      if (offset(middle) > offset(before)) after = middle;
      else before = middle;
    }
    gaps.push({ at: new Date(after), from: new Date(clock(after) - jump), to: new Date(clock(after)) });
  }
  return gaps;
}

/**
 * The first time of a schedule that falls into a gap; undefined where none does, or the schedule has a time within the hour after
 * it: nothing is lost then.
 */
export function lostIn(cron: Cron, { from, to }: ClockGap): Date | undefined {
  const timeWithin = (first: number, end: number) => {
    for (let at = first; at < end; at += minute) if (isTimeOf(cron, new Date(at))) return new Date(at);
    return undefined;
  };
  const lost = timeWithin(from.getTime(), to.getTime());
  return lost && !timeWithin(to.getTime(), to.getTime() + hour) ? lost : undefined;
}

/**
 * The first fixed time of a schedule that its clock leaves out within the next year; none of one that is written with a `*` for
 * the hour.
 */
export function skippedTime(
  pipeline: string,
  { cron: text, timeZone }: Pick<Schedule, 'cron' | 'timeZone'>,
  now: Date,
): WarningFigures['skipped-time'] | undefined {
  const cron = readCron(text);
  if (!cron || cron.isManyHours) return undefined;
  for (const gap of clockGaps(timeZone, now, new Date(now.getTime() + 366 * day))) {
    const [date, time] = lostIn(cron, gap)?.toISOString().split(/[T.]/) ?? [];
    if (date === undefined || time === undefined) continue;
    const instead = gap.to.toISOString().slice(11, 16);
    return { pipeline, timeZone, day: date, time: time.slice(0, 5), instead };
  }
  return undefined;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock of a zone says, to the minute, as if it were UTC. */
function clockOf(timeZone: string): (at: number) => number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    });
  formats.set(timeZone, format);
  return (at) => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day: date = 1, hour: hours = 0, minute: minutes = 0 } = parts;
    return Date.UTC(year, month - 1, date, hours, minutes);
  };
}

function floor(at: number): number {
  return Math.floor(at / minute) * minute;
}
