import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { SyncEnd, SyncProcess } from '../../src/fleet/child.ts';
import type { LogLine } from '../../src/fleet/job-log.ts';
import { type Fleet, type Timings, usualTimings, withFleet } from '../../src/fleet/queue.ts';
import { work } from '../../src/fleet/worker.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';

/** As quick as the engine lets it be. */
const quick: Timings = {
  ...usualTimings,
  heartbeatSeconds: 10,
  superviseSeconds: 1,
  pollSeconds: 0.5,
  firstRetrySeconds: 1,
  firstAgainSeconds: 2,
  firstElsewhereSeconds: 1,
  retries: 2,
};

/** What a machine of the fleet has. */
export function machine(cwd: string, databaseUrl: string, env: NodeJS.ProcessEnv = {}): RunEnvironment {
  return {
    cwd,
    env: { PATH: process.env.PATH, ...env, DATABASE_URL: databaseUrl },
    stdin: Readable.from([]),
    signal: new AbortController().signal,
    now: () => new Date(),
    emit: () => {},
  };
}

/** A worker in this process. */
export interface TestWorker {
  readonly told: readonly LogLine[];
  /** As SIGTERM does. */
  stop(): Promise<void>;
}

/** @param sync what takes the place of a sync's process */
export function startWorker(
  at: RunEnvironment,
  sync: (work: SyncProcess, signal: AbortSignal) => Promise<SyncEnd>,
  {
    jobs = 4,
    mask = (text: string) => text,
    metricsFolder,
  }: { jobs?: number; mask?: (text: string) => string; metricsFolder?: string } = {},
): TestWorker {
  const stopping = new AbortController();
  const told: LogLine[] = [];
  const ended = work(
    { ...at, signal: stopping.signal },
    {
      jobs,
      memoryMb: undefined,
      metricsFolder,
      tell: (line) => told.push(line),
      mask,
      timings: quick,
      sync,
    },
  );
  return {
    told,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

/** Looks at the queue, or orders something, as a command does. */
export function asCommand<T>(at: RunEnvironment, act: (fleet: Fleet) => Promise<T>): Promise<T> {
  return withFleet(at, { command: 'test', timings: quick }, act);
}

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  for (let tries = 0; !(await isSo()); tries++) {
    if (tries > seconds * 10) throw new Error(`not so within ${seconds} s`);
    await wait(100);
  }
}
