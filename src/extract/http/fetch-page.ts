import { isIP } from 'node:net';
import type { Dispatcher } from 'undici';
import { openRoaming } from '../../dispatcher.ts';
import { cutToNothing } from '../gzip.ts';
import { type PageErrors, pageErrors } from './page-errors.ts';
import { isPublic, lookupPublic } from './public-address.ts';

/** How a URL is fetched. */
export interface FetchSettings {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Addresses of this machine and its network are allowed, and `http:`. */
  readonly allowPrivate: boolean;
  readonly timeoutSeconds: number;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up. */
  readonly env: NodeJS.ProcessEnv;
}

/** An answer whose body is yet to be read. */
export interface Page {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** @throws TransientError when it breaks off */
  readonly body: AsyncIterable<Buffer>;
}

/** Fetches pages of one host. */
export interface Fetcher {
  /**
   * @throws TransientError when there is no answer, or one that says that the service is not ready
   * @throws SourceError when it is no 200, or leads to another host
   */
  get(url: URL, signal: AbortSignal): Promise<Page>;
  close(): Promise<void>;
}

const mostRedirects = 5;

/**
 * The headers hold secrets: they go to the host of the pipeline alone. What is at another host is fetched without them, by `https:`
 * and of the internet only (an export of Google Sheets lies at one); where there are headers, a redirect there ends the run, since what
 * it gives would be what a stranger sees.
 *
 * @throws UsageError when the environment names a proxy that is none
 */
export function createFetcher(first: URL, settings: FetchSettings): Fetcher {
  const { name, headers, allowPrivate, timeoutSeconds, env } = settings;
  const { dispatcher: agent } = openRoaming(first.origin, {
    env,
    connections: 1,
    connectTimeoutMs: 30_000,
    headersTimeoutMs: Math.min(timeoutSeconds, 120) * 1000,
    bodyTimeoutMs: 120_000,
    ...(!allowPrivate && { lookup: lookupPublic }),
  });
  const errors = pageErrors(name);
  const ask = (url: URL, signal: AbortSignal): Promise<Dispatcher.ResponseData> =>
    agent
      .request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'GET',
        headers: { 'user-agent': 'jojka-sync', 'accept-encoding': 'identity', ...headers },
        signal,
      })
      .catch((error: unknown) => {
        throw errors.broken(error);
      });

  return {
    async get(given, signal) {
      let url = given;
      for (let redirects = 0; ; redirects++) {
        mustBeAllowed(url, first, redirects > 0, settings, errors);
        const { statusCode, headers: told, body } = await ask(url, signal);
        const isPage = statusCode === 200;
        if (isPage && endFault(told) === undefined)
          return {
            url,
            headers: told,
            body: whole(body, errors.broken, () => cutToNothing(name, isPacked(told) ? '.gz' : url.pathname)),
          };
        body.on('error', () => {}).destroy();
        if (isPage) throw errors.fail(...(endFault(told) as [string, string]));
        if (!redirecting.has(statusCode)) throw errors.refused(statusCode, told['retry-after']);
        if (redirects === mostRedirects)
          throw errors.fail('it leads from one address to the next without end', 'Look at the URL.');
        const target = linkFrom(url, told.location);
        if (!target) throw errors.fail('it leads to an address that is none', 'Look at the URL.');
        url = target;
      }
    },
    close: () => agent.destroy(),
  };
}

const redirecting: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** @throws SourceError for an address that is not to be fetched */
function mustBeAllowed(
  url: URL,
  first: URL,
  isRedirect: boolean,
  { headers, allowPrivate }: FetchSettings,
  { fail, privateAddress }: PageErrors,
): void {
  const isElsewhere = url.host !== first.host || url.protocol !== first.protocol;
  const mayRoam =
    isRedirect && !allowPrivate && url.protocol === 'https:' && Object.keys(headers).length === 0;
  if (isElsewhere && !mayRoam)
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
}

/** Why one could not tell half of an answer from the whole of it, with what to do (E2). */
function endFault(told: Page['headers']): readonly [what: string, advice: string] | undefined {
  const packed = String(told['content-encoding'] ?? '').toLowerCase();
  if (!['', 'identity', 'gzip', 'x-gzip'].includes(packed))
    return [
      `its answer is packed in a way that was not asked for (${packed.slice(0, 20)})`,
      'Have the service send it as it is, or as gzip.',
    ];
  if (told['content-length'] === undefined && told['transfer-encoding'] === undefined)
    return [
      'the service does not say where its answer ends, so that half of it could be taken for the whole',
      'Have it send Content-Length, or in chunks, as HTTP/1.1 does.',
    ];
  return undefined;
}

async function* whole(
  body: AsyncIterable<Buffer>,
  broken: (error: unknown) => Error,
  ofNothing: () => Error | undefined,
): AsyncGenerator<Buffer> {
  let isEmpty = true;
  try {
    for await (const chunk of body) {
      isEmpty &&= chunk.length === 0;
      yield chunk;
    }
  } catch (error) {
    throw broken(error);
  }
  const cut = isEmpty ? ofNothing() : undefined;
  if (cut) throw cut;
}

function isPacked(told: Page['headers']): boolean {
  return /gzip/i.test(String(told['content-encoding'] ?? ''));
}

/** Where a header leads; undefined where it leads nowhere, or to what is no address. */
export function linkFrom(base: URL, to: string | string[] | undefined): URL | undefined {
  const text = Array.isArray(to) ? to[0] : to;
  if (text === undefined || !URL.canParse(text, base.href)) return undefined;
  return new URL(text, base.href);
}
