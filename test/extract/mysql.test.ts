import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SourceError, UsageError } from '../../src/errors.ts';
import { connectionOf, targetOf } from '../../src/extract/mysql/connection.ts';
import { type MysqlSourceOptions, mysqlSource } from '../../src/extract/mysql/mysql.ts';
import { skipWithoutMariaDb, startMariaDb, type TestMariaDb } from '../support/mariadb.ts';
import { startRelay } from '../support/relay.ts';
import { readAll } from './read.ts';

const tls = join(import.meta.dirname, '..', 'support', 'tls');
const left = skipWithoutMariaDb('MySQL and MariaDB as a source');

let db: TestMariaDb;
beforeAll(async () => {
  if (left) return;
  db = await startMariaDb([
    `--ssl-cert=${join(tls, 'certificate.pem')}`,
    `--ssl-key=${join(tls, 'key.pem')}`,
    '--group-concat-max-len=64',
  ]);
  await db.run('set global sql_select_limit = 1000');
});
afterAll(() => db?.remove());

type Options = Partial<MysqlSourceOptions>;
const source = (query: string, options: Options = {}) =>
  mysqlSource({ name: 'crm', url: db.url, query, ...options });
const read = async (query: string, options: Options = {}) => readAll(await source(query, options).open());

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

const urlWith = (change: (url: URL) => void) => {
  const other = new URL(db.url);
  change(other);
  return other.href;
};
const sessions = async () =>
  Number((await db.run(`select count(*) as n from information_schema.processlist where user = 'crm'`))[0]?.n);
const running = async (what: string) =>
  Number(
    (
      await db.run(
        `select count(*) as n from information_schema.processlist where user = 'crm' and info like '%${what}%'`,
      )
    )[0]?.n,
  );

describe.skipIf(left)('values (E4)', () => {
  test.each<[type: string, value: string, unknown]>([
    ['text', 'null', ''],
    ['json', 'null', ''],
    ['tinyint(1)', '1', '1'],
    ['boolean', 'false', '0'],
    ['bit(1)', "b'1'", '1'],
    [
      'bit(64)',
      "b'1111111111111111111111111111111111111111111111111111111111111111'",
      '18446744073709551615',
    ],
    ['decimal(30,5)', '12345678901234567890.12345', '12345678901234567890.12345'],
    ['bigint unsigned', '18446744073709551615', '18446744073709551615'],
    ['mediumint(8) zerofill', '42', '00000042'],
    ['double', '46701740605', '46701740605'],
    // A float has seven digits: the rest of the number is made up.
    ['float', '46701740605', '4.67017E+10'],
    ['float', '12.5', '12.5'],
    ['date', "'0000-00-00'", '0000-00-00'],
    ['datetime', "'0000-00-00'", '0000-00-00 00:00:00'],
    ['datetime(3)', "'2024-03-01 12:34:56.789'", '2024-03-01 12:34:56.789'],
    ['date', "'2024-00-00'", '2024-00-00'],
    ['time', "'-12:00:00'", '-12:00:00'],
    ['year', '2024', '2024'],
    ['varchar(50) character set latin1', `'Åsa "x" Öberg'`, 'Åsa "x" Öberg'],
    ['text character set utf8mb4', "'😀 Ö'", '😀 Ö'],
    ['text', `'["VIP"]'`, '["VIP"]'],
    ['json', `'["VIP",1,null,{"a":1}]'`, ['VIP', '1', '{"a":1}']],
    ['json', `'"VIP"'`, 'VIP'],
    ["set('VIP','Golf')", "'VIP,Golf'", ['VIP', 'Golf']],
    ["set('VIP','Golf')", "''", []],
    ["enum('ja','nej')", "'ja'", 'ja'],
    ['uuid', "'01234567-89ab-1def-8123-456789abcdef'", '01234567-89ab-1def-8123-456789abcdef'],
    ['binary(16)', 'repeat("A", 16)', `0x${'41'.repeat(16)}`],
    ['varbinary(20)', "'Åsa'", 'Åsa'],
    // Told: it never becomes a name or a group (E7).
    ['varbinary(20)', '0xc57361', '\uFFFD0xc57361'],
    ['blob', "repeat(x'ff', 1000)", `\uFFFD0x${'ff'.repeat(64)}… (1000 bytes)`],
  ])('%s: %s', async (type, value, expected) => {
    await db.run(
      `set sql_mode = ''`,
      `create or replace table v (v ${type})`,
      `insert into v values (${value})`,
    );
    expect((await read('select v from v')).rows).toEqual([[1, expected]]);
  });

  test('columns keep their names, twice too; no rows is not no columns', async () => {
    expect(await read('select 1 as a, 2 as a, 3 as "Å b" from dual where false;')).toEqual({
      columns: ['a', 'a', 'Å b'],
      empty: false,
      rows: [],
      malformed: [],
    });
  });

  test('lists of a query of one row a membership, by JSON', async () => {
    expect((await read(`select json_arrayagg(x) from (select 'VIP' x union select 'Golf') t`)).rows).toEqual([
      [1, ['VIP', 'Golf']],
    ]);
  });
});

describe.skipIf(left)('whole or nothing (E2)', () => {
  test('rows come in order, in batches; what the server was told to leave out comes too', async () => {
    const opened = await source("select seq, repeat('x', 100) from seq_1_to_10500", {
      batchRows: 1000,
    }).open();
    const sizes: number[] = [];
    let line = 0;
    for await (const batch of opened.batches()) {
      sizes.push(batch.length);
      for (const record of batch) expect(record.fields[0]).toBe(String(++line));
    }
    // The server gives 1,000 where nobody says otherwise: sql_select_limit.
    expect(line).toBe(10_500);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
  });

  test('what GROUP_CONCAT joins is whole, where the server would cut it', async () => {
    const { rows } = await read("select group_concat(seq separator '|') from seq_1_to_1000");
    expect(String(rows[0]?.[1]).split('|')).toHaveLength(1000);
  });

  test('an answer that the server calls incomplete', async () => {
    expect((await failure('select seq from seq_1_to_5000 limit rows examined 100')).message).toMatch(
      /not whole/,
    );
  });

  test('one picture of the database, however long it takes', async () => {
    await db.run('create table moving engine=innodb as select seq as id from seq_1_to_50000');
    const opened = await source("select id, repeat('x', 1000) from moving", { batchRows: 100 }).open();
    let count = 0;
    for await (const batch of opened.batches()) {
      if (count === 0) await db.run('delete from moving');
      count += batch.length;
    }
    expect(count).toBe(50_000);
  }, 30_000);

  test('a reader that is slow is waited for, and holds no more than some batches', async () => {
    const opened = await source("select seq, repeat('x', 10000) from seq_1_to_20000", {
      batchRows: 100,
    }).open();
    const before = process.memoryUsage().rss;
    let count = 0;
    for await (const batch of opened.batches()) {
      count += batch.length;
      if (count === 100) await new Promise((resolve) => setTimeout(resolve, 1000));
      // 200 MB in all.
      expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
    }
    expect(count).toBe(20_000);
  }, 30_000);

  test('who leaves early ends the query, and the session', async () => {
    const endless = await source(
      'select a.seq /* endless */ from seq_1_to_100000 a, seq_1_to_100000 b',
    ).open();
    for await (const _ of endless.batches()) break;
    await expect.poll(sessions).toBe(0);
    const unread = await source('select 1').open();
    await unread.close();
    await unread.close();
    await expect.poll(sessions).toBe(0);
  });

  test.each(['select sleep(60) /* waiting */', 'select seq, sleep(0.01) /* waiting */ from seq_1_to_100000'])(
    'a signal ends it, and the server goes on with nothing: %s',
    async (query) => {
      const stop = new AbortController();
      const reading = source(query, { batchRows: 10 }).open({ signal: stop.signal }).then(readAll);
      await expect.poll(() => running('waiting')).toBeGreaterThan(0);
      stop.abort(new Error('SIGTERM'));
      await expect(reading).rejects.toThrow('SIGTERM');
      await expect.poll(() => running('waiting')).toBe(0);
    },
  );

  test('a connection that is lost midway fails, whether it waits for rows or not', async () => {
    const cut = async () => {
      const [row] = await db.run(`select id from information_schema.processlist where user = 'crm'`);
      if (row) await db.run(`kill connection ${row.id}`);
    };
    const waiting = failure('select seq, sleep(0.01) from seq_1_to_100000', { batchRows: 10 });
    setTimeout(() => void cut(), 300);
    expect((await waiting).message).toMatch(/ended the connection|was lost/);
    const opened = await source("select seq, repeat('x', 1000) from seq_1_to_100000").open();
    const slowly = async () => {
      let first = true;
      for await (const _ of opened.batches()) {
        if (first) await cut();
        first = false;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    await expect(slowly()).rejects.toBeInstanceOf(SourceError);
  });

  test('an error in the middle of the rows', async () => {
    const failed = await failure(
      'select t.seq, (select s.seq from seq_1_to_2 s where s.seq = 1 or t.seq = 19000) from seq_1_to_20000 t',
    );
    expect(failed.message).toMatch(/the query fails: Subquery returns more than 1 row/);
  });

  test.each([1, 5, 50, 500, 5000, 50_000])(
    'an answer that breaks off after %i bytes is never taken for a whole one',
    async (bytes) => {
      const relay = await startRelay(db.port, bytes);
      const url = urlWith((other) => {
        other.port = String(relay.port);
      });
      await failure("select seq, repeat('x', 100) from seq_1_to_2000", { url });
      relay.close();
    },
  );

  test('a server that hangs', async () => {
    const relay = await startRelay(db.port, 5000, 'swallow');
    const url = urlWith((other) => {
      other.port = String(relay.port);
    });
    const failed = await failure("select seq, repeat('x', 100) from seq_1_to_2000", {
      url,
      timeoutSeconds: 1,
    });
    expect(failed.message).toMatch(/cancelled after 1 s/);
    relay.close();
  });
});

describe.skipIf(left)('it only reads', () => {
  beforeAll(() =>
    db.run(
      'create table kunder (id int, mobil text) engine=innodb',
      'create table gamla (id int) engine=myisam',
      `insert into kunder values (1, '0701740605')`,
      'create sequence s',
      `create function skriver() returns int modifies sql data begin delete from kunder; return 1; end`,
    ),
  );

  test.each<[string, RegExp]>([
    ['delete from kunder', /begins with DELETE/],
    ['insert into gamla values (1)', /begins with INSERT/],
    ['call p()', /begins with CALL/],
    ['do sleep(1)', /begins with DO/],
    ['begin not atomic delete from kunder; end', /begins with BEGIN/],
    ['set global max_connections = 1', /begins with SET/],
    ['/*! delete from kunder */', /begins with DELETE/],
    ['/* select */ delete from kunder', /begins with DELETE/],
    ['# select\ndelete from kunder', /begins with DELETE/],
    ['-- nothing', /no columns/],
    ['', /no columns/],
    ['select 1; delete from kunder', /the query fails: .*syntax/],
    ['select skriver()', /would write, and the CRM's database is only read/],
    ['select nextval(s)', /would write/],
    ['select * from kunder for update', /would write/],
    [`select 1 into outfile '/tmp/jojka-out'`, /would write a file/],
    [`select 1 into/**/dumpfile '/tmp/jojka-out'`, /would write a file/],
    [`select 1 /*! into outfile '/tmp/jojka-out' */`, /would write a file/],
    [`select 'a\\' into x', 1 into outfile '/tmp/jojka-out'`, /would write a file/],
    [`select 'a\\' into outfile '/tmp/jojka-out' -- '`, /would write a file/],
    ['select 1 into @x', /no columns/],
  ])('%s', async (query, message) => {
    expect((await failure(query)).message).toMatch(message);
    expect(await db.run('select count(*) as n from kunder')).toEqual([{ n: 1 }]);
  });

  test('words in texts and names are no statements', async () => {
    expect((await read('select \'outfile\' as `dumpfile`, "outfile" -- outfile\n from dual')).rows).toEqual([
      [1, 'outfile', 'outfile'],
    ]);
  });
});

describe.skipIf(left)('what goes wrong', () => {
  test.each<[string, RegExp, RegExp]>([
    ['select mobil from nowhere', /the query fails: Table '.*nowhere' doesn't exist/, /query/],
    ['select nothing from dual', /the query fails: Unknown column 'nothing'/, /query/],
    ['select', /the query fails: .*syntax/, /query/],
  ])('%s', async (query, message, advice) => {
    const failed = await failure(query);
    expect(failed.message).toMatch(message);
    expect(failed.advice).toMatch(advice);
  });

  test('a query that takes too long, and one that somebody ended', async () => {
    const failed = await failure('select sleep(60) /* slow */', { timeoutSeconds: 0.3 });
    expect(failed.message).toMatch(/cancelled after 0.3 s/);
    expect(failed.advice).toMatch(/timeoutSeconds/);
    await expect.poll(() => running('slow')).toBe(0);
    const ended = failure('select seq, sleep(0.01) from seq_1_to_100000', { batchRows: 10 });
    await expect.poll(() => running('seq_1_to_100000')).toBeGreaterThan(0);
    const [row] = await db.run(`select id from information_schema.processlist where user = 'crm'`);
    await db.run(`kill query ${row?.id}`);
    expect((await ended).message).toMatch(/somebody ended the query/);
  });

  test('a database, a user, a host, a port, a right that is not there', async () => {
    const to = (change: (url: URL) => void) => ({ url: urlWith(change) });
    await db.run(`create user 'liten'@'%' identified by 'hemligt'`);
    const path = (value: string) => (other: URL) => {
      other.pathname = value;
    };
    const cases: [Options, RegExp][] = [
      [to(path('/finnsinte')), /cannot connect to database "finnsinte".*no such database/],
      [to((other) => (other.username = 'ingen')), /as user "ingen": user or password is wrong/],
      [to((other) => (other.username = 'liten')), /may not use the database/],
      [{ url: 'mysql://a:hemligt@127.0.0.1:1/x' }, /nobody listens/],
      [{ url: 'mysql://a:hemligt@nowhere.invalid/x' }, /host/],
      [{ url: 'mysql://a:hemligt@localhost/x?socket=/nowhere' }, /socket/],
    ];
    for (const [options, message] of cases)
      expect((await failure('select 1', options)).message).toMatch(message);
    const url = urlWith((other) => {
      other.username = 'liten';
      other.pathname = '/';
    });
    expect((await failure('select * from mysql.user', { url })).message).toMatch(/may not read that/);
  });

  test('what is no MySQL', async () => {
    const listener = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
      0,
      '127.0.0.1',
    );
    await new Promise((resolve) => listener.once('listening', resolve));
    const { port } = listener.address() as { port: number };
    expect((await failure('select 1', { url: `mysql://a:hemligt@127.0.0.1:${port}/x` })).message).toMatch(
      /was lost|cannot connect/,
    );
    listener.close();
  });

  test('TLS: the certificate is checked, unless the url says otherwise', async () => {
    const by = (query: string) => ({ url: `${db.url}?${query}` });
    const cipher =
      "select variable_value <> '' from information_schema.session_status where variable_name = 'Ssl_cipher'";
    const authority = encodeURIComponent(join(tls, 'certificate.pem'));
    expect((await read(cipher)).rows).toEqual([[1, '0']]);
    expect((await read(cipher, by('ssl-mode=REQUIRED'))).rows).toEqual([[1, '1']]);
    expect((await read(cipher, by(`ssl-mode=verify_ca&ssl-ca=${authority}`))).rows).toEqual([[1, '1']]);
    for (const wrong of ['ssl-mode=verify_ca', `ssl-mode=verify_identity&ssl-ca=${authority}`]) {
      const failed = await failure(cipher, by(wrong));
      expect(failed.message).toMatch(/by TLS/);
      expect(failed.advice).toMatch(/ssl-mode/);
    }
  });
});

describe('urls', () => {
  test.each([
    'postgres://a:hemligt@h/x',
    'mysql://a:hem@lig/t@h/y',
    'mysql://a:12#hem@h/y',
    'mysql://a:hem@h/y?multipleStatements=true',
    'mysql://a:hem@h/y?ssl-mode=preferred',
    'mysql://a:hem@h/y?ssl-ca=/nowhere',
    '',
    'customers.csv',
  ])('no url of a MySQL database: %s', (wrong) => {
    const thrown = (() => {
      try {
        return connectionOf('crm', wrong);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(UsageError);
    expect(String(thrown) + String((thrown as UsageError).advice)).not.toMatch(/hem/);
  });

  test('TLS is on by itself over a network, off on this machine', () => {
    const verified = { rejectUnauthorized: true, verifyIdentity: true };
    expect(connectionOf('crm', 'mysql://läsare:p%40ss@db.example/crm')).toEqual({
      host: 'db.example',
      port: 3306,
      user: 'läsare',
      password: 'p@ss',
      database: 'crm',
      ssl: verified,
    });
    expect(connectionOf('crm', 'mariadb://a:b@10.0.0.5:3307/crm').ssl).toEqual(verified);
    expect(connectionOf('crm', 'mysql://a:b@db.example/crm?ssl-mode=disabled').ssl).toBeUndefined();
    for (const near of ['mysql://a@localhost/x', 'mysql://a@[::1]/x', 'mysql://a@x/x?socket=/run/s'])
      expect(connectionOf('crm', near).ssl).toBeUndefined();
    expect(targetOf(connectionOf('crm', 'mysql://a:hemligt@db.example/crm'))).toBe(
      'database "crm" on db.example:3306 as user "a"',
    );
  });

  test('the certificate of these tests is there', () => {
    expect(readFileSync(join(tls, 'certificate.pem'), 'utf8')).toContain('BEGIN');
  });
});
