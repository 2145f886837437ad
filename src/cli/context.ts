import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { Language } from '../report/language/language.ts';
import type { RunEnvironment } from '../session/environment.ts';
import type { Progress } from './progress.ts';

/**
 * What a command gets from the process; jobs get it as their environment. Commands print and exit only through it.
 * `env` has what `.env` in the working directory adds, `signal` is aborted by the first SIGINT or SIGTERM.
 */
export interface Cli extends RunEnvironment {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Writes a result, or its parts in their order, to standard output; signs that do harm on a screen are shown as such. */
  readonly out: (text: string | Iterable<string>) => Promise<void>;
  /** Writes a long result: on a terminal that it does not fit on, page by page. */
  readonly page: (text: string | Iterable<string>) => Promise<void>;
  /** Writes what another program reads as it is, save on a terminal. */
  readonly outAsIs: (text: string) => Promise<void>;
  /** Asks a question that is answered by yes or no; only where standard input is a terminal. */
  readonly ask: (question: string) => Promise<boolean>;
  /** Set before a command's action runs. */
  readonly log: Log;
  readonly color: boolean;
  /** Columns of the terminal that a person reads the result on; undefined where it is none, or a program reads. */
  readonly width: number | undefined;
  /** What people are told in. */
  readonly lang: Language;
  readonly progress: Progress;
}

/** Where what happens is told, line by line. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** What a command's action gives back: the process's exit code (the contract's table). */
export type ExitCode = number;
