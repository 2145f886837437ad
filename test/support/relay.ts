import { createServer, connect as dial, type Socket } from 'node:net';

/** Hands on what goes to and fro, until so many bytes of the server's have passed; then it cuts, or swallows the rest. @param to a port of this machine, or a socket's path */
export async function startRelay(to: number | string, bytes: number, then: 'cut' | 'swallow' = 'cut') {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = typeof to === 'number' ? dial(to, '127.0.0.1') : dial(to);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
    }
    near.pipe(far);
    let left = bytes;
    far.on('data', (data) => {
      near.write(data.subarray(0, left));
      left -= data.length;
      if (left <= 0 && then === 'cut') for (const socket of [near, far]) socket.end().destroySoon();
      if (left <= 0) left = 0;
    });
    far.on('close', () => near.destroy());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as { port: number }).port,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
