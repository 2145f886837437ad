import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ServerType } from '@hono/node-server';
import { UsageError } from './errors.ts';

/**
 * Waits until a server of ours listens.
 *
 * @param at.port 0 takes a free one
 * @param at.name what a message calls the place
 * @returns the port
 * @throws UsageError when it cannot listen there
 */
export async function listen(
  server: ServerType,
  at: { readonly host: string; readonly port: number; readonly name: string },
): Promise<number> {
  server.listen(at.port, at.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EADDRINUSE'
        ? `Port ${at.port} is taken.`
        : `${at.name} cannot be listened at (${code ?? 'no reason given'}).`,
      { advice: 'Name another one with --port, or 0 for a free one.', cause: error },
    );
  }
  return (server.address() as AddressInfo).port;
}
