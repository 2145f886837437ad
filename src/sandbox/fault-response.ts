import { setTimeout as wait } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { FaultAction } from './faults.ts';

/**
 * Gives the client what a fault says instead of an answer.
 *
 * @param answer the true answer, where the fault needs one
 */
export async function faultResponse(
  action: FaultAction,
  http: Context<{ Bindings: HttpBindings }>,
  { now, answer, closing }: { now: Date; answer: () => Promise<unknown>; closing: AbortSignal },
): Promise<Response> {
  const { drop, hang, dripMs, cutAt, notJson, status = 200, body, retryAfterDateSeconds } = action;
  const headers = {
    ...action.headers,
    ...(retryAfterDateSeconds !== undefined && {
      'retry-after': new Date(now.getTime() + retryAfterDateSeconds * 1000).toUTCString(),
    }),
  };
  if (drop) {
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
