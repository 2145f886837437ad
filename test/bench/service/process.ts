/**
 * A Jojka that costs as little as it can, in a process of its own: it answers from memory, and counts. Beside the
 * endpoints it has `/bench`: GET gives its figures, POST `?path=…&latencyMs=…` begins anew with another list.
 *
 *     node --import tsx test/bench/service/process.ts PORT
 */
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, calls, type ServiceState } from './calls.ts';
import { ServiceClock } from './clock.ts';
import { ContactList } from './list.ts';

const base = '/websms/api/';
const state: ServiceState = { list: new ContactList(), blocked: new Set() };
const clock = new ServiceClock();
let latencyMs = 0;

const server = createServer((request, response) => {
  const url = request.url ?? '';
  const chunks: Buffer[] = [];
  if (url.startsWith(base)) clock.begin(url.slice(base.length));
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (url.startsWith(base)) void serve(url.slice(base.length), Buffer.concat(chunks).toString(), response);
    else control(new URL(url, 'http://localhost'), request.method === 'POST', response);
  });
});

async function serve(endpoint: string, body: string, response: ServerResponse): Promise<void> {
  const started = performance.now();
  const answer = calls[endpoint]?.(new URLSearchParams(body), state) ?? '{"error":["no such endpoint"]}';
  clock.worked(performance.now() - started);
  if (latencyMs > 0) await wait(latencyMs);
  response.on('finish', () => clock.end());
  send(response, answer);
}

function send(response: ServerResponse, answer: Answer): void {
  const pieces = typeof answer === 'string' ? [Buffer.from(answer)] : answer;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
  for (const piece of pieces) response.write(piece);
  response.end();
}

function control({ searchParams }: URL, isReset: boolean, response: ServerResponse): void {
  if (isReset) {
    state.list = new ContactList(searchParams.get('path') ?? undefined);
    state.blocked = new Set();
    latencyMs = Number(searchParams.get('latencyMs') ?? 0);
    clock.reset();
  }
  send(response, JSON.stringify(clock.figures()));
}

// Whoever started it has gone, however that came about.
process.on('disconnect', () => process.exit());
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('listening'));
server.on('error', () => process.exit(98));
