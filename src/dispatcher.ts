import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { UsageError } from './errors.ts';
import { isLoopback } from './loopback.ts';

export interface DispatcherOptions {
  /** Connections at once. */
  readonly connections: number;
  /** For making a connection. */
  readonly connectTimeoutMs: number;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up. */
  readonly env: NodeJS.ProcessEnv;
}

/** Kept-alive connections to one origin. */
export interface OriginDispatcher {
  readonly dispatcher: Dispatcher;
  /** Host and port of the proxy that is set for it; undefined where none is. NO_PROXY may yet exempt the origin. */
  readonly proxy: string | undefined;
}

/**
 * Opens connections to an origin: a pool, or by way of the proxy that the environment names. To this machine nothing
 * goes through a proxy: plain http is for loopback alone, and what it carries must not leave the machine (K1).
 *
 * To https a tunnel is asked for (CONNECT), so the proxy sees host and port and nothing else; plain http goes through it in
 * the open, as curl does it.
 *
 * @param origin such as `https://www.jojka.nu`
 * @throws UsageError when the variable holds no address of an HTTP proxy; it is not told what it holds, since a password
 *   may be in it
 */
export function openDispatcher(origin: string, options: DispatcherOptions): OriginDispatcher {
  const { connections, connectTimeoutMs, env } = options;
  const exchange = { connections, headersTimeout: 0, bodyTimeout: 0 };
  const connect = { timeout: connectTimeoutMs };
  const proxy = proxyFor(new URL(origin), env);
  if (!proxy) return { dispatcher: new Pool(origin, { ...exchange, connect }), proxy: undefined };
  return { dispatcher: throughProxy(proxy, exchange, connect, env), proxy: proxy.host };
}

export interface RoamingOptions extends DispatcherOptions {
  /** For the beginning of an answer, and between two pieces of it. */
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  /** Looks names up where no proxy does. */
  readonly lookup?: LookupFunction | undefined;
}

/**
 * Opens connections to an origin and to those that it leads to, each by way of the proxy that the environment names for it. A proxy
 * looks names up itself.
 *
 * @throws UsageError as {@link openDispatcher} does
 */
export function openRoaming(origin: string, options: RoamingOptions): OriginDispatcher {
  const { connections, connectTimeoutMs, headersTimeoutMs, bodyTimeoutMs, lookup, env } = options;
  const exchange = { connections, headersTimeout: headersTimeoutMs, bodyTimeout: bodyTimeoutMs };
  const connect = { timeout: connectTimeoutMs, ...(lookup && { lookup }) };
  const proxy = proxyFor(new URL(origin), env);
  if (!proxy) return { dispatcher: new Agent({ ...exchange, connect }), proxy: undefined };
  return { dispatcher: throughProxy(proxy, exchange, connect, env), proxy: proxy.host };
}

function throughProxy(
  proxy: URL,
  exchange: { readonly connections: number; readonly headersTimeout: number; readonly bodyTimeout: number },
  connect: { readonly timeout: number; readonly lookup?: LookupFunction },
  env: NodeJS.ProcessEnv,
): Dispatcher {
  const { timeout } = connect;
  return new EnvHttpProxyAgent({
    ...exchange,
    connect,
    requestTls: { timeout },
    proxyTls: { timeout },
    proxyTunnel: false,
    httpProxy: proxy.href,
    httpsProxy: proxy.href,
    noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
  });
}

/** @throws UsageError when the variable of the proxy for an address holds none, as {@link openDispatcher} says it */
export function checkProxy(address: string, env: NodeJS.ProcessEnv): void {
  proxyFor(new URL(address), env);
}

/** The proxy that is set for an origin; of two spellings the small one counts, as it does for curl. */
function proxyFor({ protocol, hostname }: URL, env: NodeJS.ProcessEnv): URL | undefined {
  if (isLoopback(hostname)) return undefined;
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const small = name.toLowerCase();
  const [variable, text] = env[small] === undefined ? [name, env[name]] : [small, env[small]];
  if (text === undefined || text.trim() === '') return undefined;
  const address = text.includes('://') ? text.trim() : `http://${text.trim()}`;
  if (URL.canParse(address)) {
    const url = new URL(address);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  }
  throw new UsageError(`${variable} holds no address of an HTTP proxy.`, {
    advice: `Nothing was sent. Set it to something like http://proxy.example:3128, or take it out of the environment and .env.`,
  });
}
