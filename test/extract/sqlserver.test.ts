import { afterEach, describe, expect, test } from 'vitest';
import { SourceError, UsageError } from '../../src/errors.ts';
import { connectionOf } from '../../src/extract/sqlserver/connection.ts';
import {
  mustOnlyRead,
  type SqlServerSourceOptions,
  sqlServerSource,
} from '../../src/extract/sqlserver/sqlserver.ts';
import {
  columns,
  done,
  error,
  type FakeAnswer,
  type FakeSqlServer,
  row,
  startFakeSqlServer,
  types,
  values,
} from '../support/fake-sqlserver.ts';
import { readAll } from './read.ts';

// No SQL Server can be had here: it runs neither from a package nor from Debian's. What is shown is what becomes of the protocol's
// answers and of the URL; docs/pipelines.md says so.

let server: FakeSqlServer | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

type Options = Partial<SqlServerSourceOptions> & { signal?: AbortSignal };
async function open(answer: FakeAnswer, { signal, ...options }: Options = {}) {
  server ??= await startFakeSqlServer(answer);
  const url = `sqlserver://crm:hemligt@127.0.0.1:${server.port}/crm?encrypt=false`;
  const source = sqlServerSource({ name: 'crm', url, query: 'select * from kunder', ...options });
  return source.open(signal ? { signal } : {});
}
const read = async (answer: FakeAnswer, options?: Options) => readAll(await open(answer, options));
const failure = async (answer: FakeAnswer, options?: Options) => {
  const thrown = await read(answer, options).catch((caught: unknown) => caught);
  expect(thrown).toBeInstanceOf(SourceError);
  expect(String(thrown)).not.toContain('hemligt');
  expect((thrown as SourceError).advice).toBeTruthy();
  return thrown as SourceError;
};

/** Answers the query alone; what is asked before and after it succeeds. */
const toQuery =
  (answer: (reply: Parameters<FakeAnswer>[1]) => void): FakeAnswer =>
  (sql, reply) => {
    if (!sql.startsWith('select * from kunder')) return false;
    answer(reply);
    return true;
  };
const nr = { name: ' Nr ', type: types.nvarchar };
const rowsOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => row(values.nvarchar(String(from + index))));

describe('values (E4)', () => {
  const bytes = (write: (buffer: Buffer) => void, size: number) => {
    const buffer = Buffer.alloc(size);
    write(buffer);
    return values.sized(buffer);
  };
  const number = (value: bigint, positive = 1) => {
    const buffer = Buffer.alloc(17);
    buffer[0] = positive;
    buffer.writeBigUInt64LE(value & 0xffffffffffffffffn, 1);
    buffer.writeBigUInt64LE(value >> 64n, 9);
    return values.sized(buffer);
  };
  const days = (date: string) => Math.round((Date.parse(date) - Date.parse('0001-01-01')) / 86_400_000);
  test.each<[string, Buffer, Buffer, unknown]>([
    ['nvarchar', types.nvarchar, values.nvarchar('Åsa "Ö" 😀'), 'Åsa "Ö" 😀'],
    ['null', types.nvarchar, values.nvarchar(null), ''],
    ['bigint', types.int(8), bytes((b) => b.writeBigInt64LE(9223372036854775807n), 8), '9223372036854775807'],
    ['int', types.int(4), bytes((b) => b.writeInt32LE(-42), 4), '-42'],
    ['null of int', types.int(4), values.none, ''],
    ['bit', types.bit, values.sized(Buffer.from([1])), 'true'],
    ['bit, no', types.bit, values.sized(Buffer.from([0])), 'false'],
    ['null of bit', types.bit, values.none, ''],
    ['decimal', types.decimal(18, 2), number(150n), '1.50'],
    ['decimal as a number of phones', types.decimal(18, 0), number(46701740605n), '46701740605'],
    ['decimal below zero', types.decimal(18, 3), number(1n, 0), '-0.001'],
    ['money', types.money, values.sized(Buffer.from([0, 0, 0, 0, 0x98, 0x3a, 0, 0])), '1.5000'],
    ['float', types.float(8), bytes((b) => b.writeDoubleLE(46701740605), 8), '46701740605'],
    [
      'real: its last digits are made up',
      types.float(4),
      bytes((b) => b.writeFloatLE(46701740605), 4),
      '4.67017E+10',
    ],
    ['date', types.date, bytes((b) => b.writeUIntLE(days('2024-03-01'), 0, 3), 3), '2024-03-01'],
    [
      'datetime',
      types.datetime,
      bytes((b) => {
        b.writeInt32LE(days('2024-03-01') - days('1900-01-01'), 0);
        b.writeUInt32LE(12 * 3600 * 300, 4);
      }, 8),
      '2024-03-01 12:00:00',
    ],
    [
      'datetime2',
      types.datetime2,
      bytes((b) => {
        b.writeUInt32LE(12 * 3600 * 1000 + 5, 0);
        b.writeUIntLE(days('2024-03-01'), 4, 3);
      }, 7),
      '2024-03-01 12:00:00.005',
    ],
    ['varbinary that is text', types.varbinary, values.binary(Buffer.from('Åsa')), 'Åsa'],
    ['varbinary that is none', types.varbinary, values.binary(Buffer.from([0xff, 0xd8])), '\uFFFD0xffd8'],
    ['binary', types.binary, values.binary(Buffer.from('A'.repeat(16))), `0x${'41'.repeat(16)}`],
  ])('%s', async (_name, type, value, expected) => {
    const answer = toQuery((reply) => reply.end(columns({ name: 'v', type }), row(value), done()));
    expect((await read(answer)).rows).toEqual([[1, expected]]);
  });

  test('a decimal that JavaScript cannot hold ends the run, and says what to do', async () => {
    const answer = toQuery((reply) =>
      reply.end(
        columns({ name: 'nyckel', type: types.decimal(38, 0) }),
        row(number(12345678901234567890n)),
        done(),
      ),
    );
    const failed = await failure(answer);
    expect(failed.message).toMatch(/"nyckel" has more digits/);
    expect(failed.advice).toMatch(/cast\(nyckel as varchar/);
    expect(failed.message).not.toContain('12345678901234567');
  });

  test('columns keep their names, twice too; no rows is not no columns', async () => {
    const twice = toQuery((reply) => reply.end(columns(nr, nr), done()));
    expect(await read(twice)).toEqual({ columns: ['Nr', 'Nr'], empty: false, rows: [], malformed: [] });
  });
});

describe('whole or nothing (E2)', () => {
  test('rows come in order, in batches', async () => {
    const answer = toQuery((reply) => {
      reply.send(columns(nr));
      for (let from = 0; from < 10_000; from += 500) reply.send(...rowsOf(from, from + 500));
      reply.end(done());
    });
    const opened = await open(answer, { batchRows: 100 });
    let count = 0;
    for await (const batch of opened.batches()) {
      expect(batch.length).toBeLessThanOrEqual(100);
      for (const record of batch) expect(record.fields).toEqual([String(count++)]);
    }
    expect(count).toBe(10_000);
  });

  test('one picture of the database: by snapshot; else that of a statement; else by locks', async () => {
    for (const [snapshot, committed, level] of [
      [1, 0, 'snapshot'],
      [0, 1, 'read committed'],
      [0, 0, 'serializable'],
    ] as const) {
      await read((sql, reply) => {
        if (sql.startsWith('select * from kunder')) reply.end(columns(nr), done());
        else if (sql.includes('sys.databases'))
          reply.end(
            columns({ name: 'a', type: types.int(1) }, { name: 'b', type: types.bit }),
            row(values.sized(Buffer.from([snapshot])), values.sized(Buffer.from([committed]))),
            done(),
          );
        else return false;
        return true;
      });
      const begun = server?.asked.find((sql) => sql.includes('begin transaction'));
      expect(begun).toContain(`set transaction isolation level ${level};`);
      expect(begun).toContain('set rowcount 0');
      expect(server?.asked.at(-1)).toContain('rollback transaction');
      server?.close();
      server = undefined;
    }
  });

  test('a connection that is lost midway, and one that never answers', async () => {
    const cut = toQuery((reply) => {
      reply.send(columns(nr), ...rowsOf(0, 500));
      setTimeout(() => reply.cut(), 50);
    });
    expect((await failure(cut)).message).toMatch(/was lost/);
    server?.close();
    server = undefined;
    const silent = await startFakeSqlServer(toQuery(() => {}));
    server = silent;
    const failed = await failure(() => false, { timeoutSeconds: 0.3 });
    expect(failed.message).toMatch(/cancelled after 0.3 s/);
    expect(silent.cancels()).toBe(1);
  });

  test('an error behind rows, and a second set of rows', async () => {
    const behind = toQuery((reply) =>
      reply.end(columns(nr), ...rowsOf(0, 5), error(8134, 'Divide by zero error encountered.'), done(2)),
    );
    expect((await failure(behind)).message).toMatch(/the query fails: Divide by zero/);
    server?.close();
    server = undefined;
    const second = toQuery((reply) =>
      reply.end(columns(nr), ...rowsOf(0, 5), done(1), columns(nr), ...rowsOf(0, 5), done()),
    );
    expect((await failure(second)).message).toMatch(/more than one statement/);
  });

  test('a signal, and who leaves early, cancel the query', async () => {
    const stop = new AbortController();
    const endless = toQuery((reply) => reply.send(columns(nr), ...rowsOf(0, 5000)));
    const reading = read(endless, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('SIGTERM')), 300);
    await expect(reading).rejects.toThrow('SIGTERM');
    await expect.poll(() => server?.cancels()).toBe(1);
    const opened = await open(endless);
    for await (const _ of opened.batches()) break;
    expect(server?.cancels()).toBe(2);
  });

  test('a statement that gives no columns', async () => {
    expect((await failure(toQuery((reply) => reply.end(done())))).message).toMatch(/no columns/);
  });
});

describe('it only reads', () => {
  test.each([
    'delete from kunder',
    'select 1 delete from kunder',
    'select 1delete from dbo.Kunder',
    'select 1.5delete from kunder',
    'select 1e5delete from kunder',
    'select 1edelete from kunder',
    'select .5delete from kunder',
    'select 0xupdate kunder set a = 1',
    "select 1exec('drop table kunder')",
    'select 1; DROP TABLE kunder',
    'select * into kopia from kunder',
    'with x as (select 1 a) update kunder set stopp = 1',
    'exec sp_who',
    'select 1 exec xp_cmdshell',
    'select next value for s',
    'merge kunder using x on 1 = 1',
    "select * from openrowset(bulk 'C:\\x', single_clob) t",
    'select 1 commit',
    "select '--' delete from kunder",
    'select 1 /* /* */ */ delete from kunder',
    '-- select\ndelete from kunder',
    'begin transaction',
    '',
  ])('%s', (query) => {
    expect(() => mustOnlyRead('crm', query)).toThrow(SourceError);
  });

  test.each([
    'select \'delete\', [update], "into" from kunder -- drop',
    'select * from a inner merge join b on a.id = b.id option (merge join)',
    'with x as (select id from kunder) select * from x order by id offset 0 rows fetch next 5 rows only',
    'select a /* delete /* from */ kunder */ from [tabell]]delete]',
    'select created, updated_at, deleted from kunder',
  ])('is let through: %s', (query) => {
    expect(() => mustOnlyRead('crm', query)).not.toThrow();
  });
});

describe('what goes wrong', () => {
  test.each<[number, string, RegExp]>([
    [208, "Invalid object name 'kunder'.", /the query fails: Invalid object name/],
    [229, "The SELECT permission was denied on the object 'kunder'.", /may not read that/],
    [1222, 'Lock request time out period exceeded.', /stayed locked/],
    [3960, 'Snapshot isolation transaction aborted due to update conflict.', /others changed/],
    [
      245,
      "Conversion failed when converting the nvarchar value '070-1740605' to data type int.",
      /value to data type int/,
    ],
  ])('error %i', async (code, said, message) => {
    const failed = await failure(toQuery((reply) => reply.end(error(code, said), done(2))));
    expect(failed.message).toMatch(message);
    expect(failed.message).not.toContain('070-1740605');
  });

  test('a server without TLS is not spoken to in the open', async () => {
    server = await startFakeSqlServer(() => false);
    const url = `sqlserver://crm:hemligt@127.0.0.1:${server.port}/crm`;
    const failed = await failure(() => false, { url });
    expect(failed.message).toMatch(/by TLS: the server has none/);
    expect(server.asked.filter((sql) => sql.includes('kunder'))).toEqual([]);
  });

  test('a port, a host that is not there', async () => {
    const to = (url: string) => failure(() => false, { url });
    expect((await to('sqlserver://a:hemligt@127.0.0.1:1/x')).message).toMatch(
      /cannot connect to database "x" on 127.0.0.1:1 as user "a": nobody listens/,
    );
    expect((await to('sqlserver://a:hemligt@nowhere.invalid/x')).message).toMatch(/no such host/);
  });
});

describe('urls', () => {
  test('what a URL says becomes what tedious takes; TLS is on and checked by itself', () => {
    const { settings, target } = connectionOf('crm', 'sqlserver://l%C3%A4sare:p%40ss@db.example/crm');
    expect(settings).toMatchObject({
      server: 'db.example',
      authentication: { type: 'default', options: { userName: 'läsare', password: 'p@ss' } },
      options: {
        port: 1433,
        database: 'crm',
        encrypt: true,
        trustServerCertificate: false,
        readOnlyIntent: false,
        appName: 'jojka-sync',
        requestTimeout: 0,
      },
    });
    expect(target).toBe('database "crm" on db.example:1433 as user "läsare"');
    const other = connectionOf(
      'crm',
      'mssql://a:b@db.example/x?instance=SQLEXPRESS&domain=FIRMAN&encrypt=strict&trustServerCertificate=true&applicationIntent=ReadOnly',
    );
    expect(other.settings).toMatchObject({
      authentication: { type: 'ntlm', options: { domain: 'FIRMAN' } },
      options: {
        instanceName: 'SQLEXPRESS',
        encrypt: 'strict',
        trustServerCertificate: true,
        readOnlyIntent: true,
      },
    });
    expect(other.settings.options).not.toHaveProperty('port');
    expect(other.target).toContain('db.example\\SQLEXPRESS');
  });

  test.each([
    'mysql://a:hem@h/x',
    'sqlserver://a:hem@lig/t@h/y',
    'sqlserver:///x',
    'sqlserver://a:hem@h/x?encrypt=kanske',
    'sqlserver://a:hem@h/x?appName=x',
    'sqlserver://a:hem@h:1433/x?instance=Y',
    'Server=h;Database=x;User Id=a;Password=hem;',
  ])('no url of a SQL Server database: %s', (wrong) => {
    const thrown = (() => {
      try {
        return connectionOf('crm', wrong);
      } catch (caught) {
        return caught;
      }
    })();
    expect(thrown).toBeInstanceOf(UsageError);
    expect(String(thrown) + String((thrown as UsageError).advice)).not.toMatch(/hem/);
  });
});
