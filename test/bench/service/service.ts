import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServiceFigures } from './clock.ts';

/** The service, as the benchmarks hold it. */
export interface Service {
  /** To be used as JOJKA_API_URL. */
  readonly url: string;
  readonly port: number;
  /** Begins anew with the contacts of a file, or none, and figures of nought. */
  begin(options: { readonly path?: string; readonly latencyMs?: number }): Promise<void>;
  figures(): Promise<ServiceFigures>;
  stop(): void;
}

/** A state knows its account by its URL, so the port must be the same when a state is used again. */
const ports = Array.from({ length: 20 }, (_, at) => 40_917 + at);

/** Starts the service in a process of its own, at the first port that is free. */
export async function startService(): Promise<Service> {
  for (const port of ports) {
    const child = fork(join(import.meta.dirname, 'process.ts'), [String(port)], {
      execArgv: ['--import', 'tsx', '--max-old-space-size=8192'],
    });
    const isUp = await Promise.race([
      once(child, 'message').then(() => true),
      once(child, 'exit').then(() => false),
    ]);
    if (!isUp) continue;
    const origin = `http://127.0.0.1:${port}`;
    process.once('exit', () => child.kill());
    return {
      url: `${origin}/websms/api`,
      port,
      begin: async ({ path, latencyMs = 0 }) => {
        const query = new URLSearchParams({ latencyMs: String(latencyMs), ...(path && { path }) });
        await (await fetch(`${origin}/bench?${query}`, { method: 'POST' })).text();
      },
      figures: async () => (await (await fetch(`${origin}/bench`)).json()) as ServiceFigures,
      stop: () => child.kill(),
    };
  }
  throw new Error(`The ports ${ports[0]} to ${ports.at(-1)} are all taken.`);
}
