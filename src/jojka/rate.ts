import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import pThrottle from 'p-throttle';

/** Lets attempts through: never more at once, never more a second, and none during a pause (L5). */
export interface Gate {
  run<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Nothing is let through for so long: what a Retry-After asks of one call holds for all. */
  pauseFor(ms: number): void;
}

/**
 * What requests lose or gain on their way moves them together: two that leave a second apart may arrive in less. The
 * window is that much longer, so that the bound also holds where it counts, at the service.
 */
const slackMs = 50;

/**
 * Both bounds hold over everything that goes through one gate, retries included. Waiting between two tries of a call
 * happens outside and takes no place.
 *
 * @param options.requestsPerSecond in any window of one second; fractions such as 0.5 are understood
 */
export function createGate(options: { concurrency: number; requestsPerSecond: number }): Gate {
  const limit = pLimit(options.concurrency);
  const perWindow = Math.max(1, Math.floor(options.requestsPerSecond));
  const turn = pThrottle({
    limit: perWindow,
    interval: (perWindow / options.requestsPerSecond) * 1000 + slackMs,
    strict: true,
  })(async () => {});
  let pausedUntil = 0;
  const pauseLeft = () => pausedUntil - performance.now();

  return {
    run: (attempt, signal) =>
      limit(async () => {
        signal?.throwIfAborted();
        // A turn comes last: those who come out of a pause together must not go together.
        do {
          while (pauseLeft() > 0) await wait(pauseLeft(), undefined, signal ? { signal } : {});
          await unlessAborted(turn(), signal);
        } while (pauseLeft() > 0);
        return attempt();
      }),
    pauseFor: (ms) => {
      pausedUntil = Math.max(pausedUntil, performance.now() + ms);
    },
  };
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
