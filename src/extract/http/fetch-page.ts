import { isIP } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { SourceError } from '../../errors.ts';
import { isPublic, lookupPublic, PrivateAddressError } from './public-address.ts';

/** How a URL is fetched. */
export interface FetchSettings {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Addresses of this machine and its network are allowed, and `http:`. */
  readonly allowPrivate: boolean;
  readonly timeoutSeconds: number;
}

/** An answer whose body is yet to be read. */
export interface Page {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** @throws SourceError when it breaks off */
  readonly body: AsyncIterable<Buffer>;
}

/** Fetches pages of one host. */
export interface Fetcher {
  /** @throws SourceError when there is no answer, it is no 200, or it leads to another host */
  get(url: URL, signal: AbortSignal): Promise<Page>;
  close(): Promise<void>;
}

const mostRedirects = 5;

/**
 * The headers hold secrets: they go to the host of the pipeline alone. A redirect, or the link to a next page, that leads to another
 * host or port, or from `https:` to `http:`, ends the run.
 */
export function createFetcher(first: URL, settings: FetchSettings): Fetcher {
  const { name, headers, allowPrivate, timeoutSeconds } = settings;
  const agent = new Agent({
    connections: 1,
    bodyTimeout: 120_000,
    headersTimeout: Math.min(timeoutSeconds, 120) * 1000,
    connect: { timeout: 30_000, ...(!allowPrivate && { lookup: lookupPublic }) },
  });
  const fail = (what: string, advice: string, cause?: unknown) =>
    new SourceError(name, `${name} cannot be read: ${what}`, {
      advice: `Nothing was changed. ${advice}`,
      ...(cause !== undefined && { cause }),
    });
  const broken = (error: unknown) => {
    if (error instanceof SourceError) return error;
    if (isPrivate(error)) return privateAddress();
    return fail(
      `no whole answer came (${codeOf(error)})`,
      'Look whether the service is there, and run it again.',
    );
  };
  const privateAddress = () =>
    fail(
      'its host is this machine, or one of its network',
      'A URL of the internet was expected. If it is meant, say so in the pipeline: allowPrivate: true.',
    );
  const mustBeAllowed = (url: URL) => {
    if (url.host !== first.host || url.protocol !== first.protocol)
      throw fail(
        `it leads to another address (${url.protocol}//${url.host.slice(0, 100)})`,
        'Its headers go to no other host. Give the address that it leads to, if that is the right one.',
      );
    if (url.protocol !== 'https:' && !allowPrivate)
      throw fail(
        'its URL is not https:',
        'What goes there could be read on its way. Give a URL that begins with https:.',
      );
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!allowPrivate && isIP(host) !== 0 && !isPublic(host)) throw privateAddress();
  };

  async function answerOf(url: URL, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    try {
      return await agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'GET',
        headers: { 'user-agent': 'jojka-sync', 'accept-encoding': 'identity', ...headers },
        signal,
      });
    } catch (error) {
      throw broken(error);
    }
  }

  return {
    async get(given, signal) {
      let url = given;
      for (let redirects = 0; ; redirects++) {
        mustBeAllowed(url);
        const answer = await answerOf(url, signal);
        const { statusCode, headers: told, body } = answer;
        if (statusCode === 200) return { url, headers: told, body: whole(body, broken) };
        body.on('error', () => {}).destroy();
        if (![301, 302, 303, 307, 308].includes(statusCode))
          throw fail(`the service answers HTTP ${statusCode}`, adviceFor(statusCode));
        if (redirects === mostRedirects)
          throw fail('it leads from one address to the next without end', 'Look at the URL.');
        url = linkFrom(url, told.location) ?? url;
      }
    },
    close: () => agent.destroy(),
  };
}

async function* whole(
  body: AsyncIterable<Buffer>,
  broken: (error: unknown) => Error,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (error) {
    throw broken(error);
  }
}

/** Where a header leads; undefined where it leads nowhere. */
export function linkFrom(base: URL, to: string | string[] | undefined): URL | undefined {
  const text = Array.isArray(to) ? to[0] : to;
  if (text === undefined || !URL.canParse(text, base.href)) return undefined;
  return new URL(text, base.href);
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403)
    return 'Look at the headers: a token may have run out, or lack the right.';
  if (status === 404 || status === 410) return 'Look at the URL.';
  return 'Look at the service, and run it again.';
}

function isPrivate(error: unknown): boolean {
  if (error instanceof PrivateAddressError) return true;
  return error instanceof AggregateError && error.errors.some(isPrivate);
}

/** By its code alone: a message may name the URL, which may hold a secret. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : String(name);
}
