import { maskMsisdnsIn } from '../contact/mask.ts';
import { note, type RunEnvironment } from '../session/environment.ts';
import type { Database } from '../state/database.ts';
import { holdMessageRun, type messageCommands } from '../state/lock.ts';
import type { MessageRun } from '../state/run-summary.ts';
import { finishRun, newRunId, saveRunSummary, startRun } from '../state/runs.ts';

/** What became of one call of a message. */
interface EndedCall {
  readonly msisdns: readonly string[];
  readonly outcome: 'sent' | 'failed' | 'unknown' | 'not-tried';
  readonly id?: string;
}

/** A message in the history of runs: its calls, each as soon as it has begun and as soon as it has an id. */
export interface MessageHistory {
  /** A call is about to be made: should the process die, the history knows of it. */
  begun(numbers: number): Promise<void>;
  ended(call: EndedCall): Promise<void>;
  finished(exitCode: number, isStopped: boolean): Promise<void>;
}

/** Where no state knows the account, nothing is kept. */
export const noHistory: MessageHistory = {
  begun: async () => {},
  ended: async () => {},
  finished: async () => {},
};

/** Begins a run for a message. It holds no account: it changes nothing that a sync goes by. */
export async function beginMessageRun(
  database: Database,
  accountId: number,
  environment: RunEnvironment,
  plan: Pick<MessageRun, 'endpoint'> & {
    readonly as: 'send' | 'campaign';
    readonly name: string | undefined;
    readonly time: { readonly at: Date } | undefined;
  },
): Promise<MessageHistory> {
  const startedAt = environment.now();
  const command: (typeof messageCommands)[number] = plan.as === 'send' ? 'send' : 'campaign add';
  let id = newRunId(startedAt);
  while (!(await startRun(database, { id, accountId, pipeline: '-', command, startedAt })))
    id = newRunId(startedAt);
  const held = holdMessageRun(database, id, command, ({ message: reason }) =>
    note(environment, 'warn', 'others cannot see that this run is at work', { reason }),
  );

  const batches: MessageRun['batches'][number][] = [];
  const message = (): MessageRun => ({
    endpoint: plan.endpoint,
    ...(plan.name !== undefined && { name: maskMsisdnsIn(plan.name) }),
    ...(plan.time && { scheduled: plan.time.at.toISOString() }),
    batches,
  });
  /** The message has gone out, whatever becomes of the record of it. */
  const kept = (work: Promise<unknown>) =>
    work.then(
      () => {},
      (error: unknown) =>
        note(environment, 'error', `Run ${id} could not be recorded: ${maskMsisdnsIn(String(error))}`),
    );
  return {
    begun: async (numbers) => {
      batches.push({ numbers, outcome: 'sending' });
      await saveRunSummary(database, id, { message: message() });
      await held.take();
    },
    ended: async ({ msisdns, outcome, id: given }) => {
      if (batches.at(-1)?.outcome === 'sending') batches.pop();
      batches.push({ numbers: msisdns.length, outcome, ...(given !== undefined && { id: given }) });
      await kept(saveRunSummary(database, id, { message: message() }));
    },
    finished: async (exitCode, isStopped) => {
      await kept(
        finishRun(database, id, {
          state: isStopped ? 'interrupted' : exitCode === 0 ? 'done' : exitCode === 4 ? 'partial' : 'failed',
          exitCode,
          endedAt: environment.now(),
          summary: { message: message() },
          settled: true,
        }),
      );
      await held.release();
    },
  };
}
