import { setTimeout as wait } from 'node:timers/promises';

/** The longest wait between two tries (L3). */
const longestWaitMs = 30_000;

export interface RetryOptions {
  /** Tries after the first. */
  readonly retries: number;
  readonly firstWaitMs: number;
  /** Whether trying again is allowed and may help. */
  readonly mayRepeat: (error: unknown) => boolean;
  /**
   * For how long the service itself asked to be left alone, in milliseconds: such a try does not count. One that asks for
   * less than would be waited anyway asks for nothing: `Retry-After: 0` would switch off tries and waits.
   */
  readonly askedMs?: (error: unknown) => number | undefined;
  /** Ends waiting; what is thrown then is not the attempt's error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Tries until it works, waiting in between (L3).
 *
 * Ours and not p-retry's: that one throws a good answer away when the signal comes at the same moment, and a write
 * that was done must not be journaled as unknown.
 *
 * @param attempt gets the number of the try, 1 for the first
 */
export async function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  for (let number = 1, failures = 0; ; number += 1) {
    let waitMs = waitBefore(failures + 1, options.firstWaitMs);
    try {
      return await attempt(number);
    } catch (error) {
      const askedMs = options.askedMs?.(error) ?? 0;
      if (askedMs < waitMs) failures += 1;
      // The gate has waited for what was asked; a moment more keeps clients from coming back together.
      else waitMs = waitBefore(Math.max(1, failures), options.firstWaitMs);
      if (failures > options.retries || !options.mayRepeat(error)) throw error;
    }
    await wait(waitMs, undefined, options.signal ? { signal: options.signal } : {});
  }
}

/**
 * How long to wait before a retry: doubled from one to the next, and up to half as long again, so that clients that
 * failed together do not come back together.
 *
 * @param retry 1 for the first
 */
function waitBefore(retry: number, firstWaitMs: number): number {
  return Math.min(firstWaitMs * 2 ** (retry - 1) * (1 + Math.random() / 2), longestWaitMs);
}
