import { ConnectionError, InterruptedError, JojkaSyncError } from '../errors.ts';
import type { RunEnvironment } from './environment.ts';

/**
 * Does something for so many minutes at most: then the signal of its environment is aborted, as if it was asked to stop (L3).
 *
 * @param advice what the person can do then
 * @throws InterruptedError when the time was over
 */
export async function withinMinutes<T>(
  minutes: number,
  environment: RunEnvironment,
  advice: string,
  work: (environment: RunEnvironment) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const reason = new InterruptedError(`The run has taken longer than load.maxMinutes (${minutes}).`, {
    advice,
  });
  const timer = setTimeout(() => deadline.abort(reason), minutes * 60_000);
  try {
    return await work({ ...environment, signal: AbortSignal.any([environment.signal, deadline.signal]) });
  } catch (error) {
    throw endOf(error, deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Why something ended that was told to stop: the reason for that, and not the call that broke off because of it. */
export function endOf(thrown: unknown, signal: AbortSignal): unknown {
  const brokeOff = !(thrown instanceof JojkaSyncError) || thrown instanceof ConnectionError;
  return signal.aborted && brokeOff ? signal.reason : thrown;
}
