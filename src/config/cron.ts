/** Five fields of cron: minute, hour, day of the month, month, weekday. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** `*` as the day of the month, as the weekday: where neither is one, a day of either kind is meant. */
  readonly isEveryDay: boolean;
  readonly isEveryWeekday: boolean;
  /** The hour is written with a `*`: no fixed time of the day. */
  readonly isManyHours: boolean;
}

/** What a field can have: its least and greatest value, and the names that stand for numbers. */
interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: string;
  /** Of the weekday: 7 is 0. */
  readonly modulo?: number;
}

const fields: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec' },
  { least: 0, most: 7, names: 'sun mon tue wed thu fri sat', modulo: 7 },
];

/** @returns undefined where it is not five fields, each with values that it can have and none twice */
export function readCron(text: string): Cron | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) return undefined;
  const sets = fields.map((field, index) => valuesOf(parts[index] ?? '', field));
  const [minutes, hours, days, months, weekdays] = sets;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  return {
    minutes,
    hours,
    days,
    months,
    weekdays,
    isEveryDay: parts[2] === '*',
    isEveryWeekday: parts[4] === '*',
    isManyHours: parts[1]?.includes('*') === true,
  };
}

function valuesOf(list: string, field: Field): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of list.split(',')) {
    const found = partOf(part, field);
    if (!found || found.some((value) => values.has(value))) return undefined;
    for (const value of found) values.add(value);
  }
  return values;
}

/** One part of a list: `*`, a value, or a range, each with a step or without. */
function partOf(part: string, { least, most, names = '', modulo = 60 }: Field): number[] | undefined {
  const [, range, step] = /^(\*|[\da-z]+(?:-[\da-z]+)?)(?:\/(\d+))?$/i.exec(part) ?? [];
  if (range === undefined || (step !== undefined && Number(step) === 0)) return undefined;
  const values = range.split('-').map((word) => {
    const named = names.split(' ').indexOf(word.toLowerCase());
    return named >= 0 && /\D/.test(word) ? named + least : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  });
  const [from = Number.NaN, given = step === undefined ? from : most] = values;
  const [first, last] = range === '*' ? [least, most] : [from, given];
  if (!(first >= least && last <= most && first <= last)) return undefined;
  const every = Number(step ?? 1);
  const length = Math.floor((last - first) / every) + 1;
  return [...new Set(Array.from({ length }, (_, index) => (first + index * every) % modulo))];
}

/** Whether a day that it names is in any year: the 31st of April is in none. */
export function hasDays({ days, months, isEveryWeekday }: Cron): boolean {
  if (!isEveryWeekday) return true;
  // Of a leap year.
  const longest = (month: number) => new Date(Date.UTC(2028, month, 0)).getUTCDate();
  return [...months].some((month) => [...days].some((day) => day <= longest(month)));
}

/** Whether a time on the clock is one of its times. @param clock the time as if it were UTC */
export function isTimeOf(cron: Cron, clock: Date): boolean {
  const isDay = cron.days.has(clock.getUTCDate());
  const isWeekday = cron.weekdays.has(clock.getUTCDay());
  return (
    cron.minutes.has(clock.getUTCMinutes()) &&
    cron.hours.has(clock.getUTCHours()) &&
    cron.months.has(clock.getUTCMonth() + 1) &&
    (cron.isEveryDay ? cron.isEveryWeekday || isWeekday : cron.isEveryWeekday ? isDay : isDay || isWeekday)
  );
}
