import type { LoadLimits } from '../config/limits.ts';
import { InterruptedError, JojkaSyncError, RefusedError } from '../errors.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { OutOfMemoryError } from '../out-of-memory.ts';
import type { Database } from '../state/database.ts';
import { lockAccount } from '../state/lock.ts';
import { publishRuns } from '../state/published-runs.ts';
import { lastEndedBadly } from '../state/run-order.ts';
import type { RunSummary } from '../state/run-summary.ts';
import { finishRun, newRunId, type RunState, saveRunSummary, startRun } from '../state/runs.ts';
import { lastIfOfFuture } from '../state/runs-ahead.ts';
import { createTables, type Tables } from '../table/tables.ts';
import { joinTracing, traced } from '../tracing.ts';
import { keyMark } from './account.ts';
import { advisedFor, toldOf } from './advised.ts';
import { checkAccount } from './check-account.ts';
import { withClient } from './connect.ts';
import { note, type RunEnvironment } from './environment.ts';
import { withNewState } from './state.ts';
import { type Stopwatch, startStopwatch } from './stopwatch.ts';
import { endOf, withinMinutes } from './within-minutes.ts';

/** A run that writes: the state open, the account locked (L9). */
export interface Session {
  readonly database: Database;
  readonly account: string;
  readonly accountId: number;
  readonly runId: string;
  /** Tells the account's key from others in a plan that this run makes (G5). */
  readonly keyMark: string;
}

/** What every step of a run works with. */
export interface Run {
  readonly client: JojkaClient;
  readonly session: Session;
  /** Its signal is aborted when the run is asked to stop, and when the lock on the account is lost. */
  readonly environment: RunEnvironment;
  readonly stopwatch: Stopwatch;
  /** What it keeps contacts in. */
  readonly tables: Tables;
  /**
   * Does what must not wait for another run (L1b): where this one's time is over, or memory runs short, with a connection and half
   * a minute of its own.
   *
   * @returns undefined where somebody told it to stop: no new call is started then (L7); and once that half minute is over
   */
  readonly urgently: <T>(work: (run: Run) => Promise<T>) => Promise<T | undefined>;
}

/** So long after the end of its time a run may still begin calls that must not wait. */
const overtimeMs = 30_000;

/** What a run gives back, as far as the record of it needs to know. */
export interface RunEnd {
  readonly exitCode: number;
  readonly stopped: string | undefined;
  /** Contacts that are not as they were sent; the next export may yet show them (V1). */
  readonly unconfirmed?: number;
  /** Counts, for the history. */
  readonly summary: RunSummary;
}

/** What is left of that for whoever started the run: all but what is for the record alone. */
export type RunResult<T extends RunEnd> = T extends RunEnd ? Omit<T, 'summary' | 'unconfirmed'> : never;

/** What kind of run it is. */
export interface RunKind {
  readonly command: string;
  /** The account's name. */
  readonly account: string;
  /** `-` where no pipeline is concerned. */
  readonly pipeline: string;
  readonly limits: LoadLimits;
  /** What names the pipeline's file on the command line, where its name does not. */
  readonly called?: string | undefined;
  /** It is asked to do a part of the night. */
  readonly part?: boolean;
  /** An earlier run that is taken up again; a new one where left out. */
  readonly runId?: string;
}

/**
 * Connects to the account, opens the state, checks that the account is the one it knows (K4), takes it (L9), records
 * that a run has begun, does the work, and records how it ended, also when the work throws.
 *
 * @throws UsageError when there is no key for the account
 * @throws RefusedError when the state knows the account by another key or URL
 * @throws LockedError when another run holds the account
 */
export async function inRun<T extends RunEnd>(
  kind: RunKind,
  given: RunEnvironment,
  work: (run: Run) => Promise<T>,
): Promise<RunResult<T>> {
  await joinTracing();
  const { command, pipeline, account } = kind;
  const attributes = { 'jojka.command': command, 'jojka.pipeline': pipeline, 'jojka.account': account };
  return traced(`jojka-sync ${command}`, attributes, (add) =>
    opened(kind, given, async (run) => {
      add({ 'jojka.run': run.session.runId });
      const end = await work(run);
      add({ 'jojka.exit_code': end.exitCode });
      return end;
    }),
  );
}

function opened<T extends RunEnd>(
  kind: RunKind,
  given: RunEnvironment,
  work: (run: Run) => Promise<T>,
): Promise<RunResult<T>> {
  return advisedFor(kind, given.env, () =>
    withinMinutes(kind.limits.maxMinutes, toldOf(kind.account, given), advice, (environment) =>
      withClient(kind, environment, (client, account) =>
        withNewState(kind.command, environment, async (database) => {
          const accountId = await checkAccount(database, client, account);
          const lock = await lockAccount(database, { id: accountId, name: account.name }, kind.command);
          const stop = stopOf(given.signal);
          try {
            const { pipeline, command } = kind;
            const afterTrouble = await lastEndedBadly(database, accountId, pipeline);
            const ahead = await lastIfOfFuture(database, accountId, environment.now());
            if (ahead)
              note(
                environment,
                'warn',
                `run ${ahead.id} before this one is of a time that has not come yet: a clock was ahead; runs go by their order, and this one is the latest`,
              );
            const runId = kind.runId ?? (await begin(kind, database, accountId, environment));
            await publishRuns(database);
            environment.emit({
              kind: 'run',
              run: runId,
              command,
              pipeline,
              account: account.name,
              afterTrouble,
              part: kind.part === true,
            });
            const told = stoppedBy({ ...given, signal: stop.signal }, lock.lost);
            const run: Run = {
              client,
              session: {
                database,
                account: account.name,
                accountId,
                runId,
                keyMark: keyMark(account, runId),
              },
              environment: stoppedBy(environment, lock.lost),
              stopwatch: startStopwatch(environment.now()),
              tables: createTables(),
              urgently: async (urgent) => {
                if (told.signal.aborted) return undefined;
                if (!environment.signal.aborted) return urgent(run);
                await client.close();
                const overtime = stoppedBy(told, AbortSignal.timeout(overtimeMs));
                const late = { environment: overtime, urgently: async () => undefined };
                return withClient(
                  kind,
                  overtime,
                  (again) => urgent({ ...run, ...late, client: again }),
                  client,
                );
              },
            };
            return await recorded(run, environment, work, kind.runId !== undefined);
          } finally {
            stop.forget();
            await publishRuns(database);
            await lock.release();
          }
        }),
      ),
    ),
  );
}

const advice =
  'What was done is recorded: where something was begun, jojka-sync resume goes on from there; the next sync plans afresh.';

async function begin(
  { pipeline, command, part, called }: RunKind,
  database: Database,
  accountId: number,
  { now }: RunEnvironment,
): Promise<string> {
  const startedAt = now();
  for (;;) {
    const id = newRunId(startedAt);
    if (!(await startRun(database, { id, accountId, pipeline, command, startedAt }))) continue;
    if (part === true || called !== undefined)
      await saveRunSummary(database, id, { ...(part && { part }), ...(called !== undefined && { called }) });
    return id;
  }
}

/**
 * What ends even what must not wait: that somebody told the run to stop. Memory that runs short ends all other work, since that
 * is what fills it.
 */
function stopOf(given: AbortSignal): { readonly signal: AbortSignal; readonly forget: () => void } {
  const stop = new AbortController();
  const onAbort = () => {
    if (!(given.reason instanceof OutOfMemoryError)) stop.abort(given.reason);
  };
  if (given.aborted) onAbort();
  given.addEventListener('abort', onAbort, { once: true });
  return { signal: stop.signal, forget: () => given.removeEventListener('abort', onAbort) };
}

/** The same environment, whose signal is aborted by another one too. */
function stoppedBy(environment: RunEnvironment, signal: AbortSignal): RunEnvironment {
  return { ...environment, signal: AbortSignal.any([environment.signal, signal]) };
}

async function recorded<T extends RunEnd>(
  run: Run,
  environment: RunEnvironment,
  work: (run: Run) => Promise<T>,
  isResumed: boolean,
): Promise<RunResult<T>> {
  const { database, runId } = run.session;
  const endedAt = () => environment.now();
  try {
    const end = await work(run);
    await finishRun(database, runId, {
      state: stateOf(end),
      exitCode: end.exitCode,
      endedAt: endedAt(),
      summary: end.summary,
      settled: end.stopped === undefined && (end.unconfirmed ?? 0) === 0,
      ...(end.stopped !== undefined && { error: end.stopped }),
    });
    const { summary: _history, unconfirmed: _unconfirmed, ...result } = end;
    return result as unknown as RunResult<T>;
  } catch (thrown) {
    const error = endOf(thrown, environment.signal);
    if (error instanceof JojkaSyncError) error.run ??= runId;
    await finishRun(database, runId, {
      state: isResumed && error instanceof RefusedError ? 'interrupted' : stateAfter(error),
      exitCode: error instanceof JojkaSyncError ? error.exitCode : 1,
      endedAt: endedAt(),
      error: storyOf(error),
      settled: false,
    }).catch((lost) =>
      note(environment, 'error', `The end of run ${runId} could not be recorded: ${String(lost)}`),
    );
    throw error;
  }
}

function storyOf(error: unknown): string {
  if (error instanceof JojkaSyncError) return error.story;
  return error instanceof Error ? error.message : String(error);
}

function stateOf({ stopped, exitCode }: RunEnd): RunState {
  if (stopped !== undefined) return 'interrupted';
  if (exitCode === 3) return 'refused';
  return exitCode === 0 ? 'done' : 'partial';
}

function stateAfter(error: unknown): RunState {
  if (error instanceof InterruptedError) return 'interrupted';
  return error instanceof RefusedError ? 'refused' : 'failed';
}
