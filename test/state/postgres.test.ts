import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { LockedError, StateError } from '../../src/errors.ts';
import { type Database, openDatabase } from '../../src/state/database.ts';
import { asStateError, isDatabaseError } from '../../src/state/database-errors.ts';
import { readLedger, writeLedger } from '../../src/state/ledger.ts';
import { type AccountLock, lockAccount } from '../../src/state/lock.ts';
import { quietTls } from '../../src/url-certificates.ts';
import { startOwnPostgres, type TestPostgres } from '../support/postgres.ts';
import { runChild } from './children.ts';
import { newAccount } from './databases.ts';
import { startPooler } from './pooler.ts';

let server: TestPostgres;
let database: Database;

beforeAll(async () => {
  server = await startOwnPostgres();
  database = await openDatabase({ url: await server.createDatabase(), home: '', command: 'test' });
});
afterAll(async () => {
  await database?.close();
  await server?.remove();
});

const open = (url: string) => openDatabase({ url, home: '', command: 'test' });

/** What opening the database at `url` throws. */
async function refusal(url: string): Promise<StateError> {
  const error = await open(url).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(StateError);
  return error;
}

/** As soon as it can be taken; the server takes a moment to see that its client is gone. */
async function lockWithin(ms: number, account: { id: number; name: string }): Promise<AccountLock> {
  for (const end = Date.now() + ms; ; await wait(20))
    try {
      return await lockAccount(database, account, 'test');
    } catch (error) {
      if (!(error instanceof LockedError) || Date.now() > end) throw error;
    }
}

/** Nothing but the product writes to stdout: a report in JSON goes there. */
function printed(): string[] {
  const lines: string[] = [];
  onTestFinished(() => void vi.restoreAllMocks());
  vi.spyOn(console, 'log').mockImplementation((...args) => void lines.push(args.join(' ')));
  return lines;
}

describe('what would break the lock or hold a run for ever', () => {
  it('a pooler that hands out sessions by transaction is found out, and refused (L9)', async () => {
    const pooler = await startPooler(await server.createDatabase());
    const through = await open(pooler.url);
    onTestFinished(async () => {
      await through.close();
      await pooler.close();
    });
    await expect(lockAccount(through, { id: 1, name: 'shop' }, 'sync')).rejects.toThrow(
      'goes through a pooler',
    );
  });

  it('a table that somebody has locked ends the wait, with a sentence (L3)', async () => {
    const url = await server.createDatabase();
    const one = await open(url);
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    onTestFinished(async () => {
      await other.end();
      await one.close();
    });
    await other.query('begin; lock table jojka_sync.runs in access exclusive mode');
    await one.knex.raw("set lock_timeout = '200ms'");
    const error = await one
      .knex('runs')
      .select()
      .catch((thrown) => thrown);
    expect(isDatabaseError(error)).toBe(true);
    expect(asStateError(error, 'x')).toMatchObject({
      name: 'StateError',
      advice: expect.stringContaining('holds a lock'),
    });
    const { rows } = await (await open(url)).knex.raw('show lock_timeout');
    expect(rows[0].lock_timeout).toBe('30s');
  });
});

describe('the lock of an account', () => {
  const holder = (id: number) =>
    runChild(
      `const database = await openDatabase({ url: process.env.URL, home: '', command: 'sync' });
       await lockAccount(database, { id: ${id}, name: 'shop' }, 'sync');
       say('locked');
       await new Promise(() => setInterval(() => {}, 1000));`,
      { URL: database.url },
    );

  it('is held by one process, which a second one names, and is free as soon as that one is killed', async () => {
    const id = await newAccount(database);
    const child = holder(id);
    await child.said('locked');
    const error = await lockAccount(database, { id, name: 'shop' }, 'sync').catch((thrown) => thrown);
    expect(error).toBeInstanceOf(LockedError);
    expect(error.exitCode).toBe(5);
    expect(error.message).toContain('"shop"');
    expect(error.message).toContain(`jojka-sync sync ${child.pid}@${hostname()}`.slice(0, 63));
    expect(error.message).toMatch(/since 20\d\d-/);

    const second = await holder(id).ended;
    expect(second.code).toBe(9);
    expect(JSON.parse(second.output.replace('error ', ''))).toMatchObject({
      name: 'LockedError',
      message: expect.stringContaining(`${child.pid}@`),
    });

    await child.kill();
    await (await lockWithin(2000, { id, name: 'shop' })).release();
  });

  it('excludes nobody from another account, nor from the same number in another database', async () => {
    const one = { id: await newAccount(database), name: 'one' };
    const two = { id: await newAccount(database), name: 'two' };
    const other = await open(await server.createDatabase());
    const locks = [
      await lockAccount(database, one, 'sync'),
      await lockAccount(database, two, 'sync'),
      await lockAccount(other, one, 'sync'),
    ];
    await expect(lockAccount(other, one, 'sync')).rejects.toThrow(LockedError);
    for (const lock of locks) await lock.release();
    await other.close();
  });

  it('says so when it is lost with its connection, and is free for another', async () => {
    const account = { id: await newAccount(database), name: 'shop' };
    const lock = await lockAccount(database, account, 'sync');
    await database.knex.raw(
      "select pg_terminate_backend(l.pid) from pg_locks l where locktype = 'advisory' and classid = 740605 and objid = ?",
      [account.id],
    );
    if (!lock.lost.aborted) await once(lock.lost, 'abort');
    expect(lock.lost.reason).toBeInstanceOf(StateError);
    expect(lock.lost.reason.message).toContain('"shop"');
    await lock.release();
    await (await lockWithin(2000, account)).release();
  });

  it('is not lost by being released', async () => {
    const account = { id: await newAccount(database), name: 'shop' };
    const lock = await lockAccount(database, account, 'sync');
    await lock.release();
    await lock.release();
    expect(lock.lost.aborted).toBe(false);
    await (await lockAccount(database, account, 'sync')).release();
  });
});

describe('a Postgres that cannot be used', () => {
  /** A server that says what it is told to, whatever the client wants. */
  async function withServer(
    answer: (socket: Socket) => void,
    use: (url: string) => Promise<void>,
  ): Promise<void> {
    const fake = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => answer(socket));
    });
    fake.listen(0, '127.0.0.1');
    await once(fake, 'listening');
    const { port } = fake.address() as AddressInfo;
    try {
      await use(`127.0.0.1:${port}`);
    } finally {
      fake.close();
    }
  }

  const message = (type: string, body: string) => {
    const buffer = Buffer.alloc(5 + Buffer.byteLength(body));
    buffer.write(type, 0);
    buffer.writeInt32BE(buffer.length - 1, 1);
    buffer.write(body, 5);
    return buffer;
  };

  function expectNoPassword(error: StateError): void {
    expect(`${error.message} ${error.advice} ${String(error.cause)} ${error.stack}`).not.toContain('hemligt');
  }

  it('with a wrong password', () =>
    withServer(
      (socket) =>
        socket.end(
          message(
            'E',
            'SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "jojka"\0Fauth.c\0L1\0Rauth_failed\0\0',
          ),
        ),
      async (host) => {
        const error = await refusal(`postgres://jojka:hemligt@${host}/state`);
        expect(error.message).toBe(
          `The state database at ${host}/state cannot be used: password authentication failed for user "jojka"`,
        );
        expect(error.advice).toContain('user name and password');
        expectNoPassword(error);
      },
    ));

  it('without the password that it wants', () =>
    withServer(
      (socket) => {
        socket.write(message('R', '\0\0\0\u000aSCRAM-SHA-256\0\0'));
        socket.once('data', () => socket.write(message('R', '\0\0\0\u000br=nonce')));
      },
      async (host) => {
        const error = await refusal(`postgres://jojka@${host}/state`);
        expect(error.advice).toContain('user name and password');
      },
    ));

  it('since it hangs up', () =>
    withServer(
      (socket) => socket.destroy(),
      async (host) => expectNoPassword(await refusal(`postgres://jojka:hemligt@${host}/state`)),
    ));

  it('since nobody listens', async () => {
    const lines = printed();
    const error = await refusal('postgres://jojka:hemligt@127.0.0.1:1/state');
    expect(lines).toEqual([]);
    expect(error.message).toContain('127.0.0.1:1/state');
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.advice).toContain('server runs');
    expectNoPassword(error);
  });

  it('since nobody listens on any address of the host', async () => {
    const error = await refusal('postgres://jojka:hemligt@localhost:1/state');
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.advice).toContain('server runs');
  });

  it('since there is no such socket', async () => {
    const error = await refusal('postgres://jojka:hemligt@localhost/state?host=/no/such/folder');
    expect(error.advice).toContain('server runs');
    expectNoPassword(error);
  });

  it('since there is no such host', async () => {
    const error = await refusal('postgres://jojka:hemligt@no-such-host.invalid/state');
    expect(error.advice).toContain('server runs');
    expectNoPassword(error);
  });

  it('since there is no such database', async () => {
    const url = new URL(await server.createDatabase());
    url.pathname = '/no_such_database';
    const error = await refusal(url.href);
    expect(error.message).toContain('"no_such_database" does not exist');
    expect(error.advice).toContain('Make the database');
  });

  it.each(['postgres://jojka:hem/ligt@host:x/state', 'postgres://jojka:hemligt@host:x/state', 'hemligt'])(
    'since its URL is none: %s',
    async (url) => {
      const error = await refusal(url);
      expect(`${error.message} ${String(error.cause)}`).not.toMatch(/hem\/?ligt/);
      expect(JSON.stringify(error.cause)).not.toMatch(/hem\/?ligt/);
    },
  );

  it.each(['1/hemligt', '1?hemligt', '1#hemligt'])(
    'since its password is cut by a character: %s',
    async (password) => {
      const error = await refusal(`postgres://localhost:${password}@host/state`);
      expectNoPassword(error);
      expect(error.message).toContain('at DATABASE_URL');
    },
  );

  it('since the user may not make a schema', async () => {
    const admin = await open(await server.createDatabase());
    const role = `weak_${process.pid}`;
    await admin.knex.raw(`create role ${role} login password 'hemligt'`);
    const url = new URL(await server.createDatabase());
    url.username = role;
    url.password = 'hemligt';
    const error = await refusal(url.href);
    expect(error.message).toContain('permission denied');
    expect(error.advice).toContain('right to create a schema');
    expectNoPassword(error);
    await admin.knex.raw(`drop role ${role}`);
    await admin.close();
  });

  it('for the lock alone', async () => {
    const nowhere: Database = { ...database, url: 'postgres://jojka:hemligt@127.0.0.1:1/state' };
    const error = await lockAccount(nowhere, { id: 1, name: 'shop' }, 'sync').catch((thrown) => thrown);
    expect(error).toBeInstanceOf(StateError);
    expectNoPassword(error);
  });
});

it('may have a schema that an administrator made, for a user who may make none', async () => {
  const url = await server.createDatabase();
  const role = `guest_${process.pid}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create role ${role} login password 'hemligt'`);
  await admin.query(`create schema jojka_sync authorization ${role}`);
  const own = new URL(url);
  own.username = role;
  own.password = 'hemligt';
  const opened = await open(own.href);
  expect(await opened.knex('accounts')).toEqual([]);
  await opened.close();
  await admin.query(`drop owned by ${role}; drop role ${role}`);
  await admin.end();
});

describe('an error of a statement', () => {
  it('is told from other errors', () => {
    for (const message of [
      'Connection ended unexpectedly',
      'timeout expired',
      'the embedded database is closed',
    ])
      expect(isDatabaseError(new Error(message))).toBe(true);
    for (const error of [new TypeError('x is not a function'), 'a text', undefined])
      expect(isDatabaseError(error)).toBe(false);
  });

  it('is told without the statement', async () => {
    const thrown = await database
      .knex('runs')
      .insert({ id: 'x' })
      .catch((error) => error);
    expect(isDatabaseError(thrown)).toBe(true);
    const error = asStateError(thrown, 'here');
    expect(error.message).toMatch(/^The state database at here cannot be used: null value in column/);
    const raw = await database.knex.raw('\n select 1 - no_such_column').catch((caught) => caught);
    expect(asStateError(raw, 'here').message).toMatch(/used: column "no_such_column" does not exist$/);
  });

  it('asks for a password where the URL has none', () => {
    const thrown = new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string');
    expect(isDatabaseError(thrown)).toBe(true);
    expect(asStateError(thrown, 'here')).toMatchObject({
      message: 'The state database at here cannot be used: the server wants a password',
      advice: 'Check user name and password in DATABASE_URL.',
    });
  });

  it.each(['prefer', 'require', 'verify-ca'])(
    'sslmode=%s is spelled out, so that pg prints nothing',
    (mode) => {
      expect(quietTls(`postgres://u@h/d?sslmode=${mode}&a=b`)).toBe(
        'postgres://u@h/d?sslmode=verify-full&a=b',
      );
      const asLibpq = `postgres://u@h/d?uselibpqcompat=true&sslmode=${mode}`;
      expect(quietTls(asLibpq)).toBe(asLibpq);
    },
  );

  it('stays what it is when it is one of ours', () => {
    const error = new LockedError('held');
    expect(asStateError(error, 'here')).toBe(error);
    expect(isDatabaseError(error)).toBe(false);
  });
});

describe('a server that is stopped in the midst of it', () => {
  it('gives a StateError, ends the lock, and works again once it is back', async () => {
    const account = { id: await newAccount(database), name: 'shop' };
    const contacts = new Map([['46700000001', { groups: ['Stockholm'] }]]);
    await writeLedger(database, account.id, { contacts });
    const lock = await lockAccount(database, account, 'sync');
    const writing = writeLedger(database, account.id, {
      contacts: (function* () {
        for (let n = 0; n < 400_000; n++) yield [`4670${n}`, { groups: [] }] as const;
      })(),
    }).catch((error) => error);
    await wait(300);
    await server.stop();
    const thrown = await writing;
    expect(isDatabaseError(thrown)).toBe(true);
    const cut = asStateError(thrown, database.place);
    expect(cut).toBeInstanceOf(StateError);
    expect(cut.advice).toBeDefined();
    if (!lock.lost.aborted) await once(lock.lost, 'abort');
    await lock.release();

    const refused = await readLedger(database, account.id).catch((error) => error);
    expect(isDatabaseError(refused)).toBe(true);
    expect(asStateError(refused, database.place).advice).toContain('server runs');

    await server.start();
    expect((await readLedger(database, account.id)).contacts).toEqual(contacts);
    await (await lockAccount(database, account, 'sync')).release();
  });
});
