import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { UsageError } from '../errors.ts';
import { listen } from '../listen.ts';
import { isLoopback } from '../loopback.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { type ConsoleOptions, createConsoleApp } from './app.ts';
import { createApprovals } from './approvals.ts';
import { createStateGate } from './one-at-a-time.ts';

export interface ConsoleServerOptions
  extends Pick<
    ConsoleOptions,
    'lang' | 'applyHeld' | 'told' | 'onError' | 'liveEveryMs' | 'proxy' | 'reportApart'
  > {
  readonly environment: RunEnvironment;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where it listens; this machine alone, where left out. */
  readonly host?: string;
  /** Plain HTTP beyond this machine is meant. */
  readonly insecure?: boolean;
  /** Under which address a proxy with TLS shows it, such as `https://sms.example.se`. */
  readonly origin?: string;
}

export { readProxy } from './proxy.ts';

/** A console that runs. */
export interface ConsoleServer {
  readonly url: string;
  readonly port: number;
  /** No new request is taken; plans that are being applied come to their end, as the environment's signal says. */
  close(): Promise<void>;
}

/**
 * Starts the console. It prints nothing.
 *
 * @throws UsageError when the port is taken, or it would be plain HTTP beyond this machine
 */
export async function startConsole(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const { environment, host = '127.0.0.1' } = options;
  const origin = options.origin === undefined ? undefined : readOrigin(options.origin);
  if (!options.insecure) mustBePrivate(host, origin);
  const approvals = createApprovals(environment.signal);
  const hosts = new Set<string>();
  const { app, live } = createConsoleApp({
    ...options,
    gate: createStateGate(environment),
    approvals,
    address: { hosts, isSecure: origin?.protocol === 'https:' },
  });
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host });
  const name = `${host}, port ${options.port},`;
  const port = await listen(server, { host, port: options.port, name });
  const named = host.includes(':') ? `[${host}]` : host;
  const names = isLoopback(named) ? ['127.0.0.1', 'localhost', '[::1]'] : [named.toLowerCase()];
  for (const name of names) hosts.add(`${name}:${port}`);
  if (port === 80) for (const name of names) hosts.add(name);
  if (origin) hosts.add(origin.host);
  return {
    url: origin?.origin ?? `http://${named}:${port}`,
    port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      live.close();
      await approvals.settled();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

function mustBePrivate(host: string, origin: URL | undefined): void {
  if (origin?.protocol === 'http:' && !isLoopback(origin.hostname))
    throw new UsageError(
      `Under ${origin.origin} the console would be plain HTTP: tokens, names and numbers could be read on the way.`,
      {
        advice: `Nothing was started. Let the proxy show it by TLS (--origin https://${origin.hostname}), or add --insecure if that network is trusted.`,
      },
    );
  if (isLoopback(host.includes(':') ? `[${host}]` : host)) return;
  throw new UsageError(
    `At ${host} the console would be plain HTTP: tokens, names and numbers could be read on the way.`,
    {
      advice:
        'Nothing was started. Leave --host out and let a proxy with TLS on this machine show it (--origin https://NAME), or add --insecure if that network is trusted.',
    },
  );
}

function readOrigin(text: string): URL {
  if (/^https?:\/\/[^/?#@]+\/?$/i.test(text) && URL.canParse(text)) return new URL(text);
  throw new UsageError(`"${text}" is no address of a site.`, {
    advice: 'Nothing was started. Such as: --origin https://sms.example.se',
  });
}
