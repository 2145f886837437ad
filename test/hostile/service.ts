import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { basename } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { listening } from './listening.ts';
import { putGood, repeated, until } from './make.ts';
import type { Given, HostileCase } from './types.ts';

/** Answers that are too large, too slow, or none, from a service that is scripted. */

interface Call {
  readonly endpoint: string;
  readonly form: URLSearchParams;
  readonly socket: Socket;
}

type Answer = (response: ServerResponse, call: Call) => void;

/** A service that answers so. */
async function startService(answer: Answer) {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const endpoint = basename(request.url ?? '');
    calls.push(endpoint);
    // The command may hang up in the middle of it.
    response.on('error', () => {});
    const form = new URLSearchParams(await textOf(request));
    answer(response, { endpoint, form, socket: request.socket });
  });
  const { port, close } = await listening(server);
  return { url: `http://127.0.0.1:${port}/api`, calls, close };
}

/** A night with such a service: what got past its answer would write. */
function service(answer: Answer, given: Given = {}, load: object = {}): HostileCase['prepare'] {
  return async ({ folder }) => {
    putGood(
      folder,
      { groups: ['Kunder'] },
      { load: { requestsPerSecond: 1000, retries: 0, timeoutSeconds: 5, ...load } },
    );
    const { url, calls, close } = await startService(answer);
    return {
      ...given,
      env: { JOJKA_API_URL: url },
      called: () => calls,
      wrong: (outcome) => (calls.length === 0 ? 'the service was never called' : given.wrong?.(outcome)),
      after: close,
    };
  };
}

const plan: Given = { args: ['plan', 'p.json'] };

/** A body as fast as it is taken. */
const stream =
  (pieces: () => Iterable<Buffer>): Answer =>
  (response) => {
    const all = pieces()[Symbol.iterator]();
    const go = () => {
      while (!response.destroyed) {
        const { done, value } = all.next();
        if (done) return void response.end();
        if (!response.write(value)) return void response.once('drain', go);
      }
    };
    go();
  };

const body =
  (text: string | Buffer, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(text);

/** An export of these rows of JSON; what else is asked gets an answer that fits. */
function holds(rows: readonly string[], encoding: BufferEncoding = 'utf8'): Answer {
  return (response, { endpoint, form }) => {
    if (endpoint !== 'export_contacts_list') return void response.end('{"successes":"done"}');
    const offset = Number(form.get('offset') ?? 0);
    const page = rows.slice(offset, offset + Number(form.get('max') ?? 100));
    response.end(Buffer.from(`{"export":[${page.join(',')}]}`, encoding));
  };
}

const contact = (msisdn: number | string, name: string, groups: readonly string[] = []) =>
  JSON.stringify({ msisdn, name, groups });

const large: HostileCase[] = [
  {
    name: 'an answer of 1 GB',
    exit: 1,
    says: /it is larger than/,
    prepare: service(stream(() => repeated('{"export":[] }  ', 1e9))),
  },
  {
    name: '100,000 lists within each other',
    exit: 1,
    says: /more than 32 lists within each other/,
    prepare: service(body(`{"export":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)),
  },
  {
    name: 'ten million small values',
    exit: 1,
    says: /more than 3000000 values/,
    prepare: service(body(`{"export":[${'0,'.repeat(10_000_000)}0]}`)),
  },
  {
    name: 'an export whose one text is 60 MB long',
    exit: [0, 1],
    says: /Jojka|create/,
    megabytes: 700,
    prepare: service(
      stream(() =>
        (function* () {
          yield Buffer.from('{"export":[{"msisdn":"46701740605","name":"');
          yield* repeated('\\u0041', 60e6);
          yield Buffer.from('","groups":[]}]}');
        })(),
      ),
      plan,
    ),
  },
  {
    name: 'headers of 1 MB',
    exit: 1,
    says: /did not answer/,
    prepare: service((_, { socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(1_000_000)}\r\n\r\n`);
    }),
  },
  {
    name: 'a contact with 80,000 groups',
    short: true,
    exit: 0,
    says: /1 .*create|create.* 1/i,
    prepare: service(
      holds([
        contact(
          '46701740606',
          'Bo',
          Array.from({ length: 80_000 }, (_, index) => `Grupp ${index}`),
        ),
      ]),
      plan,
    ),
  },
  {
    name: 'a million groups over 10,000 contacts',
    exit: 0,
    says: /1 .*create|create.* 1/i,
    seconds: 30,
    megabytes: 800,
    prepare: service(
      holds(
        Array.from({ length: 10_000 }, (_, index) =>
          contact(
            `4670${1_750_000 + index}`,
            'Bo',
            Array.from({ length: 100 }, (_, at) => `Grupp ${index * 100 + at}`),
          ),
        ),
      ),
      plan,
    ),
  },
  {
    name: 'an export that never ends: each page holds others',
    exit: 1,
    says: /more than 500,000 contacts/,
    seconds: 30,
    megabytes: 900,
    prepare: service(
      (response, { endpoint, form }) => {
        if (endpoint !== 'export_contacts_list') return void response.end('{"successes":"done"}');
        const offset = Number(form.get('offset') ?? 0);
        const rows = Array.from({ length: 10_000 }, (_, at) => contact(46700000000 + offset + at, 'Bo'));
        response.end(`{"export":[${rows.join(',')}]}`);
      },
      {},
      { mostContacts: 500_000 },
    ),
  },
  {
    name: 'an export that never ends: each page is the same',
    exit: 1,
    says: /has no end: the service gives the same contacts again/,
    prepare: service((response, { endpoint }) => {
      if (endpoint !== 'export_contacts_list') return void response.end('{"successes":"done"}');
      const rows = Array.from({ length: 10_000 }, (_, at) => contact(46700000000 + at, 'Bo'));
      response.end(`{"export":[${rows.join(',')}]}`);
    }),
  },
];

const slow: HostileCase[] = [
  {
    name: 'a byte a second',
    exit: 1,
    says: /no answer within 2 s/,
    prepare: service(
      (response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 1000);
        response.once('close', () => clearInterval(timer));
      },
      {},
      { timeoutSeconds: 2 },
    ),
  },
  {
    name: 'no answer at all',
    exit: 1,
    says: /no answer within 2 s/,
    prepare: service(() => {}, {}, { timeoutSeconds: 2 }),
  },
  {
    name: 'SIGTERM while an answer is waited for',
    exit: 143,
    says: /Stopped by SIGTERM/,
    prepare: async (place) => {
      let isAsked = false;
      const given = await service(() => {
        isAsked = true;
      })(place);
      return {
        ...given,
        during: async (running) => {
          await until(running, () => isAsked);
          running.kill('SIGTERM');
        },
      };
    },
  },
  {
    name: '429 with a Retry-After of a thousand years',
    exit: 1,
    says: /429/,
    prepare: service(body('{}', 429, { 'retry-after': '31536000000' }), {}, { retries: 5, maxMinutes: 0.05 }),
  },
];

const odd: HostileCase[] = [
  {
    name: 'escape sequences and bidi overrides in names and groups',
    short: true,
    exit: 0,
    says: /46701740605/,
    prepare: service(
      holds([
        contact('46701740605', '\u001b[2J\u001b]0;owned\u0007Anna\u202egreB', [
          '\u001b[31mVIP\u2066',
          '\u009b5mX',
        ]),
        contact('46701740606', '\rBo\b\b\u001b[A'),
      ]),
      plan,
    ),
  },
  {
    name: 'an error that holds escape sequences',
    short: true,
    exit: 1,
    says: /refused export_contacts_list/,
    prepare: service(body(JSON.stringify({ error: ['\u001b[2J\u001b[31mfel\u202e\r\nError: all is well'] }))),
  },
  {
    name: 'an error that repeats key and form',
    short: true,
    exit: 1,
    says: /Jojka/,
    prepare: service((response, { form }) => void response.end(JSON.stringify({ error: [form.toString()] }))),
  },
  {
    name: 'an error of 10 MB',
    exit: 1,
    says: /refused export_contacts_list/,
    prepare: service(body(JSON.stringify({ error: ['fel '.repeat(2_500_000)] })), {
      wrong: ({ stderr }) =>
        stderr.length > 20_000 ? `a message of ${stderr.length} characters` : undefined,
    }),
  },
  {
    name: 'a msisdn with a fraction',
    exit: 1,
    says: /unexpected form.*msisdn/,
    prepare: service(holds(['{"msisdn":46701740605.5,"name":"Bo","groups":[]}'])),
  },
  {
    name: 'a msisdn of 17 digits that JSON cannot hold',
    short: true,
    exit: 1,
    says: /unexpected form.*msisdn/,
    prepare: service(holds(['{"msisdn":46701740605123457,"name":"Bo","groups":[]}'])),
  },
  {
    name: 'a msisdn that is no number',
    exit: 0,
    says: /create/i,
    prepare: service(holds([contact('__proto__', 'Bo', ['x']), contact('', 'Eva')]), plan),
  },
  {
    name: '__proto__ in the answer',
    exit: 0,
    says: /create/i,
    prepare: service(
      holds([
        '{"__proto__":{"polluted":1},"msisdn":"46701740606","name":"constructor","groups":["__proto__"]}',
      ]),
      plan,
    ),
  },
  {
    name: 'an export that is null',
    exit: 1,
    says: /unexpected form/,
    prepare: service(body('{"export":null}')),
  },
  {
    name: '204 without a body',
    exit: 1,
    says: /not JSON|unexpected/,
    prepare: service(body('', 204)),
  },
  {
    name: 'an empty body',
    short: true,
    exit: 1,
    says: /is not JSON/,
    prepare: service(body('')),
  },
  {
    name: 'an HTML page',
    exit: 1,
    says: /is not JSON/,
    prepare: service(body('<!doctype html><title>Underhåll</title>', 200, { 'content-type': 'text/html' })),
  },
  {
    name: 'a header that says gzip, and a plain body',
    exit: [0, 1],
    says: /create|Jojka/,
    prepare: service((response, call) => {
      response.setHeader('content-encoding', 'gzip');
      holds([])(response, call);
    }, plan),
  },
  {
    name: 'a body in gzip that nobody asked for',
    short: true,
    exit: 1,
    says: /is not UTF-8/,
    prepare: service(body(gzipSync('{"export":[]}'), 200, { 'content-encoding': 'gzip' })),
  },
  {
    // Somebody else's group would be sent back with U+FFFD in it, since an import row carries all groups (P5).
    name: 'names and groups in latin1',
    exit: 1,
    says: /UTF-8|encoding/i,
    prepare: service(holds([contact('46701740605', 'Åsa', ['Malmö'])], 'latin1')),
  },
];

const connections: HostileCase[] = [
  {
    name: 'a content-length that is too large',
    short: true,
    exit: 1,
    says: /did not answer/,
    prepare: service((_, { socket }) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"export":[]}');
    }),
  },
  {
    name: 'a content-length that is too small',
    exit: 1,
    says: /is not JSON|did not answer/,
    prepare: service((_, { socket }) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{"export":[]}');
    }),
  },
  {
    name: 'no content-length, and cut in the middle',
    exit: 1,
    says: /is not JSON|did not answer/,
    prepare: service((_, { socket }) => {
      socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"export":[{"msisdn":"467017');
    }),
  },
  {
    name: 'a connection that is reset',
    exit: 1,
    says: /did not answer|connection was lost/,
    prepare: service((_, { socket }) => void socket.resetAndDestroy()),
  },
  {
    name: 'something that is no HTTP',
    exit: 1,
    says: /did not answer|connection was lost/,
    prepare: service((_, { socket }) => void socket.end('220 smtp.example ESMTP\r\n')),
  },
  {
    name: 'noise in place of TLS',
    exit: 1,
    says: /TLS|did not answer|connection was lost/,
    prepare: async ({ folder }) => {
      putGood(folder, {}, { load: { retries: 0, timeoutSeconds: 5 } });
      const noise = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256));
      const { port, close } = await listening(createTcpServer((socket) => void socket.end(noise)));
      return { env: { JOJKA_API_URL: `https://127.0.0.1:${port}/api` }, after: close };
    },
  },
  ...[301, 302, 307, 308].map(
    (status): HostileCase => ({
      name: `a redirect to elsewhere (${status})`,
      short: status === 307,
      exit: 1,
      says: /redirects elsewhere/,
      prepare: async (place) => {
        const elsewhere = await startService(body('{"export":[]}'));
        const given = await service(body('', status, { location: `${elsewhere.url}/export_contacts_list` }), {
          wrong: () => (elsewhere.calls.length > 0 ? 'the key was sent elsewhere' : undefined),
        })(place);
        return {
          ...given,
          after: async () => {
            await given.after?.();
            await elsewhere.close();
          },
        };
      },
    }),
  ),
];

export const serviceCases: readonly HostileCase[] = [...large, ...slow, ...odd, ...connections];
