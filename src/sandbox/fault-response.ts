import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { FaultAction } from './faults.ts';

/** Gives the client what a fault says instead of an answer. */
export function faultResponse(
  { drop, notJson, status = 200, body, headers }: FaultAction,
  http: Context<{ Bindings: HttpBindings }>,
): Response {
  if (drop) {
    http.env.incoming.socket.resetAndDestroy();
    return RESPONSE_ALREADY_SENT;
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
