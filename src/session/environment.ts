import { Readable } from 'node:stream';
import type { Pipeline } from '../config/schema.ts';
import type { Warning } from '../contact/rejection.ts';
import type { Attempt } from '../jojka/client.ts';

/** A step whose end a person may wait for. */
export type ProgressStep = 'state' | 'replies' | 'source' | 'export' | 'load' | 'blocklist' | 'messages';

/** What a job tells while it works. It prints and logs nothing itself: whoever called it decides what becomes of it. */
export type JobEvent =
  /** How far a step is; `total` may be unknown. `name` is the source's, where the step reads one. */
  | {
      readonly kind: 'progress';
      readonly step: ProgressStep;
      readonly name?: string;
      readonly done?: number;
      readonly total?: number;
    }
  /** One attempt of a call to Jojka has ended; holds no parameter of it (K1, K2). */
  | { readonly kind: 'attempt'; readonly attempt: Attempt }
  /** The pipeline has been read; what it says of notifications is for whoever listens. */
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline }
  /** A run holds the account and has begun. */
  | {
      readonly kind: 'run';
      readonly run: string;
      readonly command: string;
      /** `-` where no pipeline is concerned. */
      readonly pipeline: string;
      readonly account: string;
      /** The pipeline's run before it did not end well. */
      readonly afterTrouble: boolean;
      /** It does a part of the night. */
      readonly part: boolean;
    }
  /** A run is about to make the calls that change something. */
  | { readonly kind: 'writing'; readonly changes: number }
  /** Something that somebody should look at, as a report has it too. */
  | { readonly kind: 'warning'; readonly warning: Warning; readonly account?: string }
  /** Something for the log; holds no full number and no name (K2). */
  | {
      readonly kind: 'note';
      readonly level: 'info' | 'warn' | 'error';
      readonly message: string;
      readonly details?: object;
    };

/** What a job needs from the outside. */
export interface RunEnvironment {
  /** Where relative paths, `pipelines/` and the state's folder are looked for. */
  readonly cwd: string;
  /** Keys, URLs, and what `${NAME}` in a pipeline names. */
  readonly env: NodeJS.ProcessEnv;
  /** What a source of the path `-` reads. */
  readonly stdin: Readable;
  /** Aborted when the job is asked to stop, with the error to end with as its reason (L7). */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly emit: (event: JobEvent) => void;
  /** The wait before the first retry of a call, doubled from one to the next (L3); the client's own where it is left out. */
  readonly firstWaitMs?: number;
}

/**
 * Fills in what a program that embeds the product leaves out: the process's working directory and environment, an empty
 * standard input, no signal, the clock, and nobody who is told.
 */
export function completeEnvironment(given: Partial<RunEnvironment>): RunEnvironment {
  return {
    cwd: given.cwd ?? process.cwd(),
    env: given.env ?? process.env,
    stdin: given.stdin ?? Readable.from([]),
    signal: given.signal ?? new AbortController().signal,
    now: given.now ?? (() => new Date()),
    emit: given.emit ?? (() => {}),
    ...(given.firstWaitMs !== undefined && { firstWaitMs: given.firstWaitMs }),
  };
}

/** Emits a {@link JobEvent} for the log. */
export function note(
  environment: Pick<RunEnvironment, 'emit'>,
  level: 'info' | 'warn' | 'error',
  message: string,
  details?: object,
): void {
  environment.emit({ kind: 'note', level, message, ...(details && { details }) });
}
