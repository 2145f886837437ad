/**
 * What a Retry-After header asks for, in milliseconds: seconds, or an HTTP date. Undefined when it is neither, and when it
 * asks for nothing: zero, or a date that is past.
 *
 * @param now of the clock that the date is of: the service's own, where it says so
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const ms = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : /[a-z]/i.test(text)
      ? Date.parse(text) - now
      : Number.NaN;
  return ms > 0 ? ms : undefined;
}
