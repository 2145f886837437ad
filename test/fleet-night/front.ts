import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { endpoints } from '../../src/jojka/endpoints.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

/** A call that changes something, as it arrived: of which process it was the kernel says, not who sent it. */
interface Write {
  readonly account: string;
  readonly pid: number;
  readonly from: number;
  to: number;
}

/** Many accounts behind one address: `/ACCOUNT/…` is that account's sandbox. */
export interface Front {
  /** To be used as the account's API URL. */
  urlOf(account: string): string;
  readonly sandboxes: ReadonlyMap<string, Sandbox>;
  readonly writes: readonly Write[];
  /** Accounts at which two processes wrote at once: the first to the last call of one, and a call of the other between them. */
  overlapping(): string[];
  close(): Promise<void>;
}

const writing = new Set(Object.entries(endpoints).flatMap(([name, { writes }]) => (writes ? [name] : [])));

/** @param slow what waits before each call of which account */
export async function startFront(
  accounts: readonly string[],
  slow: { readonly account: string | undefined; readonly ms: number },
): Promise<Front> {
  const sandboxes = new Map<string, Sandbox>();
  for (const account of accounts) sandboxes.set(account, await startSandbox({ port: 0 }));
  const agent = new Agent({ keepAlive: true });
  const writes: Write[] = [];
  const pids = new WeakMap<Socket, number>();
  const server = createServer((asked, answered) => {
    const [, account = '', ...path] = (asked.url ?? '').split('/');
    const sandbox = sandboxes.get(account);
    if (!sandbox) return void answered.writeHead(404).end();
    const write = writing.has((path.at(-1) ?? '').replace(/\?.*/, ''))
      ? { account, pid: pidOf(asked), from: Date.now(), to: Number.POSITIVE_INFINITY }
      : undefined;
    if (write) writes.push(write);
    void wait(account === slow.account ? slow.ms : 0).then(() => {
      const { method, headers } = asked;
      const sent = request(
        { host: '127.0.0.1', port: sandbox.port, path: `/${path.join('/')}`, method, headers, agent },
        (response) => {
          answered.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(answered);
          response.on('end', () => {
            if (write) write.to = Date.now();
          });
        },
      );
      sent.on('error', () => answered.destroy());
      asked.pipe(sent);
    });
  });
  const pidOf = ({ socket }: IncomingMessage) => {
    const known = pids.get(socket) ?? ownerOf(socket.remotePort ?? 0, (server.address() as AddressInfo).port);
    pids.set(socket, known);
    return known;
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (account) =>
      `http://127.0.0.1:${port}/${account}${new URL(sandboxes.get(account)?.url ?? '').pathname}`,
    sandboxes,
    writes,
    overlapping: () =>
      accounts.filter((account) => isOverlapping(writes.filter((one) => one.account === account))),
    close: async () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
      for (const sandbox of sandboxes.values()) await sandbox.close();
    },
  };
}

/** Whether one process wrote between the first and the last call of another one. */
export function isOverlapping(writes: readonly Omit<Write, 'account'>[]): boolean {
  const spans = new Map<number, { from: number; to: number }>();
  for (const { pid, from, to } of writes) {
    const known = spans.get(pid);
    // A call without an answer ended when its process did; it began before the next one of anybody.
    const end = to === Number.POSITIVE_INFINITY ? from : to;
    spans.set(pid, known ? { from: known.from, to: Math.max(known.to, end) } : { from, to: end });
  }
  const all = [...spans.values()];
  return all.some((one, at) => all.slice(at + 1).some((other) => one.from < other.to && other.from < one.to));
}

/** The process at the other end of a connection on this machine; 0 where it is gone already. */
function ownerOf(port: number, toPort: number): number {
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(4, '0');
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((text) => text.trim().split(/\s+/))
    .find(([, local, remote]) => local?.endsWith(`:${hex(port)}`) && remote?.endsWith(`:${hex(toPort)}`));
  const inode = line?.[9];
  if (inode === undefined) return 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`))
        if (readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`) return Number(pid);
    } catch {}
  }
  return 0;
}
