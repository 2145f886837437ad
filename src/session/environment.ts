import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { Pipeline } from '../config/schema.ts';
import { JojkaClient } from '../jojka/client.ts';
import type { AccountSettings } from './account.ts';

/** What a job needs from the outside. */
export interface RunEnvironment {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable;
  readonly log: Logger;
  /** Aborted when the run is asked to stop, with the error to end with as its reason (L7). */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** How far a step is; `total` may be unknown. */
  readonly onStep: (text: string, done?: number, total?: number) => void;
}

/** How long calls in flight may take after a signal (L7). */
const graceMs = 30_000;

/** A client by the pipeline's limits; its calls are given up 30 s after the run was asked to stop. */
export function connect(
  account: AccountSettings,
  limits: Pipeline['load'],
  environment: RunEnvironment,
): JojkaClient {
  const { log, signal } = environment;
  const giveUp = new AbortController();
  signal.addEventListener('abort', () => setTimeout(() => giveUp.abort(signal.reason), graceMs).unref(), {
    once: true,
  });
  return new JojkaClient({
    apiKey: account.apiKey,
    ...(account.url !== undefined && { url: account.url }),
    concurrency: limits.concurrency,
    requestsPerSecond: limits.requestsPerSecond,
    retries: limits.retries,
    timeoutSeconds: limits.timeoutSeconds,
    signal: giveUp.signal,
    onAttempt: (attempt) =>
      attempt.failure === undefined ? log.debug(attempt, 'call') : log.warn(attempt, 'call failed'),
  });
}
