import { hostname } from 'node:os';
import { join } from 'node:path';
import type { JobResult, JobWithMetadata } from 'pg-boss';
import { findNamed } from '../config/folder.ts';
import { maskMsisdnsIn } from '../contact/mask.ts';
import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import { latestOfEach, type RunRecord } from '../state/runs.ts';
import { runSyncProcess, type SyncEnd } from './child.ts';
import { buryDead, type JobFailure } from './dead-letters.ts';
import { createTail, type LogLine, type LogTail, readLogLine } from './job-log.ts';
import { queueLostNights } from './lost-nights.ts';
import { lackingFor, metricsFault } from './machine.ts';
import {
  accountOf,
  type Fleet,
  type GivenBack,
  giveBack,
  isAccountBusy,
  queues,
  type SyncJob,
  type Timings,
  usualTimings,
  withFleet,
} from './queue.ts';
import { createRest, type Rest } from './rest.ts';
import { isOfMachine } from './unfit.ts';
import { abruptEnd, againSeconds, mostTimes, verdictOf } from './verdict.ts';

/** So often a worker looks for nights that a clock has left out. */
const lostNightsMs = 60_000;

/** How a worker works. */
export interface WorkerOptions {
  /** How many syncs at once. */
  readonly jobs: number;
  /** What the heap of each may have. */
  readonly memoryMb: number | undefined;
  /** Where each pipeline's metrics file is written. */
  readonly metricsFolder: string | undefined;
  /** Tells what it does; holds no number and no name (K2). */
  readonly tell: (line: LogLine) => void;
  /** The environment that a sync begins with, which `.env` may have more for by now; the worker's own, where left out. */
  readonly envNow?: () => Promise<NodeJS.ProcessEnv>;
  /** Takes out what no text may tell (K1). */
  readonly mask: (text: string) => string;
  readonly timings?: Timings;
  /** What a sync's process is; another one in tests. */
  readonly sync?: typeof runSyncProcess;
}

/**
 * Does jobs until the environment's signal comes. Then no further job begins, and the syncs at work end in good order and go
 * back into the queue.
 *
 * @throws UsageError when there is no DATABASE_URL, pg-boss is not installed, or nothing can be written into the metrics folder
 */
export async function work(environment: RunEnvironment, options: WorkerOptions): Promise<void> {
  const { jobs, timings = usualTimings, tell, metricsFolder } = options;
  const fault = metricsFolder === undefined ? undefined : await metricsFault(metricsFolder);
  if (fault !== undefined)
    throw new UsageError(`--metrics-folder: ${fault}.`, {
      advice: 'No job was begun. Name a folder that is there and can be written to, or leave it out.',
    });
  const rest = createRest(timings.firstElsewhereSeconds, (seconds, pipelines) =>
    tell({
      level: 'warn',
      message: `asks for nothing for ${seconds} s: of ${pipelines} pipelines in a row this machine can do none`,
      details: { host: hostname() },
    }),
  );
  const onTrouble = (message: string) =>
    tell({ level: 'warn', message: `queue: ${options.mask(message)}`, details: {} });
  await withFleet(environment, { command: 'work', jobs, timings, onTrouble }, async (fleet) => {
    const { boss } = fleet;
    await boss.work<SyncJob, unknown, { readonly includeMetadata: true; readonly perJobResults: true }>(
      queues.sync,
      {
        includeMetadata: true,
        perJobResults: true,
        localConcurrency: jobs,
        groupConcurrency: 1,
        pollingIntervalSeconds: timings.pollSeconds,
        heartbeatRefreshSeconds: timings.heartbeatSeconds / 3,
      } as { readonly includeMetadata: true; readonly perJobResults: true },
      async ([job]) => (job ? [await doJob(fleet, job, environment, { ...options, rest })] : []),
    );
    tell({ level: 'info', message: `ready: ${jobs} syncs at once`, details: { host: hostname() } });
    const makeUp = async () => {
      for (const pipeline of await queueLostNights(fleet, environment.now()))
        tell({ level: 'info', message: 'queued: its time was left out by the clock', details: { pipeline } });
    };
    const look = () => makeUp().catch((error) => onTrouble(String(error)));
    const looks = setInterval(look, lostNightsMs);
    await look();
    await aborted(environment.signal);
    clearInterval(looks);
    tell({ level: 'info', message: 'no further job begins; syncs at work get 30 s', details: {} });
    await boss.stop({ graceful: true, timeout: 90_000 });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** One job from its beginning to its end, which is never an error: what becomes of it is its result. */
async function doJob(
  fleet: Fleet,
  job: JobWithMetadata<SyncJob>,
  environment: RunEnvironment,
  options: WorkerOptions & { readonly rest: Rest },
): Promise<JobResult> {
  const { pipeline } = job.data;
  const { timings = usualTimings, rest } = options;
  const times = Math.max(-job.priority, 0);
  const tell = (level: LogLine['level'], message: string, details: object = {}) =>
    options.tell({ level, message, details: { pipeline, job: job.id, ...details } });
  const done: JobResult = { id: job.id, status: 'completed' };
  /** Puts it back, or makes a dead letter of what was put back too often. */
  const back = async (
    reason: Omit<GivenBack, 'host'>,
    inSeconds: number,
    isCounted: boolean,
  ): Promise<JobResult> => {
    const why = { ...reason, host: hostname() };
    const text = reasons[why.code](why.what ?? '', why.host);
    if (isCounted && times >= mostTimes)
      return dead([`given back ${times} times: ${text}`], why.code === 'account-locked' ? 5 : 64);
    const isOurs = await giveBack(fleet, job, { inSeconds, times: isCounted ? times + 1 : times, why });
    tell(isCounted ? 'warn' : 'info', isOurs ? `given back: ${text}` : `not ours any more: ${text}`);
    if (isOfMachine(why)) await rest.after(pipeline, environment.signal);
    return done;
  };
  const dead = (lines: readonly string[], exitCode: number): JobResult => {
    tell('error', 'dead letter', { exitCode });
    return { id: job.id, status: 'deadletter', output: failure(exitCode, lines) };
  };
  if (environment.signal.aborted) return back({ code: 'worker-ends' }, 0, false);
  const again = againSeconds(times, timings.firstAgainSeconds);
  const fit = await fileFor(job, environment, options);
  if ('code' in fit) return back(fit, againSeconds(times, timings.firstElsewhereSeconds), true);
  rest.end();
  // By chance, so that two which saw each other do not meet again.
  if (await isAccountBusy(fleet, job)) return back({ code: 'account-busy' }, 1 + Math.random() * 4, false);

  tell('info', 'sync begins', job.retryCount > 0 ? { retry: job.retryCount } : {});
  const [tail, printed] = [createTail(options.mask), createTail(options.mask)];
  const begun = environment.now();
  const { exitCode, seconds } = await runSync(fit.file, job, environment, options, { tail, printed });
  const verdict = verdictOf(exitCode);
  const isWell = ['done', 'refused', 'stopped'].includes(verdict);
  tell(isWell ? 'info' : 'warn', 'sync ended', { exitCode, seconds: Math.round(seconds) });
  const well = async (): Promise<JobResult> => {
    await buryDead(fleet, pipeline);
    return { ...done, output: { exitCode } };
  };
  switch (verdict) {
    case 'refused': {
      const run = await runSince(job, environment, begun);
      const refusal = refusalOf(printed.lines());
      tell('warn', refusal[0] ?? heldBy(run));
      if (!run) return dead([...tail.lines(), ...refusal], exitCode);
      return well();
    }
    case 'done':
      return well();
    case 'again':
      return back({ code: 'account-locked' }, again, true);
    case 'stopped':
      return back({ code: 'stopped' }, environment.signal.aborted ? 0 : again, false);
    case 'dead':
      return dead(tail.lines(), exitCode);
    case 'retry':
      // Such as a metrics file that could not be written: the night went out.
      if (exitCode === 1 && (await runSince(job, environment, begun))?.exitCode === 0) {
        tell('warn', 'the run is done, and is not begun again');
        return well();
      }
      if (job.retryCount >= job.retryLimit) tell('error', 'dead letter', { exitCode });
      return { id: job.id, status: 'failed', output: failure(exitCode, tail.lines()) };
  }
}

/** The file of a job's pipeline, or why this machine is none to do it. */
async function fileFor(
  job: JobWithMetadata<SyncJob>,
  environment: RunEnvironment,
  { envNow, mask }: Pick<WorkerOptions, 'envNow' | 'mask'>,
): Promise<{ readonly file: string } | Omit<GivenBack, 'host'>> {
  const { pipeline, hash } = job.data;
  const found = await findNamed(pipeline, environment);
  if (!found) return { code: 'no-file' };
  const { file } = found;
  if (found.hash !== hash) return { code: 'other-text', what: file };
  const env = (await envNow?.()) ?? environment.env;
  const lacking = await lackingFor(file, accountOf(job), { ...environment, env });
  return lacking === undefined ? { file } : { code: 'lacking', what: mask(lacking) };
}

/** Why a job is given back, as the log and a dead letter say it. */
const reasons: Readonly<Record<GivenBack['code'], (what: string, host: string) => string>> = {
  'no-file': (_, host) => `no file of this name that can be read in pipelines/ of ${host}`,
  'other-text': (file, host) => `another text of ${file} on ${host}`,
  lacking: (what, host) => `${host} lacks something for it: ${what}`,
  'account-busy': () => 'another pipeline of the account is at work',
  'account-locked': () => 'another run holds the account',
  stopped: () => 'the sync was told to stop',
  'worker-ends': () => 'the worker ends',
};

function failure(exitCode: number, lines: readonly string[]): JobFailure {
  return { exitCode, lines, host: hostname() };
}

async function runSync(
  file: string,
  job: JobWithMetadata<SyncJob>,
  environment: RunEnvironment,
  { memoryMb, metricsFolder, tell, sync = runSyncProcess }: WorkerOptions,
  { tail, printed }: { readonly tail: LogTail; readonly printed: LogTail },
): Promise<SyncEnd> {
  const { pipeline } = job.data;
  const metrics = metricsFolder && {
    folder: metricsFolder,
    file: join(metricsFolder, `${pipeline}.prom`),
  };
  const fault = metrics && (await metricsFault(metrics.folder, metrics.file));
  if (fault)
    tell({ level: 'warn', message: `synced without a metrics file: ${fault}`, details: { pipeline } });
  const signal = AbortSignal.any([environment.signal, job.signal]);
  const end = await sync(
    {
      args: [
        'sync',
        '--log-format',
        'json',
        '--no-color',
        ...(metrics && !fault ? ['--metrics-file', metrics.file] : []),
        '--',
        file,
      ],
      cwd: environment.cwd,
      env: environment.env,
      memoryMb,
      onOutput: (message) => printed.add({ level: 'info', message, details: {} }),
      onLog: (text) => {
        const line = readLogLine(text);
        tail.add(line);
        tell({ ...line, details: { pipeline, ...line.details } });
      },
    },
    signal,
  );
  // One that did not end when it was told to is killed by its worker.
  const abrupt = signal.aborted ? undefined : abruptEnd(end.exitCode);
  if (abrupt === undefined) return end;
  const line: LogLine = { level: 'error', message: abrupt, details: { pipeline } };
  tail.add(line);
  tell(line);
  return end;
}

/** What a sync has printed, where that is a refusal alone: of a report nothing is kept (K2). */
function refusalOf(printed: readonly string[]): readonly string[] {
  return printed[0]?.startsWith('Refused:') ? printed : [];
}

/** By which guards a run was held back. */
function heldBy(run: RunRecord | undefined): string {
  const guards = (run?.summary?.guards ?? []).map(({ guard }) => guard);
  if (guards.length > 0) return `held back by guards: ${[...new Set(guards)].join(', ')}`;
  return run?.error ? maskMsisdnsIn(run.error) : 'held back or refused';
}

/** The run of a job's pipeline that was begun since. */
async function runSince(
  job: JobWithMetadata<SyncJob>,
  environment: RunEnvironment,
  since: Date,
): Promise<RunRecord | undefined> {
  const which = [{ account: accountOf(job), pipeline: job.data.pipeline }];
  const [last] = await withStateIfAny<RunRecord[]>(
    'work',
    environment,
    (database) => latestOfEach(database, which),
    [],
  );
  return last !== undefined && last.startedAt >= since ? last : undefined;
}
