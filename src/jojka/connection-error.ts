import { ConnectionError } from '../errors.ts';

/** Reasons of our own for ending an exchange. */
export type GivenUp = typeof timedOut | typeof givenUp;
export const timedOut = Symbol('the exchange took too long');
export const givenUp = Symbol('the caller gave it up');

/**
 * The error for an exchange that brought no whole answer. Its cause is the bare code: what the HTTP library throws may
 * hold more of the request than anybody should read.
 */
export function connectionError(
  exchange: { endpoint: string; origin: string; proxy?: string; timeoutMs: number; sent: boolean },
  reason: GivenUp | unknown,
): ConnectionError {
  const { endpoint, origin, proxy, sent } = exchange;
  const code = typeof reason === 'symbol' ? '' : errorCode(reason);
  const host = new URL(origin).host;
  if (reason === givenUp)
    return new ConnectionError(endpoint, `${endpoint} was given up before Jojka at ${host} answered`, {
      sent,
    });
  const what =
    reason === timedOut
      ? `no answer within ${exchange.timeoutMs / 1000} s`
      : (refusedTunnel(reason) ??
        whatHappened[code] ??
        (/CERT|TLS|SSL|SELF_SIGNED/.test(code)
          ? `the certificate or TLS is not accepted (${code})`
          : `the connection was lost (${code || 'no reason given'})`));
  return new ConnectionError(endpoint, `Jojka at ${host} did not answer ${endpoint}: ${what}`, {
    sent,
    timedOut: reason === timedOut,
    advice:
      proxy === undefined
        ? 'Check JOJKA_API_URL and the network, then run the command again.'
        : `HTTPS_PROXY is set, to ${proxy}: check it, JOJKA_API_URL and the network, or put the host into NO_PROXY. Then run the command again.`,
    ...(code !== '' && { cause: code }),
  });
}

const whatHappened: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'the host name cannot be looked up',
  EAI_AGAIN: 'the host name cannot be looked up',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no network to that host',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
};

/** The code of an error, also of the first one of several (Node tries IPv6 and IPv4). */
function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('errors' in error && Array.isArray(error.errors)) return errorCode(error.errors[0]);
  return 'cause' in error ? errorCode(error.cause) : '';
}

/** What a proxy answered that makes no tunnel; undefined where it was none that failed. */
function refusedTunnel(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, status] = /^Proxy response \((\d{3})\)/.exec(error.message) ?? [];
  if (status === undefined) return undefined;
  return status === '407'
    ? 'the proxy asks for a user name and password (HTTP 407)'
    : `the proxy refused (HTTP ${status})`;
}
