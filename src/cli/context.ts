import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { Progress } from './progress.ts';

/** What a command gets from the process. Commands print and exit only through it. */
export interface Cli {
  readonly cwd: string;
  /** The environment, with what `.env` in the working directory adds. */
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Writes a result to standard output. */
  readonly out: (text: string) => Promise<void>;
  /** Asks a question that is answered by yes or no; only where standard input is a terminal. */
  readonly ask: (question: string) => Promise<boolean>;
  /** Aborted by the first SIGINT or SIGTERM, with the error to end with as its reason (L7). */
  readonly signal: AbortSignal;
  /** Set before a command's action runs. */
  readonly log: Logger;
  readonly color: boolean;
  readonly progress: Progress;
  readonly now: () => Date;
}

/** What a command's action gives back: the process's exit code (the contract's table). */
export type ExitCode = number;
