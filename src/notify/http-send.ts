import { openDispatcher } from '../dispatcher.ts';

/** One message over HTTP. */
export interface HttpMessage {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Why a message did not arrive: a code or a status, and nothing of where it went, which is a secret. */
export class UndeliveredError extends Error {}

/**
 * Sends a message once. Follows no redirect: who put a URL there means that URL.
 *
 * @param env where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up
 * @param signal ends it
 * @throws UndeliveredError when it is not taken
 */
export async function sendHttp(
  message: HttpMessage,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const { origin, pathname, search } = new URL(message.url);
  const { dispatcher } = openDispatcher(origin, { connections: 1, connectTimeoutMs: 5000, env });
  let status: number;
  try {
    const answer = await dispatcher.request({
      origin,
      method: message.method,
      path: `${pathname}${search}`,
      headers: { 'user-agent': 'jojka-sync', ...message.headers },
      ...(message.body !== undefined && { body: message.body }),
      signal,
    });
    status = answer.statusCode;
    // What it says besides is for nobody: the status is the answer.
    answer.body.on('error', () => {}).destroy();
  } catch (error) {
    throw new UndeliveredError(signal.aborted ? 'no answer in time' : codeOf(error));
  } finally {
    void dispatcher.destroy().catch(() => {});
  }
  if (status < 200 || status > 299) throw new UndeliveredError(`HTTP ${status}`);
}

/** What befell a connection, by its code alone: a message may name the URL. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
