import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { UsageError } from '../errors.ts';
import { formatTime } from '../jojka/time.ts';
import { listen } from '../listen.ts';
import { basePath, createApp, type OnRequest } from './app.ts';
import { checkFaults, type Faults, type FaultsInput } from './faults.ts';
import { readJsonFile } from './json-file.ts';
import { createSaver } from './saver.ts';
import { checkState, type SandboxState, type SandboxStateInput, stateText } from './state.ts';
import { createStore, type Semantics } from './store.ts';
import { createStoredGroup, storedName } from './stored-form.ts';

export interface SandboxOptions {
  /** 0 takes a free one. Default 0. */
  readonly port?: number;
  /** What an import does to the groups of a contact that is there. Default `merge`. */
  readonly semantics?: Semantics;
  /** A state to begin with, or the path of a JSON file that is loaded, and saved after changes. */
  readonly data?: SandboxStateInput | string;
  /** Faults to show, or the path of a JSON file of them. */
  readonly faults?: FaultsInput | string;
  /** The only key that is accepted; else the one in the state; else any that is not empty. */
  readonly apiKey?: string;
  readonly clock?: () => Date;
  readonly onRequest?: OnRequest;
}

/** A running sandbox. */
export interface Sandbox {
  /** To be used as JOJKA_API_URL. */
  readonly url: string;
  readonly port: number;
  state(): SandboxState;
  /** Calls that came in, by endpoint, failed ones included. */
  requests(): Record<string, number>;
  /** Somebody answers a message; now, without a time. */
  feedReply(reply: { sender: string; message: string; inserted?: string }): void;
  /** Writes the state to its file, if it has one, without waiting for the next time. */
  save(): Promise<void>;
  close(): Promise<void>;
}

const host = '127.0.0.1';

/**
 * Starts a local Jojka on loopback: all 17 endpoints over real HTTP, with the limits of the API document. It prints
 * nothing and calls nobody.
 *
 * @throws UsageError when the port is taken, or a file is not of the form it should be
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { data, clock = () => new Date() } = options;
  const path = typeof data === 'string' ? data : undefined;
  const found = path === undefined ? data : await readJsonFile(path);
  const state = checkState(found ?? {}, path ?? 'data');
  const faults = await readFaults(options.faults);

  const saver = path === undefined ? undefined : createSaver(path, () => stateText(store.snapshot()));
  const store = createStore(state, {
    semantics: options.semantics ?? 'merge',
    storedName: storedName(faults),
    storedGroup: createStoredGroup(faults, state.groups),
    ids: faults.ids,
    onChange: () => saver?.changed(),
  });
  const requests: Record<string, number> = {};
  const closing = new AbortController();
  const app = createApp({
    store,
    faults,
    apiKey: options.apiKey ?? state.apiKey,
    now: clock,
    requests,
    onRequest: options.onRequest,
    closing: closing.signal,
    refuse: (ms) => refuse(ms),
  });

  const server = createAdaptorServer({ fetch: app.fetch, hostname: host });
  // On loopback only.
  const wanted = options.port ?? 0;
  const port = await listen(server, { host, port: wanted, name: `Port ${wanted}` });
  let again: NodeJS.Timeout | undefined;
  const refuse = (ms: number) => {
    if (again || closing.signal.aborted) return;
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    again = setTimeout(() => {
      again = undefined;
      server.listen(port, host);
    }, ms);
  };
  try {
    if (found === undefined) saver?.changed();
    await saver?.save();
  } catch (error) {
    server.close();
    throw new UsageError(
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'no reason given'}).`,
    );
  }

  return {
    url: `http://${host}:${port}${basePath}`,
    port,
    state: () => store.snapshot(),
    requests: () => ({ ...requests }),
    feedReply: ({ sender, message, inserted = formatTime(clock()) }) =>
      store.addReply({ inserted, sender, message }),
    save: async () => saver?.save(),
    close: async () => {
      closing.abort();
      clearTimeout(again);
      if (server.listening) {
        const closed = once(server, 'close');
        server.close();
        if ('closeAllConnections' in server) server.closeAllConnections();
        await closed;
      }
      await saver?.close();
    },
  };
}

async function readFaults(faults: FaultsInput | string | undefined): Promise<Faults> {
  if (typeof faults !== 'string') return checkFaults(faults ?? {}, 'faults');
  const found = await readJsonFile(faults);
  if (found === undefined) throw new UsageError(`There is no file ${faults}.`);
  return checkFaults(found, faults);
}
