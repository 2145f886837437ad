/** A page that did not come whole, and may come when it is asked for again. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  /** What a person is told when it stays so. */
  readonly told: Error;
  /** How long the service asks to be left alone. */
  readonly afterMs: number | undefined;

  constructor(told: Error, afterMs?: number) {
    super(told.message);
    this.told = told;
    this.afterMs = afterMs;
  }
}

/** A page is asked for so many times. */
const mostTries = 6;
const usualFirstWaitMs = 1000;

/**
 * Does what may fail in passing, again and whole, never from where it broke off. Waits as long as the service asks for, else longer
 * each time.
 *
 * @param signal ends the waiting, too
 * @throws what the last try told
 */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  signal: AbortSignal,
  firstWaitMs: number = usualFirstWaitMs,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      if (signal.aborted || tries === mostTries) throw error.told;
      await waitFor(error.afterMs ?? firstWaitMs * 2 ** (tries - 1), signal);
      signal.throwIfAborted();
    }
  }
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
    signal.addEventListener('abort', done, { once: true });
  });
}

/** What a Retry-After says, in seconds or as a date. */
export function retryAfterMs(header: string | string[] | undefined, now: Date): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
