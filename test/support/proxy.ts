import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A forward proxy as companies have them: tunnels by CONNECT, and plain http in the open. */
export interface Proxy {
  readonly url: string;
  /** What it was asked for, in order: `CONNECT jojka.test:443`, `POST http://hooks.test/x`. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * @param options.port where everything goes in truth, whatever host is asked for
 * @param options.refuse a status that every request gets instead
 * @param options.password user and password that it asks for, as `user:password`
 */
export async function startProxy(options: {
  readonly port: number;
  readonly refuse?: number;
  readonly password?: string;
}): Promise<Proxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const isLetIn = (header: string | undefined) =>
    options.password === undefined || header === `Basic ${Buffer.from(options.password).toString('base64')}`;
  const refusal = (header: string | undefined) => options.refuse ?? (isLetIn(header) ? undefined : 407);

  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const refused = refusal(incoming.headers['proxy-authorization']);
    if (refused !== undefined) {
      response.writeHead(refused).end('refused by the proxy');
      return;
    }
    const { pathname } = new URL(incoming.url ?? '');
    const { method, headers } = incoming;
    const onward = request(
      { host: '127.0.0.1', port: options.port, path: pathname, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (incoming, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    socket.on('error', () => {});
    const refused = refusal(incoming.headers['proxy-authorization']);
    if (refused !== undefined) {
      socket.end(`HTTP/1.1 ${refused} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(options.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
