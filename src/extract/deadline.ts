/** Ends something when its time is over, or when a signal says so. */
export interface Deadline {
  /** Rejects when the time is over, or with the signal's reason; it never fulfils. */
  readonly over: Promise<never>;
  /** Whether it was the time. */
  readonly isLate: () => boolean;
  /** Forgets about it; resolves when what was done at its end is done, or takes too long. */
  clear(): Promise<void>;
}

/** The time that a source may take was over. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/**
 * The client's own clock (L3): a server that is stopped, or a network that swallows everything, tells nothing.
 *
 * @param end what is done at once when it is over; its own faults are nobody's
 */
export function startDeadline(
  seconds: number,
  signal: AbortSignal | undefined,
  end: () => Promise<void>,
): Deadline {
  let isLate = false;
  let ending = Promise.resolve();
  let fail: (reason: unknown) => void = () => {};
  const over = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // It may be over while nobody waits.
  over.catch(() => {});
  const finish = (reason: unknown) => {
    fail(reason);
    ending = patiently(end().catch(() => {}));
  };
  const stop = () => finish(signal?.reason);
  const timer = setTimeout(() => {
    isLate = true;
    finish(new LateError(`not over after ${seconds} s`));
  }, seconds * 1000);
  signal?.addEventListener('abort', stop, { once: true });
  return {
    over,
    isLate: () => isLate,
    clear() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      return ending;
    },
  };
}

/** Waits for something, and not for long: a run that is told to stop has thirty seconds (L7). */
export async function patiently(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 5000);
  });
  await Promise.race([work, enough]);
  clearTimeout(timer);
}
