/**
 * What programs write for a date that there is none of: nothing but zeros, or the moment from which a calendar, a spreadsheet or a
 * database counts (T5, C2). In which time zone that moment is written, nobody can choose: `1970-01-01 01:00:00+01` is the same, and so
 * is `1969-12-31 23:00:00Z`, which is midnight here.
 */

const nothingButZeros = /^0(?:[0\s./:,-]|t(?=0))*z?$/;

/** The first days of calendars, of Windows, SQL Server, spreadsheets (on a Mac too) and Unix. */
const firstMoments = [
  ...['0000-01-01', '0001-01-01', '1601-01-01', '1753-01-01', '1899-12-30', '1899-12-31', '1900-01-01'],
  ...['1904-01-01', '1970-01-01'],
].map((day) => Date.parse(day));

const [second, hour] = [1000, 3_600_000];

/** How far ahead of UTC clocks are here, in winter and summer; before 1900 by the sun, which programs know too. */
const aheadHere = [hour, 2 * hour, hour + 14 * second, hour + 12 * 60 * second + 12 * second];

const months = [
  'jan',
  'feb',
  'mar',
  'apr',
  'maj|may|mai',
  'jun',
  'jul',
  'aug',
  'sep',
  'okt|oct',
  'nov',
  'dec|des',
];

const dateForms = [
  /^(?<year>\d{4})(?<sign>[-./])(?<month>\d{1,2})\k<sign>(?<day>\d{1,2})(?!\d)/,
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?!\d)/,
  /^(?<day>\d{1,2})[-./](?<month>\d{1,2})[-./](?<year>\d{4})(?!\d)/,
  /^(?<month>\d{1,2})[-./](?<day>\d{1,2})[-./](?<year>\d{4})(?!\d)/,
  /^(?:[a-zåäö]{2,9}[.,]*\s+)?(?<name>[a-z]{3})[a-z]*\.?\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})(?!\d)/,
  /^(?:[a-zåäö]{2,9}[.,]*\s+)?(?<day>\d{1,2})[\s-](?<name>[a-z]{3})[a-z]*\.?[\s-](?<year>\d{4})(?!\d)/,
];

const time =
  /^(?:[\st,]+(?<hours>\d{1,2})[:.](?<minutes>\d\d)(?:[:.](?<seconds>\d\d)(?:[.,]0+)?)?\s?(?<half>[ap]m)?)?\s?(?<zone>z|utc|gmt)?(?<offset>[+-]\d\d(?::?\d\d){0,2})?(?:\s\([^)]*\))?$/;

/** Whether a date, folded, is one that never was. */
export function isNeverDate(folded: string): boolean {
  if (nothingButZeros.test(folded)) return true;
  if (folded.length > 80 || !/\d{4}/.test(folded)) return false;
  // What PHP makes of a date of zeros.
  if (/^-0001-11-30(?![\d-])/.test(folded)) return true;
  return dateForms.some((form) => {
    const date = form.exec(folded);
    const clock = date && time.exec(folded.slice(date[0].length));
    const day = date?.groups && dayOf(date.groups);
    return clock?.groups !== undefined && day !== undefined && isFirstMoment(day, clock.groups);
  });
}

type Parts = Readonly<Record<string, string | undefined>>;

/** A day's midnight as if it were in UTC. `1900-01-00` is the day before the first. */
function dayOf({ year, month, name, day }: Parts): number | undefined {
  const number = name === undefined ? Number(month) : 1 + months.findIndex((one) => one.includes(name));
  if (number < 1 || number > 12 || Number(day) > 31) return undefined;
  return new Date(0).setUTCFullYear(Number(year), number - 1, Number(day));
}

function isFirstMoment(
  day: number,
  { hours = '0', minutes = '0', seconds = '0', half, zone, offset }: Parts,
): boolean {
  const hour12 = half === 'pm' ? (Number(hours) % 12) + 12 : Number(hours) === 12 ? 0 : Number(hours);
  const ofDay = hour12 * hour + Number(minutes) * 60 * second + Number(seconds) * second;
  const isZoned = zone !== undefined || offset !== undefined;
  return firstMoments.some((first) => {
    // MySQL's first moment is a second later.
    const late = first === 0 && seconds === '01' ? second : 0;
    const local = day + ofDay - late - first;
    if (local === 0) return true;
    if (!isZoned) return local === hour || local === 2 * hour;
    const moment = local - aheadOf(offset);
    return moment === 0 || aheadHere.includes(-moment);
  });
}

/** How far a written offset is ahead of UTC. */
function aheadOf(offset = '+00'): number {
  const [hours = 0, minutes = 0, seconds = 0] = (offset.match(/\d\d/g) ?? []).map(Number);
  const ahead = hours * hour + minutes * 60 * second + seconds * second;
  return offset.startsWith('-') ? -ahead : ahead;
}
