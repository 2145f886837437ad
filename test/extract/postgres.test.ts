import { readFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SourceError, UsageError } from '../../src/errors.ts';
import { type PostgresSourceOptions, postgresSource } from '../../src/extract/postgres.ts';
import { startPostgres } from '../support/postgres.ts';
import { startRelay } from '../support/relay.ts';
import { readAll } from './read.ts';

let server: Awaited<ReturnType<typeof startPostgres>>;
let url = '';
let admin: pg.Client;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
  admin = new pg.Client({ connectionString: url });
  await admin.connect();
  // What psql does with it: its own commands, which begin with a backslash, are none of the server's.
  const sql = await readFile(join(import.meta.dirname, '..', '..', 'data', 'crm.sql'), 'utf8');
  await admin.query(sql.replace(/^\\.*$/gm, ''));
});
afterAll(async () => {
  await admin?.end();
  await server?.remove();
});

type Options = Partial<PostgresSourceOptions>;
const open = (query: string, options: Options = {}) =>
  postgresSource({ name: 'crm', url, query, ...options }).open();
const read = async (query: string, options: Options = {}) => readAll(await open(query, options));

async function failure(query: string, options: Options = {}): Promise<SourceError> {
  const error = await read(query, options).then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SourceError);
  expect(JSON.stringify(error) + (error as Error).message).not.toContain('hemligt');
  expect((error as SourceError).advice).toBeTruthy();
  return error as SourceError;
}

/** The same place with something else in it. */
function urlWith(change: (url: URL) => void): string {
  const other = new URL(url);
  change(other);
  return other.href;
}

describe('values (E4)', () => {
  test.each<[string, unknown]>([
    ['null::text', ''],
    ['12345678901234567890::numeric', '12345678901234567890'],
    ['46701740605::bigint', '46701740605'],
    ['1.50::numeric', '1.50'],
    ['true', 'true'],
    ['false', 'false'],
    ["date '2024-03-01'", '2024-03-01'],
    [`'Åsa "x" Öberg'`, 'Åsa "x" Öberg'],
    [`'{VIP,"Golf, padel",NULL,""}'::text[]`, ['VIP', 'Golf, padel', '']],
    ['null::text[]', []],
    ["'{}'::text[]", []],
    ["'{{a,b},{c,d}}'::varchar[]", ['a', 'b', 'c', 'd']],
    ['array[1, 2]', ['1', '2']],
    [`'["VIP",1,null,{"a":1}]'::json`, ['VIP', '1', '{"a":1}']],
    [`'["VIP"]'::jsonb`, ['VIP']],
    [`'"VIP"'::jsonb`, 'VIP'],
    [`'{"a":1}'::jsonb`, '{"a":1}'],
    [`array['"a"', '["b"]']::jsonb[]`, ['a', 'b']],
    [`'["VIP"]'::text`, '["VIP"]'],
    ["'{a,b}'::text", '{a,b}'],
    ["array['ok']::mood[]", ['ok']],
  ])('%s', async (expression, value) => {
    await admin.query(
      `do $$ begin create type mood as enum ('ok'); exception when duplicate_object then null; end $$`,
    );
    expect((await read(`select ${expression} as v`)).rows).toEqual([[1, value]]);
  });

  test('columns keep their names, twice too; no rows is not no columns', async () => {
    expect(await read('select 1 as a, 2 as a, 3 as "Å b" where false;')).toEqual({
      columns: ['a', 'a', 'Å b'],
      empty: false,
      rows: [],
      malformed: [],
    });
  });

  test("the sample CRM, by the nightly pipeline's query", async () => {
    const { columns, rows } = await read(
      'select id, mobile, full_name, tags, sms_stop from customers where active order by id',
    );
    expect(columns).toEqual(['id', 'mobile', 'full_name', 'tags', 'sms_stop']);
    expect(rows.length).toBeGreaterThan(180);
    expect(rows[0]?.slice(0, 2)).toEqual([1, '10001']);
    expect(rows.every((row) => Array.isArray(row[4]) && /^(true|false)$/.test(String(row[5])))).toBe(true);
    expect((await read('select * from customer_memberships')).rows.length).toBeGreaterThan(rows.length);
  });
});

describe('streaming', () => {
  test('rows come in order, in batches, and are not all fetched for a consumer who leaves', async () => {
    const source = await open('select g, repeat(chr(120), 100) from generate_series(1, 10500) g', {
      batchRows: 1000,
    });
    const sizes: number[] = [];
    let line = 0;
    for await (const batch of source.batches()) {
      sizes.push(batch.length);
      for (const record of batch) expect(record.line).toBe(++line);
    }
    expect(line).toBe(10_500);
    expect(Math.max(...sizes)).toBe(1000);

    const start = performance.now();
    const endless = await open('select generate_series(1, 100000000)');
    for await (const _ of endless.batches()) break;
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('one picture of the database, however long it takes', async () => {
    await admin.query('create table moving as select g as id from generate_series(1, 5000) g');
    const source = await open('select id from moving', { batchRows: 100 });
    let count = 0;
    for await (const batch of source.batches()) {
      if (count === 0) await admin.query('delete from moving');
      count += batch.length;
    }
    expect(count).toBe(5000);
  });

  test('its session has a name, reads only, and is gone afterwards', async () => {
    const { rows } = await read(
      `select current_setting('application_name'), current_setting('transaction_read_only'),
              current_setting('transaction_isolation'), current_setting('statement_timeout')`,
      { timeoutSeconds: 7 },
    );
    expect(rows).toEqual([[1, 'jojka-sync', 'on', 'repeatable read', '7s']]);
    await expect
      .poll(async () => {
        const sql = `select count(*)::int as n from pg_stat_activity where application_name = 'jojka-sync'`;
        return (await admin.query<{ n: number }>(sql)).rows[0]?.n;
      })
      .toBe(0);
  });

  test('a signal ends a query that runs', async () => {
    const stop = new AbortController();
    const opening = postgresSource({ name: 'crm', url, query: 'select pg_sleep(60)' }).open({
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(new Error('SIGTERM')), 50);
    await expect(opening).rejects.toThrow('SIGTERM');
  });
});

describe('what goes wrong', () => {
  test.each<[string, RegExp]>([
    ['select id,\n  mobil from customers', /on line 2, column 3 \(at mobil\): column "mobil" does not exist/],
    [`select '😀å' as x, nothing from customers`, /on line 1, column 19 \(at nothing\)/],
    ['selct 1', /on line 1, column 1 \(at selct\): syntax error/],
    ["insert into customers (id, full_name) values (1, 'x') returning id", /would write.*INSERT/],
    ["select nextval('s')", /would write|does not exist/],
    ['delete from customers', /would write.*DELETE/],
    ['select 1; delete from customers', /more than one statement/],
    ["set work_mem = '8MB'", /no columns/],
    ['-- nothing', /no columns/],
  ])('%s', async (query, message) => {
    expect((await failure(query)).message).toMatch(message);
  });

  test("the server's hint becomes the advice", async () => {
    expect((await failure('select mobil from customers')).advice).toMatch(/customers\.mobile/);
  });

  test('a value of a row is not in the message', async () => {
    const failed = await failure("select (v || 'x')::int from (values ('070-1740605')) t(v)");
    expect(failed.message).toMatch(/invalid input syntax for type integer$/);
  });

  test('a query that takes too long', async () => {
    const failed = await failure('select pg_sleep(60)', { timeoutSeconds: 0.2 });
    expect(failed.message).toMatch(/cancelled after 0.2 s/);
    expect(failed.advice).toMatch(/timeoutSeconds/);
  });

  test('a database, a user, a host, a port that is not there', async () => {
    const to = (change: (url: URL) => void) => ({ url: urlWith(change) });
    const missing = await failure(
      'select 1',
      to((other) => {
        other.pathname = '/finnsinte';
      }),
    );
    expect(missing.message).toMatch(/cannot connect to database "finnsinte".*no such database/);
    const stranger = await failure(
      'select 1',
      to((other) => {
        other.username = 'ingen';
        other.password = 'hemligt';
      }),
    );
    expect(stranger.message).toMatch(/as user "ingen"/);
    expect((await failure('select 1', { url: 'postgres://a:hemligt@127.0.0.1:1/x' })).message).toMatch(
      /nobody listens/,
    );
    expect((await failure('select 1', { url: 'postgres://a:hemligt@nowhere.invalid/x' })).message).toMatch(
      /host/,
    );
    expect(
      (await failure('select 1', { url: 'postgres://a:hemligt@localhost/x?host=/nowhere' })).message,
    ).toMatch(/socket/);
  });

  test('a server without TLS, and one that speaks something else', async () => {
    const listener = createServer((socket) => socket.on('data', () => socket.end('N'))).listen(
      0,
      '127.0.0.1',
    );
    await new Promise((resolve) => listener.once('listening', resolve));
    const { port } = listener.address() as { port: number };
    const plain = `postgres://a:hemligt@127.0.0.1:${port}/x`;
    const failed = await failure('select 1', { url: `${plain}?sslmode=require` });
    expect(failed.message).toMatch(/by TLS/);
    expect(failed.advice).toMatch(/sslmode/);
    expect((await failure('select 1', { url: plain })).message).toMatch(/was lost|cannot connect/);
    listener.close();
  });

  test('a server that sends a message of two gigabytes', async () => {
    const piece = Buffer.alloc(1024 * 1024, 0x41);
    let sent = 0;
    const listener = createServer((socket) => {
      const send = () => {
        while (!socket.destroyed && socket.write(piece)) sent += 1;
      };
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write(Buffer.from([0x53, 0x7f, 0xff, 0xff, 0xff]));
        socket.on('drain', send);
        send();
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const { port } = listener.address() as { port: number };
    const failed = await failure('select 1', { url: `postgres://a:hemligt@127.0.0.1:${port}/x` });
    expect(failed.message).toBe('crm: the server sends a row of more than 256 MB');
    expect(sent).toBeLessThan(100);
    listener.close();
  });

  test.each([1, 3, 7])('messages that come in pieces of %i bytes are those that were sent', async (size) => {
    const { searchParams } = new URL(url);
    const path = join(searchParams.get('host') as string, '.s.PGSQL.5432');
    const listener = createServer((socket) => {
      const upstream = createConnection(path);
      socket.setNoDelay(true);
      socket.pipe(upstream);
      upstream.on('data', (data) => {
        for (let at = 0; at < data.length; at += size) socket.write(data.subarray(at, at + size));
      });
      for (const end of [socket, upstream]) end.on('error', () => {});
      upstream.on('close', () => socket.destroy());
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const other = urlWith((to) => {
      to.hostname = '127.0.0.1';
      to.port = String((listener.address() as { port: number }).port);
      to.search = '';
    });
    const query = 'select g as id, repeat(chr(255), g * 40) as name from generate_series(1, 60) g';
    expect(await read(query, { url: other })).toEqual(await read(query));
    listener.close();
  });

  test.each([
    'mysql://a:hemligt@h/x',
    'postgres://a:hem@lig/t@h/y',
    'postgres://a:12#hem@h/y',
    '',
    'customers.csv',
  ])('no url of a Postgres database: %s', async (wrong) => {
    const error = await read('select 1', { url: wrong }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error) + String((error as Error).cause)).not.toMatch(/hem/);
  });

  test('a server that hangs in the middle of its rows', async () => {
    const { searchParams } = new URL(url);
    const relay = await startRelay(
      join(searchParams.get('host') as string, '.s.PGSQL.5432'),
      20_000,
      'swallow',
    );
    const other = urlWith((to) => {
      to.hostname = '127.0.0.1';
      to.port = String(relay.port);
      to.search = '';
    });
    const failed = await failure('select g, repeat(chr(120), 100) from generate_series(1, 5000) g', {
      url: other,
      timeoutSeconds: 0.2,
    });
    expect(failed.message).toMatch(/has not answered for 0.2 s/);
    relay.close();
  });

  const kill = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'jojka-sync'`;
  test('a connection that is lost midway fails, whether it waits for rows or not', async () => {
    const waiting = failure('select g, pg_sleep(0.01) from generate_series(1, 100000) g', { batchRows: 10 });
    setTimeout(() => void admin.query(kill), 300);
    expect((await waiting).message).toMatch(/ended the connection|was lost/);

    const source = await open('select g from generate_series(1, 100000) g');
    const slowly = async () => {
      let first = true;
      for await (const _ of source.batches()) {
        if (first) await admin.query(kill);
        first = false;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await expect(slowly()).rejects.toBeInstanceOf(SourceError);
  });
});
