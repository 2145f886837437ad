import { UsageError } from '../errors.ts';
import { answerMegabytes as bounds, usualMegabytes } from './answer-bounds.ts';
import type { Attempt } from './caller.ts';

export interface JojkaClientOptions {
  /** The account's key; sent in the body of each call and nowhere else (K1). */
  readonly apiKey: string;
  /** Base that `/ENDPOINT` is appended to; https, or http on loopback. Default: Jojka's own. */
  readonly url?: string;
  /** Calls at once (L5). Default 4. */
  readonly concurrency?: number;
  /** Calls in any second, retries included (L5); fractions are understood. Default 10. */
  readonly requestsPerSecond?: number;
  /** Tries after the first (L3). Default 5. */
  readonly retries?: number;
  /** For one try, from connecting to the last byte. Default 30. */
  readonly timeoutSeconds?: number;
  /** How many megabytes a list may have; other answers a 64th of it, and the values of one 46,875 for each (L3). Default 64. */
  readonly answerMegabytes?: number;
  /** Wait before the first retry in milliseconds, doubled from try to try (L3). Default 200. */
  readonly firstWaitMs?: number;
  /** So long a Retry-After is waited for, in all, before it counts as a failure (L3). Default 300. */
  readonly patienceSeconds?: number;
  /** Where HTTPS_PROXY and NO_PROXY are looked up. Default: the process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Gives up every call, also those that wait. */
  readonly signal?: AbortSignal;
  /** Begins no further try, and waits for nothing any more; what is in flight may end (L7). */
  readonly stop?: AbortSignal;
  /** Called after every try. */
  readonly onAttempt?: (attempt: Attempt) => void;
}

/** Fills in the defaults; throws a UsageError when a limit is none. */
export function checkOptions(options: JojkaClientOptions) {
  const { apiKey, concurrency = 4, requestsPerSecond = 10, retries = 5, timeoutSeconds = 30 } = options;
  const { answerMegabytes = usualMegabytes } = options;
  if (apiKey.trim() === '') throw new UsageError('There is no API key.');
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new UsageError('concurrency must be a whole number from 1 up.');
  if (!(requestsPerSecond > 0 && requestsPerSecond < Number.POSITIVE_INFINITY))
    throw new UsageError('requestsPerSecond must be a number above 0.');
  if (!Number.isInteger(retries) || retries < 0)
    throw new UsageError('retries must be a whole number from 0 up.');
  // setTimeout takes no more than 31 bits of milliseconds.
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 2_000_000))
    throw new UsageError('timeoutSeconds must be a number above 0.');
  const { least, most } = bounds;
  if (!(answerMegabytes >= least && answerMegabytes <= most))
    throw new UsageError(`answerMegabytes must be a number from ${least} to ${most}.`);
  return {
    answerMegabytes,
    apiKey,
    concurrency,
    requestsPerSecond,
    retries,
    timeoutMs: timeoutSeconds * 1000,
  };
}
