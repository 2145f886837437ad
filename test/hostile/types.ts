import type { Sandbox } from '../../src/sandbox/server.ts';
import type { CliResult } from '../support/cli.ts';
import type { TestPostgres } from '../support/postgres.ts';

/** One hostile input, and what a careful operator needs to come of it. */
export interface HostileCase {
  /** What is put in; also what a case is chosen by on the command line. */
  readonly name: string;
  /** Belongs to `--short`: below some five seconds, its preparation included. */
  readonly short?: boolean;
  /** The exit code, or those that are right. */
  readonly exit: number | readonly number[];
  /** What standard output or standard error must hold. */
  readonly says: RegExp;
  /** Ends within so many seconds; 15 where left out. Twice that, and 20 more, and it is killed. */
  readonly seconds?: number;
  /** Stays below so many MB of memory; 450 where left out. */
  readonly megabytes?: number;
  /** The case says that something is written to Jojka. */
  readonly mayWrite?: boolean;
  /** What the product does today where that is wrong: told apart, and no failure of the suite. */
  readonly known?: string;
  /** Why the case cannot be played on this machine; undefined where it can. */
  readonly skip?: () => string | undefined;
  /** Makes the input in a folder of its own, which is removed afterwards. */
  readonly prepare: (place: Place) => Given | Promise<Given>;
}

/** Where a case is played. */
export interface Place {
  /** The working directory of the command. */
  readonly folder: string;
  /** The service, empty at first. */
  readonly sandbox: Sandbox;
  /** The one server of all cases, started when it is first asked for. */
  readonly postgres: () => Promise<TestPostgres>;
  /** Runs the command to its end beforehand, such as a first night. What it writes to Jojka does not count. */
  readonly run: (...args: string[]) => Promise<CliResult>;
}

/** How the command is then run. */
export interface Given {
  /** Default: `sync p.json`, which would write whatever gets so far. */
  readonly args?: readonly string[];
  /** Added to the environment; `undefined` takes a variable out. */
  readonly env?: NodeJS.ProcessEnv;
  /** In place of the arguments, a line of bash in which `$JOJKA` is the command. */
  readonly shell?: string;
  /** Nothing but the end (default), nothing ever, or what this gives. */
  readonly stdin?: 'end' | 'never' | Iterable<Buffer>;
  /** Run as this user. */
  readonly uid?: number;
  /** Called once the command runs. */
  readonly during?: (running: Running) => Promise<void>;
  /** A further look at what came of it: says what is wrong. */
  readonly wrong?: (outcome: Outcome) => Promise<string | undefined> | string | undefined;
  /** Endpoints that another service than the sandbox was called at. */
  readonly called?: () => readonly string[];
  /** Ends and takes away what `prepare` began. */
  readonly after?: () => Promise<void> | void;
}

/** The command while it runs. */
export interface Running {
  readonly pid: number;
  /** Whether it has ended. */
  readonly ended: () => boolean;
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** What came of it. */
export interface Outcome {
  /** 128 and the number of the signal, where one ended it, as a shell says it. */
  readonly code: number;
  /** Killed because it took too long. */
  readonly isLate: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Greatest memory in MB, where the machine tells it. */
  readonly megabytes: number | undefined;
}

/** A case that was played or passed over. */
export interface Result {
  readonly hostile: HostileCase;
  readonly kind: string;
  readonly outcome?: Outcome;
  /** Why it was passed over. */
  readonly skipped?: string;
  /** What is not as it should be. */
  readonly faults: readonly string[];
}
