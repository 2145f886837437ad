import type { LoadLimits } from '../config/limits.ts';
import { JojkaClient } from '../jojka/client.ts';
import { joinTracing } from '../tracing.ts';
import { type AccountSettings, accountSettings } from './account.ts';
import { advisedFor } from './advised.ts';
import { note, type RunEnvironment } from './environment.ts';

/** An account that is connected to. */
export interface ConnectedAccount extends AccountSettings {
  readonly url: string;
}

/** How long calls in flight may take after a signal (L7). */
const graceMs = 30_000;

/**
 * Connects to an account, does something, and closes the connections. Calls are given up 30 s after the job was asked
 * to stop.
 *
 * @param to the account's name, and the limits that its calls keep to
 * @param former a client that was told to stop, and whose place this one takes
 * @throws UsageError when there is no key for it, or its URL is none that a key may be sent to (K1)
 */
export async function withClient<T>(
  to: { readonly account: string; readonly limits: LoadLimits },
  environment: RunEnvironment,
  work: (client: JojkaClient, account: ConnectedAccount) => Promise<T>,
  former?: JojkaClient,
): Promise<T> {
  const of = { account: to.account };
  return advisedFor(of, environment.env, () => connected(to, environment, work, former));
}

async function connected<T>(
  to: { readonly account: string; readonly limits: LoadLimits },
  environment: RunEnvironment,
  work: (client: JojkaClient, account: ConnectedAccount) => Promise<T>,
  former?: JojkaClient,
): Promise<T> {
  const account = accountSettings(to.account, environment.env);
  if (account.warning !== undefined) note(environment, 'warn', account.warning);
  const { signal, emit } = environment;
  const giveUp = new AbortController();
  const onAbort = () => setTimeout(() => giveUp.abort(signal.reason), graceMs).unref();
  signal.addEventListener('abort', onAbort, { once: true });
  const { concurrency, requestsPerSecond, retries, timeoutSeconds, maxMinutes } = to.limits;
  const answerMegabytes = to.limits.answerMegabytes ?? account.answerMegabytes;
  const signals = { stop: signal, signal: giveUp.signal };
  const client =
    former?.again(signals) ??
    new JojkaClient({
      apiKey: account.apiKey,
      ...(account.url !== undefined && { url: account.url }),
      concurrency,
      requestsPerSecond,
      retries,
      timeoutSeconds,
      ...(answerMegabytes !== undefined && { answerMegabytes }),
      patienceSeconds: maxMinutes * 60,
      ...(environment.firstWaitMs !== undefined && { firstWaitMs: environment.firstWaitMs }),
      env: environment.env,
      ...signals,
      onAttempt: (attempt) => emit({ kind: 'attempt', attempt }),
    });
  try {
    await joinTracing();
    return await work(client, { name: account.name, apiKey: account.apiKey, url: client.url });
  } finally {
    signal.removeEventListener('abort', onAbort);
    await client.close();
  }
}
