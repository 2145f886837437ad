import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JojkaSyncError, SourceError } from '../../src/errors.ts';
import { type HttpSourceOptions, httpSource } from '../../src/extract/http/http-source.ts';
import { isPublic } from '../../src/extract/http/public-address.ts';
import { readAll } from './read.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
let handle: Handler;
let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer((request, response) => handle(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const source = (options: Partial<HttpSourceOptions> = {}) =>
  httpSource({
    name: 'crm',
    url: `${base}/list`,
    format: 'csv',
    headers: {},
    allowPrivate: true,
    timeoutSeconds: 20,
    megabytes: 100,
    timesUnpacked: 100,
    ...options,
  });
const read = async (options?: Partial<HttpSourceOptions>) => readAll(await source(options).open());
const refused = async (options?: Partial<HttpSourceOptions>) => {
  const error = await read(options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SourceError);
  return `${(error as JojkaSyncError).message} ${(error as JojkaSyncError).advice}`;
};
const answers =
  (body: string | Buffer, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(200, headers).end(body);
  };

describe('lists by URL', () => {
  test('CSV, with its headers; gzip is told by its content', async () => {
    let seen: IncomingMessage | undefined;
    for (const body of ['Nr;Mobil\n1;0701740605\n', gzipSync('Nr;Mobil\n1;0701740605\n')]) {
      handle = (request, response) => {
        seen = request;
        response.end(body);
      };
      const got = await read({ headers: { authorization: 'Bearer x' } });
      expect(got).toMatchObject({ columns: ['Nr', 'Mobil'], rows: [[2, '1', '0701740605']] });
      expect(seen?.headers.authorization).toBe('Bearer x');
    }
  });

  test('JSON: columns are those of all records; values as text, lists as lists', async () => {
    handle = answers(
      JSON.stringify({
        data: {
          items: [
            { nr: 1, mobil: '0701740605', taggar: ['VIP', null] },
            { nr: 2, stopp: true, adress: { ort: 'Lund' }, x: null },
          ],
        },
      }),
    );
    expect(await read({ format: 'json', records: 'data.items' })).toMatchObject({
      columns: ['nr', 'mobil', 'taggar', 'stopp', 'adress', 'x'],
      rows: [
        [1, '1', '0701740605', ['VIP'], '', '', ''],
        [2, '2', '', '', 'true', '{"ort":"Lund"}', ''],
      ],
    });
  });

  test('JSON Lines, and an empty list', async () => {
    handle = answers('{"nr":1}\r\n\n{"nr":2}\n');
    expect((await read({ format: 'jsonl' })).rows).toEqual([
      [1, '1'],
      [2, '2'],
    ]);
    handle = answers('[]');
    expect((await read({ format: 'json' })).empty).toBe(true);
  });

  test('pages by link and by cursor', async () => {
    handle = ({ url = '' }, response) => {
      const page = Number(new URL(url, base).searchParams.get('page') ?? 1);
      if (page < 3) response.setHeader('link', `</first>; rel="first", </list?page=${page + 1}>; rel="next"`);
      response.end(JSON.stringify([{ nr: page }]));
    };
    expect((await read({ format: 'json', next: 'link' })).rows).toEqual([
      [1, '1'],
      [2, '2'],
      [3, '3'],
    ]);
    handle = ({ url = '' }, response) => {
      const after = Number(new URL(url, base).searchParams.get('after') ?? 0);
      response.end(JSON.stringify({ rows: [{ nr: after }], meta: { next: after < 2 ? after + 1 : null } }));
    };
    const next = { cursor: 'meta.next', parameter: 'after' };
    expect((await read({ format: 'json', records: 'rows', next })).rows).toEqual([
      [1, '0'],
      [2, '1'],
      [3, '2'],
    ]);
  });

  test('a redirect to the same host is followed', async () => {
    handle = ({ url }, response) =>
      url === '/list' ? response.writeHead(302, { location: '/other' }).end() : response.end('Nr\n1\n');
    expect((await read()).rows).toEqual([[2, '1']]);
  });
});

describe('complete or nothing (E2)', () => {
  test.each<[string, Handler, Partial<HttpSourceOptions>, string]>([
    [
      'another host',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.2/x' }).end(),
      {},
      'it leads to another address (http://127.0.0.2)',
    ],
    [
      'another port',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/x' }).end(),
      {},
      'it leads to another address',
    ],
    [
      'what a cloud tells its machines',
      (_, response) => response.writeHead(307, { location: 'http://169.254.169.254/latest' }).end(),
      {},
      'it leads to another address',
    ],
    [
      'a file',
      (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      {},
      'it leads to another address',
    ],
    [
      'a redirect without end',
      (_, response) => response.writeHead(302, { location: '/list' }).end(),
      {},
      'without end',
    ],
    [
      'a next page at another host',
      (_, response) => response.writeHead(200, { link: '<http://127.0.0.2/x>; rel=next' }).end('[]'),
      { format: 'json', next: 'link' },
      'it leads to another address',
    ],
    [
      'pages without end',
      (_, response) => response.writeHead(200, { link: '</list>; rel=next' }).end('[]'),
      { format: 'json', next: 'link' },
      'its pages have no end',
    ],
    [
      'a page that fails',
      ({ url }, response) =>
        url === '/list'
          ? response.writeHead(200, { link: '</two>; rel=next' }).end('[{"a":1}]')
          : response.writeHead(500).end(),
      { format: 'json', next: 'link' },
      'the service answers HTTP 500',
    ],
    [
      'no right',
      (_, response) => response.writeHead(401).end(),
      {},
      'HTTP 401 Nothing was changed. Look at the headers',
    ],
    ['nothing there', (_, response) => response.writeHead(404).end(), {}, 'Look at the URL.'],
    [
      'half an answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('Nr\n1\n');
        setTimeout(() => response.destroy(), 50);
      },
      {},
      'no whole answer came',
    ],
    [
      'half a gzip',
      answers(gzipSync('Nr;Mobil\n'.repeat(1000)).subarray(0, 40)),
      {},
      'the gzip file ends too early',
    ],
    [
      'a gzip bomb',
      answers(gzipSync(Buffer.alloc(40_000_000, `${'x'.repeat(900)}\n`))),
      { timesUnpacked: 10 },
      'unpacks to more than 10 times',
    ],
    ['half of JSON', answers('[{"a":1},{"a"'), { format: 'json' }, 'it is no JSON, or not whole'],
    ['a login page', answers('<!doctype html><html>'), {}, 'a web page'],
    ['no list', answers('{"items":{}}'), { format: 'json', records: 'items' }, 'there is no list at "items"'],
    ['no records', answers('[1]'), { format: 'json' }, 'entry 1 of its list is no record'],
    ['the prototype', answers('{}'), { format: 'json', records: '__proto__.x' }, 'there is no list'],
    [
      'too much JSON',
      answers(`[${'{"a":"x"},'.repeat(200_000)}{}]`),
      { format: 'json', megabytes: 1 },
      'has more than 1 MB',
    ],
    [
      'CSV that never ends',
      (_, response) => {
        response.write('Nr\n');
        const timer = setInterval(() => response.write('1\n'), 20);
        response.on('close', () => clearInterval(timer));
      },
      { timeoutSeconds: 1 },
      'it was not whole after 1 s',
    ],
    ['no answer', () => {}, { timeoutSeconds: 1 }, 'it was not whole after 1 s'],
    ['this machine', answers('Nr\n1\n'), { allowPrivate: false }, 'its URL is not https:'],
  ])(
    '%s',
    async (_name, handler, options, said) => {
      handle = handler;
      expect(await refused(options)).toContain(said);
    },
    20_000,
  );

  test.each([
    'https://127.0.0.1:1/x',
    'https://[::1]:1/x',
    'https://localhost:1/x',
    'https://10.0.0.1/x',
    'https://2130706433/x',
  ])('an address within is not connected to: %s', async (url) => {
    expect(await refused({ url, allowPrivate: false })).toContain(
      'its host is this machine, or one of its network',
    );
  });

  test('which addresses are of the internet', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '2a00:1450::1'])
      expect(isPublic(address), address).toBe(true);
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.0.1',
      '169.254.169.254',
      '0.0.0.0',
      '100.64.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      'fe80::1',
      'fd00::1',
      'ff02::1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'x',
    ])
      expect(isPublic(address), address).toBe(false);
  });

  test('what is stopped says why it was', async () => {
    handle = () => {};
    const stop = new AbortController();
    const opening = source().open({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error('stopped')), 50);
    await expect(opening).rejects.toThrow('stopped');
  });
});
