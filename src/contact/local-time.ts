/** Where a time is shown; the zone of the machine, where left out. Files and JSON have UTC instead. */
export interface Place {
  /** An IANA name, such as `Europe/Stockholm`. */
  readonly timeZone?: string | undefined;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment as a person reads it: local time with its zone, `2026-11-23 04:00 CET`. */
export function localTime(at: Date | string, place: Place = {}): string {
  const { year, month, day, hour, minute, timeZoneName } = partsOf(at, place);
  return `${year}-${month}-${day} ${hour}:${minute} ${timeZoneName}`;
}

/** The local day of a moment: `2026-11-23`. */
export function localDay(at: Date | string, place: Place = {}): string {
  const { year, month, day } = partsOf(at, place);
  return `${year}-${month}-${day}`;
}

function partsOf(at: Date | string, { timeZone }: Place): Record<string, string> {
  const key = timeZone ?? '';
  const format =
    formats.get(key) ??
    // The zone's name as Europe writes it (CET), the digits put together by hand.
    new Intl.DateTimeFormat('en-GB', {
      ...(timeZone !== undefined && { timeZone }),
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    });
  formats.set(key, format);
  return Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
}
