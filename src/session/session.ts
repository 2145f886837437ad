import { InterruptedError, JojkaSyncError, RefusedError } from '../errors.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { acceptAccount, identifyAccount } from '../state/accounts.ts';
import { asStateError, type Database, isDatabaseError, openDatabase } from '../state/database.ts';
import { createHome, findHome } from '../state/home.ts';
import { lockAccount } from '../state/lock.ts';
import { finishRun, newRunId, type RunState, startRun } from '../state/runs.ts';
import type { AccountSettings } from './account.ts';
import type { RunEnvironment } from './environment.ts';
import { accountChanged } from './known-account.ts';

/** A run that writes: the state open, the account held (L9), and how it ends recorded. */
export interface Session {
  readonly database: Database;
  readonly account: string;
  readonly accountId: number;
  readonly runId: string;
  /** Aborted when the run is asked to stop, and when the lock on the account is lost. */
  readonly signal: AbortSignal;
}

/** What a run gives back, as far as the record of it needs to know. */
export interface RunEnd {
  readonly exitCode: number;
  readonly stopped: string | undefined;
  /** Counts, for the history. */
  readonly summary: object;
}

/**
 * Opens the state, checks that the account is the one it knows (K4), takes it (L9), records that a run has begun,
 * does the work, and records how it ended, also when the work throws.
 *
 * @throws RefusedError when the state knows the account by another key or URL
 * @throws LockedError when another run holds the account
 */
export async function inSession<T extends RunEnd>(
  run: {
    account: AccountSettings;
    client: JojkaClient;
    pipeline: string;
    command: string;
    /** An earlier run that is taken up again; a new one where left out. */
    runId?: string;
  },
  environment: RunEnvironment,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const database = await openState(run.command, environment);
  try {
    const accountId = await checkAccount(database, run);
    const lock = await lockAccount(database, { id: accountId, name: run.account.name }, run.command);
    try {
      const runId = run.runId ?? newRunId(environment.now());
      if (run.runId === undefined)
        await startRun(database, {
          id: runId,
          accountId,
          pipeline: run.pipeline,
          command: run.command,
          startedAt: environment.now(),
        });
      const session: Session = {
        database,
        account: run.account.name,
        accountId,
        runId,
        signal: AbortSignal.any([environment.signal, lock.lost]),
      };
      return await recorded(session, environment, work, run.runId !== undefined);
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw isDatabaseError(error) ? asStateError(error, database.place) : error;
  } finally {
    await database.close().catch(() => {});
  }
}

/** Opens the state database; makes the folder of the embedded one where there is none yet, and says where. */
export async function openState(command: string, environment: RunEnvironment): Promise<Database> {
  const home = findHome(environment);
  const url = environment.env.DATABASE_URL;
  if (!url && !home.exists) {
    await createHome(home.path);
    environment.log.info(`The ledger and the history of runs are kept in ${home.path}`);
  }
  environment.onStep('Opening the state');
  return openDatabase({ url, home: home.path, command });
}

/**
 * The account's id in the state. One that is new is recorded once the service has taken the key: a mistyped one must
 * not become the one that the state knows.
 */
async function checkAccount(
  database: Database,
  run: { account: AccountSettings; client: JojkaClient },
): Promise<number> {
  const { url } = run.client;
  const identity = { name: run.account.name, url, apiKey: run.account.apiKey };
  const known = await identifyAccount(database, identity);
  if (known.status === 'known') return known.id;
  if (known.status === 'new') {
    await run.client.exportContactsList({ max: 1, offset: 0 });
    return acceptAccount(database, identity);
  }
  throw accountChanged(known, identity, database.place);
}

async function recorded<T extends RunEnd>(
  session: Session,
  environment: RunEnvironment,
  work: (session: Session) => Promise<T>,
  isResumed: boolean,
): Promise<T> {
  const { database, runId } = session;
  const endedAt = () => environment.now();
  try {
    const end = await work(session);
    await finishRun(database, runId, {
      state: stateOf(end),
      exitCode: end.exitCode,
      endedAt: endedAt(),
      summary: end.summary,
      settled: end.stopped === undefined,
      ...(end.stopped !== undefined && { error: end.stopped }),
    });
    return end;
  } catch (thrown) {
    const error =
      environment.signal.aborted && !(thrown instanceof JojkaSyncError) ? environment.signal.reason : thrown;
    await finishRun(database, runId, {
      state: isResumed && error instanceof RefusedError ? 'interrupted' : stateAfter(error),
      exitCode: error instanceof JojkaSyncError ? error.exitCode : 1,
      endedAt: endedAt(),
      error: error instanceof Error ? error.message : String(error),
      settled: false,
    }).catch((lost) =>
      environment.log.error(`The end of run ${runId} could not be recorded: ${String(lost)}`),
    );
    throw error;
  }
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
