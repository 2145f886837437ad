import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/** Under which addresses the console is known. */
export interface Address {
  /** What a `Host` header may be: with its port, in small letters. */
  readonly hosts: ReadonlySet<string>;
  /** A proxy with TLS stands before it: cookies go through TLS alone. */
  readonly isSecure: boolean;
}

/** Nothing runs in a page, nothing is fetched from elsewhere, and nobody shows it in a frame of his own. */
const pagePolicy =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** That of a page which shows a run at work: its one script is a file of ours, and asks nobody but us. */
export const livePolicy = `${pagePolicy}; script-src 'self'; connect-src 'self'`;

/**
 * Who may come in at all: a page of elsewhere in a browser here could else reach it by a name that leads to this machine (DNS
 * rebinding), or send it forms.
 */
export function knownAddressAlone({ hosts }: Address): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host')?.toLowerCase() ?? '';
    if (!hosts.has(host)) return context.text('This address is not the console’s.', 421);
    const origin = context.req.header('origin');
    const isForeign = origin !== undefined && !isOf(origin, hosts);
    const site = context.req.header('sec-fetch-site');
    // A link from elsewhere may lead here; it carries no cookie (SameSite=Strict).
    const isRead = context.req.method === 'GET' || context.req.method === 'HEAD';
    if (isForeign || (!isRead && (site === 'cross-site' || site === 'same-site')))
      return context.text('A form from elsewhere: nothing was changed.', 403);
    return next();
  };
}

function isOf(origin: string, hosts: ReadonlySet<string>): boolean {
  const [, host] = /^https?:\/\/([^/]+)$/i.exec(origin) ?? [];
  return host !== undefined && hosts.has(host.toLowerCase());
}

/** What every answer says to the browser. Personal data is kept nowhere on its way. */
export function guarded({ isSecure }: Address): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', pagePolicy);
    headers.set('cache-control', 'no-store');
    headers.set('x-content-type-options', 'nosniff');
    // Under no-referrer a browser says of its own forms that they are from nowhere.
    headers.set('referrer-policy', 'same-origin');
    headers.set('cross-origin-opener-policy', 'same-origin');
    headers.set('cross-origin-resource-policy', 'same-origin');
    if (isSecure) headers.set('strict-transport-security', 'max-age=31536000');
  };
}

/** No form of the console is larger. */
export const smallBody: MiddlewareHandler = bodyLimit({
  maxSize: 64 * 1024,
  onError: (context) => context.text('The form is too large: nothing was changed.', 413),
});

/** No name, number or text holds a NUL, and no database takes one: what was asked for is nowhere. */
export const withoutNul: MiddlewareHandler = async (context, next) => {
  const form = context.req.method === 'POST' ? Object.values(await context.req.parseBody()) : [];
  const texts = [...Object.values(context.req.queries()).flat(), ...form.flat()];
  if (texts.some((text) => typeof text === 'string' && text.includes('\0')))
    return context.text('A text with a NUL in it: nothing was changed.', 400);
  return next();
};

/** Whether two texts are the same, told in a time that says nothing of where they differ. */
export function isSame(given: string, known: string): boolean {
  const [a, b] = [given, known].map((text) => createHmac('sha256', 'length').update(text).digest()) as [
    Buffer,
    Buffer,
  ];
  return timingSafeEqual(a, b);
}
