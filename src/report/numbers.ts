const thousands = new Intl.NumberFormat('en-GB');

/** `12345` as `12,345`. */
export function formatCount(count: number): string {
  return thousands.format(count);
}

/** `1 contact`, `2 contacts`; an irregular plural may be given. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** A duration in seconds as a person says it: `under a second`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return 'under a second';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** A share in percent, never rounded down to the limit that it exceeds: `12.5 %`. */
export function formatPercent(percent: number): string {
  const rounded = percent < 10 ? Math.ceil(percent * 100) / 100 : Math.ceil(percent * 10) / 10;
  return `${thousands.format(rounded)} %`;
}
