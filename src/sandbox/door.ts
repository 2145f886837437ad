import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/** An import of 100,000 rows has some 10 MB. */
const largestBody = 64 * 1024 * 1024;

const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/**
 * Who may come in: programs of this machine. A page of somewhere else in a browser here could else read what the sandbox
 * holds, by a name that leads to 127.0.0.1, or feed it replies.
 */
export const fromHereAlone: MiddlewareHandler = async (context, next) => {
  const host = context.req.header('host') ?? '';
  const origin = context.req.header('origin');
  const isFromHere = origin === undefined || loopback.test(origin.replace(/^https?:\/\//, ''));
  if (!loopback.test(host) || !isFromHere || context.req.header('sec-fetch-site') === 'cross-site')
    return context.json({ error: ['the sandbox is for programs of this machine alone'] }, 403);
  return next();
};

/** What is larger is no call that anybody makes. */
export const boundedBody: MiddlewareHandler = bodyLimit({
  maxSize: largestBody,
  onError: (context) => context.json({ error: ['the body is too large'] }, 413),
});
