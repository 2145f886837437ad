import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JojkaSyncError, SourceError } from '../../src/errors.ts';
import { type HttpSourceOptions, httpSource } from '../../src/extract/http/http-source.ts';
import { isPublic } from '../../src/extract/http/public-address.ts';
import { retryAfterMs } from '../../src/extract/http/retry.ts';
import { startProxy } from '../support/proxy.ts';
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
    env: {},
    allowPrivate: true,
    timeoutSeconds: 20,
    megabytes: 100,
    timesUnpacked: 100,
    firstWaitMs: 5,
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
      // Of all pages together; the last one has no Link header.
      response.setHeader('x-total-count', 3);
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
      const meta = { total_count: 3, total_pages: 3, ...(after < 2 && { next: after + 1 }) };
      response.end(JSON.stringify({ rows: [{ nr: after }], meta }));
    };
    const next = { cursor: 'meta.next', parameter: 'after' };
    expect((await read({ format: 'json', records: 'rows', next })).rows).toEqual([
      [1, '0'],
      [2, '1'],
      [3, '2'],
    ]);
  });

  const onePage = (value: unknown, headers = {}) => {
    handle = answers(JSON.stringify(value), headers);
  };
  const cursor = { cursor: 'meta.next', parameter: 'after' };

  test.each<[string, object, Partial<HttpSourceOptions>, unknown, number]>([
    ['an empty cursor', {}, { records: 'rows', next: cursor }, { rows: [{ a: 1 }], meta: { next: '' } }, 1],
    ['no cursor, and no rows', {}, { records: 'rows', next: cursor }, { rows: [] }, 0],
    [
      'no cursor, and it may be absent',
      {},
      { records: 'rows', next: cursor, nextMayBeAbsent: true },
      { rows: [{ a: 1 }] },
      1,
    ],
    ['a Link header without a next', { link: '</list>; rel="first"' }, { next: 'link' }, [{ a: 1 }], 1],
    ['no Link header, and it may be absent', {}, { next: 'link', nextMayBeAbsent: true }, [{ a: 1 }], 1],
    [
      'nobody asks for a next, and nothing tells of one',
      { link: '</list>; rel="first"' },
      { records: 'rows' },
      {
        rows: [{ a: 1, next: 'x', has_more: true }],
        errors: [],
        meta: { next: null, has_more: false, nextOffset: 0 },
        links: { next: '' },
      },
      1,
    ],
    ...[
      { total: 1, page: 1, per_page: 100 },
      { totalCount: 1 },
      { total_count: '1' },
      { page: 0, total_pages: 1 },
      { MetaInformation: { '@TotalResources': 1, '@TotalPages': 1, '@CurrentPage': 1 } },
      // A sum of money, and what else has nothing to do with pages, or with this list.
      { total: 5000, currency: 'SEK' },
      { count: 'many', page: 1 },
      { totalCount: null, total_count: -1, totalItems: 1e300 },
      { quota: { total: 5000, limit: 5000 } },
      { companies: { items: [], totalCount: 40 } },
      { company: { page: 'https://crm.example', count: 120 } },
      { stats: { totalResults: 812 } },
    ].map((whole): [string, object, Partial<HttpSourceOptions>, unknown, number] => [
      JSON.stringify(whole),
      {},
      { records: 'rows' },
      { rows: [{ a: 1, totalCount: 9 }], ...whole },
      1,
    ]),
    [
      'it counts something else, and next may be absent',
      { 'x-total-count': '5000' },
      { records: 'rows', nextMayBeAbsent: true },
      { rows: [{ a: 1 }], total_count: 5000 },
      1,
    ],
    ['a range that is all', { 'content-range': 'items 0-0/1' }, {}, [{ a: 1 }], 1],
    ['a count in a header', { 'x-total-count': '1' }, {}, [{ a: 1 }], 1],
  ])('one page is the whole list: %s', async (_, headers, options, value, rows) => {
    onePage(value, headers);
    expect((await read({ format: 'json', ...options })).rows).toHaveLength(rows);
  });

  test.each<[string, object, Partial<HttpSourceOptions>, unknown, string]>([
    [
      'a cursor that stands elsewhere',
      {},
      { records: 'rows', next: { cursor: 'meta.nxt', parameter: 'after' } },
      { rows: [{ a: 1 }], meta: { next: 'x' } },
      'has nothing at "meta.nxt"',
    ],
    ['no Link header', {}, { next: 'link' }, [{ a: 1 }], 'has no Link header'],
    [
      'a next that is no address',
      { link: '<http://[>; rel=next' },
      { next: 'link' },
      [{ a: 1 }],
      'a next page that is no address',
    ],
    ...[
      { has_more: true },
      { truncated: true },
      { meta: { pagination: { hasNextPage: true } } },
      { next: 'https://crm.example/list?page=2' },
      { paging: { next_cursor: 'abc' } },
      { nextPage: 2 },
      { more_records: true },
      { paging: { next: { after: '2' } } },
      { additional_data: { pagination: { more_items_in_collection: true } } },
      { _links: { next: { href: '/list?page=2' } } },
      { '@odata.nextLink': 'https://crm.example/list?page=2' },
    ].flatMap((more): [string, object, Partial<HttpSourceOptions>, unknown, string][] => [
      [
        JSON.stringify(more),
        {},
        { records: 'rows' },
        { rows: [{ a: 1 }], ...more },
        'it is a part of a list',
      ],
      [
        `${JSON.stringify(more)}, and next may be absent`,
        {},
        { records: 'rows', next: { cursor: 'elsewhere', parameter: 'after' }, nextMayBeAbsent: true },
        { rows: [{ a: 1 }], ...more },
        'it is a part of a list',
      ],
    ]),
    ...[
      { total: 5000, page: 1, per_page: 1 },
      { meta: { total: '5000', page_input: {} } },
      { total: 5000, limit: 1 },
      { '@odata.count': 2 },
      { MetaInformation: { '@TotalResources': 2, '@TotalPages': 1, '@CurrentPage': 1 } },
      { MetaInformation: { '@TotalPages': 2, '@CurrentPage': 1 } },
      { Meta: { CurrentPage: 1, PageSize: 1, TotalNumberOfResults: 9 } },
      { info: { pages: 42 } },
      { meta: { page: { size: 1, total: 9 } } },
    ].map((more): [string, object, Partial<HttpSourceOptions>, unknown, string] => [
      JSON.stringify(more),
      {},
      { records: 'rows' },
      { rows: [{ a: 1 }], ...more },
      'it is a part of a list',
    ]),
    [
      'a count beside a list within',
      {},
      { records: 'data.contacts.nodes' },
      { data: { contacts: { nodes: [{ a: 1 }], totalCount: 2 } } },
      'at "data.contacts.totalCount" it tells of 2 records, and has 1',
    ],
    [
      'an empty cursor, and a count of more',
      {},
      { records: 'rows', next: cursor },
      { rows: [{ a: 1 }], total_count: 9, meta: { next: null } },
      'at "total_count" it tells of 9 records, and has 1',
    ],
    [
      'pages',
      {},
      { records: 'rows' },
      { rows: [{ a: 1 }], current_page: 1, last_page: 3 },
      'it tells of 3 pages, and this is page 1',
    ],
    [
      'a count in a header',
      { 'x-total-count': '5000' },
      {},
      [{ a: 1 }],
      'at "x-total-count" it tells of 5,000 records, and has 1',
    ],
    [
      'a range in a header',
      { 'content-range': 'items 0-0/5000' },
      {},
      [{ a: 1 }],
      'at "content-range" it tells of 5,000 records, and has 1',
    ],
    [
      'a Link header that nobody asked for',
      { link: '</two>; rel="next"' },
      {},
      [{ a: 1 }],
      'its Link header names more',
    ],
    [
      'a Link header of CSV',
      { link: '</two>; rel="next"' },
      { format: 'csv' },
      [{ a: 1 }],
      'its Link header names more',
    ],
  ])('one page is not taken for the whole list: %s', async (_, headers, options, value, said) => {
    onePage(value, headers);
    expect(await refused({ format: 'json', ...options })).toContain(said);
  });

  test.each(['rel="prev next"', 'rel=next', 'title="a, b"; rel="next"', 'REL = "Next last"'])(
    'a next page is told by %s',
    async (parameters) => {
      handle = ({ url = '' }, response) => {
        const isFirst = url === '/list';
        if (isFirst) response.setHeader('link', `</list>; rel="first", </two>; ${parameters}`);
        else response.setHeader('link', '</list>; rel="prev"');
        response.end(JSON.stringify([{ nr: url }]));
      };
      expect((await read({ format: 'json', next: 'link' })).rows.map(([, nr]) => nr)).toEqual([
        '/list',
        '/two',
      ]);
    },
  );

  test('no digit of a number is lost', async () => {
    handle = answers('[{"id":900719925474099267,"x":[12345678901234567890,1.5],"y":0.12345678901234567}]');
    expect((await read({ format: 'json' })).rows).toEqual([
      [1, '900719925474099267', ['12345678901234567890', '1.5'], '0.12345678901234567'],
    ]);
  });

  test('a redirect to what is no address is told as that', async () => {
    handle = (_, response) => response.writeHead(302, { location: 'http://[' }).end();
    expect(await refused()).toContain('it leads to an address that is none');
  });

  test('a redirect to the same host is followed', async () => {
    handle = ({ url }, response) =>
      url === '/list' ? response.writeHead(302, { location: '/other' }).end() : response.end('Nr\n1\n');
    expect((await read()).rows).toEqual([[2, '1']]);
  });

  test('CSV: rows above its header, another encoding, no quoting', async () => {
    handle = answers(Buffer.from('Rapport\n\nNr|Namn\n1|"Åsa\n', 'latin1'));
    expect(
      await read({ skipRows: 2, delimiter: '|', encoding: 'windows-1252', quote: 'none' }),
    ).toMatchObject({ columns: ['Nr', 'Namn'], rows: [[4, '1', '"Åsa']] });
  });

  test('JSON that comes as gzip, also where nobody asked for it', async () => {
    handle = answers(gzipSync('[{"nr":1}]'), { 'content-encoding': 'gzip' });
    expect((await read({ format: 'json' })).rows).toEqual([[1, '1']]);
    handle = answers(gzipSync(`[${'{"a":"xxxxxxxxxxxxxxxxxxxxxxxx"},'.repeat(2_000_000)}{}]`));
    expect(await refused({ format: 'json', timesUnpacked: 10 })).toContain('unpacks to more than 10 times');
  });
});

describe('a page is asked for again, and whole (L3)', () => {
  /** Fails so often, then answers. */
  const failing = (failures: number, fail: Handler, then: Handler): (() => number) => {
    let asked = 0;
    handle = (request, response) => (++asked <= failures ? fail : then)(request, response);
    return () => asked;
  };
  const csv = answers('Nr\n1\n2\n');
  const json = answers('[{"nr":1},{"nr":2}]');

  test.each<[string, Handler]>([
    ['503', (_, response) => response.writeHead(503).end()],
    ['500 with half a list in it', (_, response) => response.writeHead(500).end('Nr\n1\n')],
    ['429', (_, response) => response.writeHead(429, { 'retry-after': '0' }).end()],
    ['a reset', (_, response) => response.destroy()],
    [
      'half a page',
      (_, response) => {
        response.writeHead(200, { 'content-length': '9' }).write('Nr\n1\n');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    [
      'half of chunks',
      (_, response) => {
        response.writeHead(200).write('Nr\n1\n');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])('%s', async (_name, fail) => {
    const asked = failing(2, fail, csv);
    expect((await read()).rows).toEqual([
      [2, '1'],
      [3, '2'],
    ]);
    expect(asked()).toBe(3);
    failing(2, fail, json);
    expect((await read({ format: 'json' })).rows).toEqual([
      [1, '1'],
      [2, '2'],
    ]);
  });

  test('the third of four pages, without the first two once more', async () => {
    const asked: string[] = [];
    handle = ({ url = '' }, response) => {
      asked.push(url);
      const page = Number(new URL(url, base).searchParams.get('page') ?? 1);
      if (page === 3 && asked.length < 5) return void response.writeHead(502).end();
      if (page < 4) response.setHeader('link', `</list?page=${page + 1}>; rel="next"`);
      response.end(JSON.stringify([{ nr: page }]));
    };
    expect((await read({ format: 'json', next: 'link' })).rows.map(([, nr]) => nr)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
    expect(asked.map((url) => url.replace('/list', ''))).toEqual([
      '',
      '?page=2',
      '?page=3',
      '?page=3',
      '?page=3',
      '?page=4',
    ]);
  });

  test('it stays so: told, after six tries', async () => {
    const asked = failing(99, (_, response) => response.writeHead(503).end(), csv);
    expect(await refused()).toContain('the service answers HTTP 503');
    expect(asked()).toBe(6);
  });

  test('what no further try mends is asked for once', async () => {
    for (const status of [400, 401, 403, 404, 410]) {
      const asked = failing(99, (_, response) => response.writeHead(status).end(), csv);
      expect(await refused()).toContain(`HTTP ${status}`);
      expect(asked()).toBe(1);
    }
  });

  test('a Retry-After is waited for, but not beyond the time that there is', async () => {
    failing(1, (_, response) => response.writeHead(429, { 'retry-after': '1' }).end(), csv);
    const start = performance.now();
    expect((await read()).rows).toHaveLength(2);
    expect(performance.now() - start).toBeGreaterThan(900);
    failing(1, (_, response) => response.writeHead(429, { 'retry-after': '3600' }).end(), csv);
    expect(await refused({ timeoutSeconds: 1 })).toContain('it was not whole after 1 s');
    expect(retryAfterMs('Sun, 29 Nov 2026 12:00:10 GMT', new Date('2026-11-29T12:00:00Z'))).toBe(10_000);
    expect(retryAfterMs('soon', new Date())).toBeUndefined();
  });

  test('CSV of more than is held is not asked for again: half of it has been read', async () => {
    let asked = 0;
    handle = (_, response) => {
      asked++;
      response.writeHead(200).write('Nr\n');
      let sent = 0;
      const send = () => {
        while (sent++ < 400)
          if (!response.write(`${'x'.repeat(99_999)}\n`)) return void response.once('drain', send);
        response.destroy();
      };
      send();
    };
    expect(await refused()).toContain('no whole answer came');
    expect(asked).toBe(1);
  }, 20_000);
});

describe('by way of a proxy', () => {
  test('an export of Google Sheets, which lies at another host', async () => {
    // What the certificate of these tests is signed by no machine knows; it is not what is looked at here.
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    const seen: string[] = [];
    const tls = join(import.meta.dirname, '..', 'support', 'tls');
    const secure = createSecureServer(
      {
        key: await readFile(join(tls, 'key.pem')),
        cert: await readFile(join(tls, 'certificate.pem')),
      },
      ({ headers, url }, response) => {
        seen.push(`${headers.host}${url}`);
        if (headers.host === 'jojka.test')
          response.writeHead(307, { location: 'https://hooks.test/export/abc?format=csv' }).end();
        else
          response
            .writeHead(200, { 'content-type': 'text/csv', 'content-disposition': 'attachment' })
            .end('Namn,Mobil\r\nÅsa,0701740605\r\nBo,0701740606');
      },
    );
    await new Promise<void>((listening) => secure.listen(0, '127.0.0.1', listening));
    const proxy = await startProxy({ port: (secure.address() as AddressInfo).port });
    const env = { HTTPS_PROXY: proxy.url };
    const url = 'https://jojka.test/spreadsheets/d/x/export?format=csv';
    try {
      expect(await read({ url, env, allowPrivate: false })).toMatchObject({
        columns: ['Namn', 'Mobil'],
        rows: [
          [2, 'Åsa', '0701740605'],
          [3, 'Bo', '0701740606'],
        ],
      });
      expect(seen).toEqual([
        'jojka.test/spreadsheets/d/x/export?format=csv',
        'hooks.test/export/abc?format=csv',
      ]);
      expect(proxy.asked).toEqual(['CONNECT jojka.test:443', 'CONNECT hooks.test:443']);
      // With headers, which go to no other host, what lies there would be what a stranger sees.
      expect(await refused({ url, env, allowPrivate: false, headers: { authorization: 'x' } })).toContain(
        'it leads to another address (https://hooks.test)',
      );
      expect(await refused({ url, env: { HTTPS_PROXY: 'socks5://x' } }).catch(String)).toMatch(
        /HTTPS_PROXY holds no address/,
      );
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      await proxy.close();
      secure.close();
    }
  });

  test('to this machine nothing goes through it', async () => {
    handle = answers('Nr\n1\n');
    const proxy = await startProxy({ port: 1 });
    expect((await read({ env: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url } })).rows).toEqual([[2, '1']]);
    expect(proxy.asked).toEqual([]);
    await proxy.close();
  });

  test('an address within is not asked of it, as a URL or by a redirect', async () => {
    const proxy = await startProxy({ port: 1 });
    const env = { HTTPS_PROXY: proxy.url };
    for (const url of ['https://10.0.0.1/x', 'https://[fd00::1]/x', 'https://169.254.169.254/latest'])
      expect(await refused({ url, env, allowPrivate: false })).toContain('or one of its network');
    expect(proxy.asked).toEqual([]);
    await proxy.close();
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
    ['a gzip of nothing', answers('', { 'content-encoding': 'gzip' }), {}, 'the gzip file ends too early'],
    [
      'a gzip bomb',
      answers(gzipSync(Buffer.alloc(40_000_000, `${'x'.repeat(900)}\n`))),
      { timesUnpacked: 10 },
      'unpacks to more than 10 times',
    ],
    ['half of JSON', answers('[{"a":1},{"a"'), { format: 'json' }, 'it is no JSON, or not whole'],
    ['a login page', answers('<!doctype html><html>'), {}, 'a web page'],
    ['no list', answers('{"items":{}}'), { format: 'json', records: 'items' }, 'there is no list at "items"'],
    [
      'errors beside its list',
      answers('{"data":{"items":[{"a":1}]},"errors":[{"message":"shard 2 timed out"}]}'),
      { format: 'json', records: 'data.items' },
      'beside its list it tells of errors',
    ],
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
    [
      'an answer without an end that could be told',
      ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nNr\n1\n'),
      {},
      'does not say where its answer ends',
    ],
    [
      'an answer that is packed otherwise',
      answers('x', { 'content-encoding': 'br' }),
      {},
      'packed in a way that was not asked for (br)',
    ],
    [
      'pages whose cursor goes in a circle',
      ({ url = '' }, response) => {
        const after = Number(new URL(url, base).searchParams.get('after') ?? 0);
        response.end(JSON.stringify({ rows: [{ a: after }], next: (after + 1) % 5 }));
      },
      { format: 'json', records: 'rows', next: { cursor: 'next', parameter: 'after' } },
      'its pages have no end',
    ],
    [
      'pages that go on for ever',
      ({ url = '' }, response) => {
        const after = Number(new URL(url, base).searchParams.get('after') ?? 0);
        response.end(JSON.stringify({ rows: [{ a: 'x'.repeat(1000) }], next: after + 1 }));
      },
      { format: 'json', records: 'rows', next: { cursor: 'next', parameter: 'after' }, megabytes: 0.5 },
      'has more than 0.5 MB',
    ],
    [
      'lists within each other without end',
      answers(`[{"phone":"0701740605","x":${'['.repeat(40_000)}${']'.repeat(40_000)}}]`),
      { format: 'json' },
      'it has more than 1000 lists within each other',
    ],
    [
      'such a line',
      answers(`{"phone":"0701740605"}\n{"x":${'['.repeat(40_000)}${']'.repeat(40_000)}}\n`),
      { format: 'jsonl' },
      'it has more than 1000 lists within each other',
    ],
    [
      'more empty records than memory holds',
      answers(`[${'{},'.repeat(100_000)}{}]`),
      { format: 'json', jsonMegabytes: 1 },
      'crm has more than 60000 values Nothing was changed. Is it the right list? If it is, raise the bound in the pipeline: bounds.jsonMegabytes',
    ],
    [
      'more empty lines',
      answers('\n'.repeat(100_000)),
      { format: 'jsonl', jsonMegabytes: 1 },
      'crm has more than 60000 values',
    ],
    [
      'more of both in all pages together',
      (request, response) => {
        const page = Number(/\d+$/.exec(request.url ?? '')?.[0] ?? 0) + 1;
        response.writeHead(200, { link: `</list/${page}>; rel="next"` }).end(`[${'{},'.repeat(10_000)}{}]`);
      },
      { format: 'json', jsonMegabytes: 1, next: 'link' },
      'crm has more than 60000 values',
    ],
    [
      'more columns',
      answers(JSON.stringify([{ a: 1, b: 2 }, { c: 3 }])),
      { format: 'json', mostColumns: 2 },
      'crm has more than 2 columns Nothing was changed.',
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
