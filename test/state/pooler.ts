import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A pooler as pgbouncer is one in transaction mode: many clients, one session of the server, which goes to whoever asks and
 * is taken back when the server is ready for the next query.
 */
export async function startPooler(serverUrl: string): Promise<{ url: string; close: () => Promise<void> }> {
  const { searchParams, pathname } = new URL(serverUrl);
  const server = connect(`${searchParams.get('host')}/.s.PGSQL.5432`);
  await once(server, 'connect');
  server.write(startup({ user: 'postgres', database: pathname.slice(1) }));
  const greeting = await untilReady(server);
  let turn = Promise.resolve();

  const listener = createServer((client) => {
    let isGreeted = false;
    let waiting = Buffer.alloc(0);
    client.on('error', () => {});
    client.on('data', (chunk: Buffer) => {
      if (!isGreeted) {
        isGreeted = true;
        client.write(greeting);
        return;
      }
      waiting = Buffer.concat([waiting, chunk]);
      if (waiting[0] === 0x58) return void client.end();
      if (!endsTransaction(waiting)) return;
      const query = waiting;
      waiting = Buffer.alloc(0);
      turn = turn.then(async () => {
        server.write(query);
        client.write(await untilReady(server));
      });
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    url: `postgres://postgres@127.0.0.1:${(listener.address() as AddressInfo).port}${pathname}`,
    close: async () => {
      server.destroy();
      listener.close();
    },
  };
}

function startup(parameters: Record<string, string>): Buffer {
  const text = Object.entries(parameters)
    .flat()
    .concat('')
    .map((part) => `${part}\0`)
    .join('');
  const message = Buffer.alloc(8 + Buffer.byteLength(text));
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(196_608, 4);
  message.write(text, 8);
  return message;
}

/** The messages in a buffer, as far as they are whole, by their kinds. */
function kinds(buffer: Buffer): string {
  let found = '';
  for (let at = 0; at + 5 <= buffer.length; ) {
    const next = at + 1 + buffer.readInt32BE(at + 1);
    if (next > buffer.length) break;
    found += String.fromCharCode(buffer[at] as number);
    at = next;
  }
  return found;
}

function endsTransaction(buffer: Buffer): boolean {
  return /[QS]$/.test(kinds(buffer));
}

function untilReady(server: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    const take = (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      if (!kinds(answer).endsWith('Z')) return;
      server.off('data', take);
      resolve(answer);
    };
    server.on('data', take);
  });
}
