import { existsSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { listening } from './listening.ts';
import { putPipeline, until } from './make.ts';
import type { Given, HostileCase, Place } from './types.ts';

/** Queries and servers that give too much, nothing, or would write. */

const setUp = `
  drop table if exists people cascade;
  drop sequence if exists counter;
  create table people (id int, mobile text, name text, tags text[]);
  insert into people select n, '07017406' || lpad(n::text, 2, '0'), 'Anna', '{Kunder}' from generate_series(1, 50) n;
  create sequence counter;
`;

/** All that a query could have changed. */
const fingerprint = `
  select (select count(*) || ':' || coalesce(md5(string_agg(people::text, ',' order by id)), '') from people)
    || ':' || (select last_value || ':' || is_called from counter)
    || ':' || (select count(*) from pg_class where relnamespace = 'public'::regnamespace)
    || ':' || (select count(*) from pg_proc where pronamespace = 'public'::regnamespace)
    || ':' || (select count(*) from pg_largeobject_metadata)
    || ':' || (select count(*) from pg_roles) as value`;

async function on<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function postgresPipeline(url: string, query: string, timeoutSeconds: number): object {
  return {
    name: 'p',
    sources: [
      { type: 'postgres', label: 'crm', url, query, timeoutSeconds, id: 'id', phone: 'mobile', name: 'name' },
    ],
    contacts: { absent: 'keep' },
    load: { requestsPerSecond: 1000, retries: 0 },
  };
}

/** A query on the table, after which everything in the database must be as it was. */
function query(
  sql: string | ((place: Place) => string),
  { timeoutSeconds = 30, ...given }: Given & { timeoutSeconds?: number } = {},
): HostileCase['prepare'] {
  return async (place) => {
    const { url } = await place.postgres();
    const state = () => on(url, async (client) => (await client.query(fingerprint)).rows[0].value as string);
    await on(url, (client) => client.query(setUp));
    const before = await state();
    const text = typeof sql === 'string' ? sql : sql(place);
    putPipeline(place.folder, postgresPipeline(url, text, timeoutSeconds));
    return {
      ...given,
      wrong: async (outcome) => {
        const now = await state();
        return now === before ? given.wrong?.(outcome) : `the database was changed: ${before} became ${now}`;
      },
    };
  };
}

const row = `1 as id, '0701740605' as mobile, 'Anna' as name`;
const notWritten =
  /the query would write|only read|read-only|more than one statement|gives no columns|the query fails/;

/** Each way of writing that a query can take. */
const writing: Readonly<Record<string, string>> = {
  insert: `insert into people values (99, '0701740699', 'Bo') returning id, mobile, name`,
  update: `update people set name = 'Bo' returning id, mobile, name`,
  delete: 'delete from people returning id, mobile, name',
  truncate: 'truncate people',
  create: 'create table mine as select * from people',
  'create function': `create function f() returns int language sql as 'select 1'`,
  nextval: `select nextval('counter') as id, mobile, name from people`,
  setval: `select setval('counter', 77) as id, mobile, name from people`,
  'with x as (insert …)': `with x as (insert into people values (99, '0701740699', 'Bo') returning *) select * from x`,
  do: `do $$ begin insert into people values (99, '0701740699', 'Bo'); end $$`,
  'do with read write': `do $$ begin set transaction read write; insert into people values (99, '0701740699', 'Bo'); end $$`,
  'set transaction read write': 'set transaction read write',
  'set_config and a write': `select set_config('transaction_read_only', 'off', false) as id, mobile, name from people`,
  'two statements': `commit; insert into people values (99, '0701740699', 'Bo')`,
  commit: 'commit',
  'select for update': 'select * from people for update',
  'create role': 'create role intruder',
};

const writes: HostileCase[] = Object.entries(writing).map(([name, sql]) => ({
  name: `a query that writes: ${name}`,
  short: ['insert', 'with x as (insert …)', 'nextval', 'set transaction read write'].includes(name),
  exit: [1, 3, 64],
  says: notWritten,
  prepare: query(sql),
}));

/** What Postgres allows in a transaction that reads only (before 16), and takes back at its end. */
const takenBack: HostileCase = {
  name: 'a query that writes: a large object',
  exit: [0, 1],
  says: /create|the query/,
  prepare: query(`select lo_create(4711) as id, '0701740605' as mobile, 'Anna' as name`, {
    args: ['plan', 'p.json'],
  }),
};

/** What a superuser may do on the server's disk, in a transaction that reads only. */
const outside: HostileCase[] = ['program', 'file'].map((way) => ({
  name: `a query that writes: copy to ${way}`,
  exit: [1, 3, 64],
  says: /the query would write/,
  prepare: async (place) => {
    const path = join('/tmp', `jojka-hostile-copied-${process.pid}-${way}`);
    const target = way === 'program' ? `program 'cat > ${path}'` : `'${path}'`;
    const given = await query(`copy (select ${row}) to ${target}`)(place);
    const { url } = await place.postgres();
    return {
      ...given,
      wrong: (outcome) =>
        existsSync(path) ? `a file was written by the database server: ${path}` : given.wrong?.(outcome),
      after: () =>
        on(url, async (client) => void (await client.query(`copy (select) to program 'rm -f ${path}'`))),
    };
  },
}));

const large: HostileCase[] = [
  {
    name: 'a cell of 600 MB',
    exit: 1,
    says: /a row of more than 256 MB/,
    seconds: 60,
    prepare: query(`select 1 as id, '0701740605' as mobile, repeat('x', 600 * 1024 * 1024) as name`),
  },
  {
    name: 'an error at row 900,000',
    exit: 1,
    says: /division by zero/,
    seconds: 60,
    prepare: query(
      `select n as id, '07017406' || lpad((n % 100)::text, 2, '0') as mobile, (1 / (900000 - n))::text as name from generate_series(1, 1000000) n`,
    ),
  },
  {
    name: '5,000,000 rows of 100 contacts',
    exit: 0,
    says: /Plan: 100 to create/,
    seconds: 300,
    megabytes: 600,
    prepare: query(
      `select n % 100 as id, '07017406' || lpad((n % 100)::text, 2, '0') as mobile, 'Anna' as name from generate_series(1, 5000000) n`,
      { timeoutSeconds: 300, args: ['plan', 'p.json'] },
    ),
  },
  {
    // All of Sweden's mobile numbers of one beginning: invented people, and the sandbox alone sees them.
    name: '5,000,000 rows of 5,000,000 numbers',
    exit: [0, 1],
    says: /Plan: 5,000,000 to create|more memory than there is/,
    seconds: 600,
    megabytes: 4400,
    prepare: query(
      `select n as id, '07' || (array[0, 2, 3, 6, 9])[1 + n % 5] || lpad((1000000 + n / 5)::text, 7, '0') as mobile, 'Anna' as name from generate_series(1, 5000000) n`,
      { timeoutSeconds: 600, args: ['plan', 'p.json'] },
    ),
  },
  {
    name: 'a query without end',
    exit: 1,
    says: /more than 20000000 rows|cancelled after/,
    seconds: 90,
    megabytes: 700,
    prepare: query(
      `with recursive r(n) as (select 1 union all select n + 1 from r) select 1 as id, '0701740605' as mobile, 'Anna' as name from r`,
      { timeoutSeconds: 20 },
    ),
  },
];

const asleep = (url: string, condition: string) =>
  on(url, async (client) => {
    const { rows } = await client.query(
      `select pid from pg_stat_activity where application_name = 'jojka-sync' and ${condition}`,
    );
    return rows.map(({ pid }) => pid as number);
  });

const hanging: HostileCase[] = [
  {
    name: 'a query that hangs',
    exit: 1,
    says: /cancelled after 2 s/,
    prepare: query(`select ${row} from pg_sleep(600)`, { timeoutSeconds: 2 }),
  },
  {
    name: 'a connection that is ended midway',
    exit: 1,
    says: /ended the connection|connection .*was lost/,
    prepare: async (place) => {
      const { url } = await place.postgres();
      const slow = `select n as id, '07017406' || lpad((n % 100)::text, 2, '0') as mobile, pg_sleep(0.001)::text as name from generate_series(1, 100000) n`;
      return query(slow, {
        during: async (running) => {
          let pids: number[] = [];
          await until(running, async () => {
            pids = await asleep(url, `wait_event = 'PgSleep'`);
            return pids.length > 0;
          });
          for (const pid of pids)
            await on(url, (client) => client.query('select pg_terminate_backend($1)', [pid]));
        },
      })(place);
    },
  },
  {
    name: 'a table that another session has locked, and SIGTERM',
    exit: 143,
    says: /Stopped by SIGTERM/,
    prepare: async (place) => {
      const { url } = await place.postgres();
      const given = await query('select * from people', {
        during: async (running) => {
          await until(running, async () => (await asleep(url, `wait_event_type = 'Lock'`)).length > 0);
          running.kill('SIGTERM');
        },
      })(place);
      const holder = new pg.Client({ connectionString: url });
      await holder.connect();
      await holder.query('begin; lock table people in access exclusive mode');
      return {
        ...given,
        wrong: async (outcome) => {
          await holder.end();
          return given.wrong?.(outcome);
        },
      };
    },
  },
];

/** A server that is none, or does not let anybody in. */
function server(onConnection: (socket: Socket) => void, database = 'crm'): HostileCase['prepare'] {
  return async ({ folder }) => {
    const { port, close } = await listening(createServer(onConnection));
    const url = `postgres://reader:geheim-4711@127.0.0.1:${port}/${database}?sslmode=disable`;
    putPipeline(folder, postgresPipeline(url, 'select 1', 5));
    return {
      after: close,
      wrong: ({ stdout, stderr }) =>
        `${stdout}${stderr}`.includes('geheim-4711') ? 'shows the password' : undefined,
    };
  };
}

const message = (type: string, body: Buffer) => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

const servers: HostileCase[] = [
  {
    name: 'a wrong password',
    exit: 1,
    says: /the password is wrong/,
    prepare: server((socket) => {
      socket.once('data', () => {
        socket.write(message('R', Buffer.from([0, 0, 0, 3])));
        socket.once('data', () =>
          socket.end(message('E', Buffer.from('SFATAL\0C28P01\0Mpassword authentication failed\0\0'))),
        );
      });
    }),
  },
  {
    name: 'no such host',
    exit: 1,
    says: /there is no such host|cannot be looked up/,
    prepare: ({ folder }) => {
      putPipeline(folder, postgresPipeline('postgres://u:p@no-such-host.invalid/crm', 'select 1', 5));
      return {};
    },
  },
  {
    name: 'a server that says nothing',
    exit: 1,
    says: /no answer/,
    seconds: 25,
    prepare: server(() => {}),
  },
  {
    name: 'a server that is none (it says HTTP)',
    exit: 1,
    says: /crm: .*(connect|no Postgres|was lost)/,
    prepare: server((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'));
    }),
  },
  {
    name: 'a server that announces a message of 2 GB and sends it',
    exit: 1,
    says: /a row of more than 256 MB/,
    seconds: 30,
    prepare: server((socket) => {
      const piece = Buffer.alloc(1024 * 1024, 0x41);
      const send = () => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.once('data', () => {
        socket.write(Buffer.from([0x53, 0x7f, 0xff, 0xff, 0xff]));
        socket.on('drain', send);
        send();
      });
    }),
  },
];

export const postgresCases: readonly HostileCase[] = [
  ...large,
  ...writes,
  takenBack,
  ...outside,
  ...hanging,
  ...servers,
];
