import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { JojkaClient, type JojkaClientOptions } from '../../src/jojka/client.ts';

/** A request as it came in. */
export interface Seen {
  readonly endpoint: string;
  readonly method: string;
  readonly contentType: string;
  readonly form: Readonly<Record<string, string>>;
  readonly at: number;
}

/** One answer: JSON with HTTP 200, more of it, or whatever is done with the response. */
export type Scripted =
  | { readonly json: unknown; readonly status?: number }
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | ((response: ServerResponse, request: IncomingMessage) => void);

/**
 * A server that answers from a script, one entry a request; the last one for all that follow. It knows nothing of
 * Jojka, so that the client is not tested against what the sandbox believes.
 */
export async function scriptedServer(...script: Scripted[]) {
  const seen: Seen[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const server = createServer((request, response) => {
    const at = performance.now();
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    response.on('close', () => {
      inFlight -= 1;
    });
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const entry = script[Math.min(seen.length, script.length - 1)];
      seen.push({
        endpoint: request.url?.split('/').at(-1) ?? '',
        method: request.method ?? '',
        contentType: request.headers['content-type'] ?? '',
        form: Object.fromEntries(new URLSearchParams(body)),
        at,
      });
      if (typeof entry === 'function') entry(response, request);
      else if (entry && 'json' in entry)
        response
          .writeHead(entry.status ?? 200, { 'content-type': 'application/json' })
          .end(JSON.stringify(entry.json));
      else response.writeHead(entry?.status ?? 500, entry?.headers).end(entry?.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/websms/api`;
  return { url, seen, mostInFlight: () => mostInFlight };
}

export const testKey = 'hemlig nyckel+4711/åäö';

/** A client without patience, closed at the end of the test. */
export function quickClient(url: string, options: Partial<JojkaClientOptions> = {}): JojkaClient {
  const client = new JojkaClient({
    apiKey: testKey,
    url,
    requestsPerSecond: 1000,
    firstWaitMs: 1,
    retries: 2,
    timeoutSeconds: 5,
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** What a promise is rejected with; fails when it is not. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`expected a failure, got ${JSON.stringify(outcome.value)}`);
}
