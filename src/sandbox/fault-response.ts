import { setTimeout as wait } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { FaultAction } from './faults.ts';

/** What a fault needs of the moment at which it happens. */
interface Moment {
  readonly now: Date;
  /** The true answer, where the fault needs one. */
  answer(): Promise<unknown>;
  readonly closing: AbortSignal;
  /** Nobody listens for so long. */
  refuse(ms: number): void;
}

/**
 * Gives the client what a fault says instead of an answer.
 */
export async function faultResponse(
  action: FaultAction,
  http: Context<{ Bindings: HttpBindings }>,
  { now, answer, closing, refuse }: Moment,
): Promise<Response> {
  const { drop, refuseMs, hang, dripMs, cutAt, notJson, status = 200, body, retryAfterDateSeconds } = action;
  const headers = {
    ...action.headers,
    ...(retryAfterDateSeconds !== undefined && {
      'retry-after': new Date(now.getTime() + retryAfterDateSeconds * 1000).toUTCString(),
    }),
  };
  if (refuseMs !== undefined) refuse(refuseMs);
  if (drop || refuseMs !== undefined) {
    http.env.incoming.socket.resetAndDestroy();
    return RESPONSE_ALREADY_SENT;
  }
  if (hang) {
    await new Promise((resolve) => closing.addEventListener('abort', resolve, { once: true }));
    return RESPONSE_ALREADY_SENT;
  }
  if (cutAt !== undefined || dripMs !== undefined) {
    const whole = Buffer.from(body ?? JSON.stringify(await answer()));
    const part = whole.subarray(0, cutAt ?? whole.length);
    return new Response(dripMs === undefined ? part : drip(part, dripMs), {
      status,
      headers: { 'content-type': 'application/json', ...headers },
    });
  }
  if (notJson)
    return new Response(body ?? '<html><body><h1>Hej!</h1></body></html>', {
      status,
      headers: { 'content-type': 'text/html', ...headers },
    });
  return new Response(body ?? JSON.stringify({ error: ['a fault of the sandbox'] }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

function drip(bytes: Uint8Array, ms: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull: async (controller) => {
      if (at >= bytes.length) return controller.close();
      await wait(ms);
      controller.enqueue(bytes.subarray(at, at + 1));
      at += 1;
    },
  });
}
