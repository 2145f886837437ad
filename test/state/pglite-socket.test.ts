import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import QueryStream from 'pg-query-stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PGliteSocket } from '../../src/state/pglite-socket.ts';
import { newHome } from './databases.ts';

let home: string;
let db: PGlite;
let client: pg.Client;

async function connect(socket = new PGliteSocket(db)): Promise<pg.Client> {
  const options = { user: 'postgres', database: 'postgres', stream: () => socket };
  const made = new pg.Client(options as unknown as pg.ClientConfig);
  await made.connect();
  return made;
}

beforeAll(async () => {
  home = await newHome();
  db = await PGlite.create({ dataDir: join(home, 'state') });
});
afterAll(async () => {
  await db?.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  client = await connect();
});
afterEach(() => client.end());

describe('pg on a PGliteSocket', () => {
  it('queries with the types that it has on a server', async () => {
    const { rows } = await client.query(
      `select 1 as i, 2::int8 as big, 1.5::numeric as n, 'å👩‍👩‍👧'::text as t, null as nothing, array['a','"b'] as list,
         '{"a":[1]}'::jsonb as j, timestamptz '2026-01-01 00:00Z' as at, true as yes`,
    );
    expect(rows).toEqual([
      {
        i: 1,
        big: '2',
        n: '1.5',
        t: 'å👩‍👩‍👧',
        nothing: null,
        list: ['a', '"b'],
        j: { a: [1] },
        at: new Date('2026-01-01T00:00:00Z'),
        yes: true,
      },
    ]);
  });

  it('binds parameters, one statement after the other', async () => {
    for (let index = 0; index < 20; index++)
      expect((await client.query('select $1::int + 1 as n', [index])).rows).toEqual([{ n: index + 1 }]);
  });

  it('runs several statements in one query', async () => {
    const answers = (await client.query('select 1 as a; select 2 as b')) as unknown as pg.QueryResult[];
    expect(answers.map(({ rows }) => rows[0])).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('gives errors with their codes and goes on', async () => {
    await expect(client.query('select nonsense')).rejects.toMatchObject({ code: '42703', severity: 'ERROR' });
    await expect(client.query('select $1::int', ['x'])).rejects.toMatchObject({ code: '22P02' });
    await expect(client.query('selekt')).rejects.toMatchObject({ code: '42601' });
    expect((await client.query('select 1 as a')).rows).toEqual([{ a: 1 }]);
  });

  it('rolls a failed transaction back', async () => {
    await client.query('create table t (id int primary key)');
    await client.query('begin');
    await client.query('insert into t values (1)');
    await expect(client.query('insert into t values (1)')).rejects.toMatchObject({ code: '23505' });
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    await client.query('rollback');
    expect((await client.query('select * from t')).rows).toEqual([]);
  });

  it('prepares a statement once and runs it many times, again after an error', async () => {
    const named = (value: string) =>
      client.query({ name: 'double', text: 'select $1::int * 2 as n', values: [value] });
    expect((await named('1')).rows).toEqual([{ n: 2 }]);
    await expect(named('x')).rejects.toMatchObject({ code: '22P02' });
    expect((await named('4')).rows).toEqual([{ n: 8 }]);
  });

  it('streams rows in batches', async () => {
    let sum = 0;
    const query = new QueryStream('select n from generate_series(1, $1::int) n', [10_000], {
      batchSize: 500,
    });
    for await (const { n } of client.query(query)) sum += n;
    expect(sum).toBe(50_005_000);
  });

  it('is free again after a stream that was left early, or failed', async () => {
    const left = client.query(
      new QueryStream('select n from generate_series(1, 10000) n', [], { batchSize: 10 }),
    );
    for await (const { n } of left) if (n === 25) break;
    expect((await client.query('select 1 as a')).rows).toEqual([{ a: 1 }]);
    const failing = client.query(new QueryStream('select 10 / (50 - n) from generate_series(1, 100) n'));
    await expect(
      (async () => {
        for await (const _ of failing);
      })(),
    ).rejects.toMatchObject({ code: '22012' });
    expect((await client.query('select 1 as a')).rows).toEqual([{ a: 1 }]);
  });

  it('takes a parameter of megabytes and gives it back', async () => {
    const long = 'å'.repeat(3_000_000);
    const { rows } = await client.query('select $1::text as t, length($1::text) as n', [long]);
    expect(rows[0].n).toBe(3_000_000);
    expect(rows[0].t === long).toBe(true);
  });

  it('puts messages together however they are cut', async () => {
    const socket = new PGliteSocket(db);
    const write = socket.write.bind(socket);
    socket.write = ((chunk: Buffer, ...rest: [never]) => {
      for (let at = 0; at < chunk.length - 1; at += 3)
        write(chunk.subarray(at, Math.min(at + 3, chunk.length - 1)));
      return write(chunk.subarray(chunk.length - 1), ...rest);
    }) as typeof socket.write;
    const cut = await connect(socket);
    const { rows } = await cut.query('select $1::text as t', ['cut into pieces']);
    expect(rows).toEqual([{ t: 'cut into pieces' }]);
    await cut.end();
  });

  it('copies to stdout', async () => {
    let copied = '';
    const connection = (client as unknown as { connection: NodeJS.EventEmitter }).connection;
    const collect = ({ chunk }: { chunk: Buffer }) => {
      copied += chunk.toString();
    };
    connection.on('copyData', collect);
    await client.query('copy (select n, n * 2 from generate_series(1, 3) n) to stdout');
    connection.off('copyData', collect);
    expect(copied).toBe('1\t2\n2\t4\n3\t6\n');
  });

  it.each(['ended', 'cut'])('leaves nothing to the next one when it is %s in a transaction', async (how) => {
    const first = await connect();
    await first.query(`create table ${how} (id int)`);
    await first.query("set search_path = 'elsewhere'");
    await first.query({ name: 'left', text: 'select 1' });
    await first.query('begin');
    await first.query(`insert into public.${how} values (1)`);
    if (how === 'ended') await first.end();
    else {
      first.on('error', () => {});
      const closed = new Promise((resolve) => first.once('end', resolve));
      (first as unknown as { connection: { stream: PGliteSocket } }).connection.stream.destroy();
      await closed;
    }
    const next = await connect();
    expect((await next.query(`select * from public.${how}`)).rows).toEqual([]);
    expect((await next.query('show search_path')).rows).not.toEqual([{ search_path: 'elsewhere' }]);
    await next.query({ name: 'left', text: 'select 2 as b' });
    await expect(next.query('commit')).resolves.toBeDefined();
    await next.end();
    expect((await client.query(`select * from public.${how}`)).rows).toEqual([]);
  });

  it('fails what is asked of it once PGlite is closed', async () => {
    const closed = await PGlite.create({ loadDataDir: await db.dumpDataDir('none') });
    const options = { user: 'postgres', database: 'postgres', stream: () => new PGliteSocket(closed) };
    const late = new pg.Client(options as unknown as pg.ClientConfig);
    late.on('error', () => {});
    await late.connect();
    await closed.close();
    await expect(late.query('select 1')).rejects.toThrow(/closed|terminated/i);
  });
});
