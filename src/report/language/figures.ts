/** How figures are written in a language. */
export interface Figures {
  /** `12345` as `12,345`. */
  count(count: number): string;
  /** `1 contact`, `2 contacts`. */
  quantity(count: number, singular: string, plural: string): string;
  /** A duration in seconds as a person says it: `under a second`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
  seconds(seconds: number): string;
  /** A share in percent, never rounded down to the limit that it exceeds: `12.5 %`. */
  percent(percent: number): string;
  /** `412 kB`, as file managers count. */
  bytes(bytes: number): string;
  /** With one decimal at most, ungrouped: `12.5`. */
  decimal(value: number): string;
}

/**
 * @param locale a BCP 47 tag
 * @param underASecond what a duration is called that is no second long
 */
export function createFigures(locale: string, underASecond: string): Figures {
  const thousands = new Intl.NumberFormat(locale);
  const tenths = { maximumFractionDigits: 1, useGrouping: false } as const;
  const megabytes = new Intl.NumberFormat(locale, { ...tenths, minimumFractionDigits: 1 });
  const decimals = new Intl.NumberFormat(locale, tenths);
  const count = (value: number): string => thousands.format(value);
  return {
    count,
    quantity: (value, singular, plural) => `${count(value)} ${value === 1 ? singular : plural}`,
    seconds: (seconds) => {
      if (seconds < 1) return underASecond;
      const whole = Math.round(seconds);
      if (whole < 60) return `${whole} s`;
      const minutes = Math.floor(whole / 60);
      if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
      const rest = minutes % 60;
      return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
    },
    percent: (percent) =>
      `${count(percent < 10 ? Math.ceil(percent * 100) / 100 : Math.ceil(percent * 10) / 10)} %`,
    bytes: (bytes) => {
      if (bytes < 1000) return `${bytes} B`;
      if (bytes < 1e6) return `${count(Math.round(bytes / 1000))} kB`;
      return `${megabytes.format(bytes / 1e6)} MB`;
    },
    decimal: (value) => decimals.format(Math.round(value * 10) / 10),
  };
}
