/** What was read a moment ago, for whoever asks next. */
export interface KeptBriefly<T> {
  /** What is known; read anew where that is too old. Who asks while it is being read gets the same. */
  get(): Promise<T>;
  /** Reads anew, whatever is known. */
  fresh(): Promise<T>;
  /** Something was changed: whoever asks next reads anew. */
  forget(): void;
}

/**
 * Keeps what is costly to read for a few seconds: whoever holds a page's reload key opens no connection with each of his requests.
 * What fails is not kept.
 *
 * @param now in milliseconds, of a clock that is never set back
 */
export function keepBriefly<T>(
  read: () => Promise<T>,
  forMs: number,
  now: () => number = () => performance.now(),
): KeptBriefly<T> {
  let kept: { readonly at: number; readonly value: Promise<T> } | undefined;
  const fresh = () => {
    const reading = { at: now(), value: read() };
    kept = reading;
    reading.value.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading.value;
  };
  return {
    fresh,
    forget: () => {
      kept = undefined;
    },
    get: () => (kept && now() - kept.at < forMs ? kept.value : fresh()),
  };
}
