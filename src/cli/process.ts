/**
 * Prints and ends the process, as no other file does but the one that loads this: it gives a command line what the process has, and hears what befalls it.
 */
import { InterruptedError, UsageError } from '../errors.ts';
import { childVariable, isStopMessage } from '../fleet/child.ts';
import { CommandLine, explainFailure, UnprintableError } from './command-line.ts';
import type { ExitCode } from './context.ts';
import { unawaited } from './unawaited.ts';
import { writeStderr } from './write-stderr.ts';

const usageExitCode = 64;

const exitNow = (code: ExitCode): never => process.exit(code);

const terminal = {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  print,
  printError: writeStderr,
};

async function main(): Promise<ExitCode> {
  commandLine = new CommandLine({ ...terminal, cwd: workingDirectory() });
  listenForSignals(commandLine);
  listenToParent(commandLine);
  return commandLine.run(process.argv.slice(2));
}

/** What befell standard output; from then on nothing is printed, and the work goes on to its own end. */
let outFailure: NodeJS.ErrnoException | undefined;

function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (outFailure) reject(new UnprintableError());
    else process.stdout.write(text, (error) => (error ? reject(new UnprintableError()) : resolve()));
  });
}

/** @throws UsageError when it was taken away */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new UsageError('The working directory is gone.', {
      advice: 'Nothing was read or sent. Go to a folder that is there, and run the command again.',
      cause: error,
    });
  }
}

/** First signal: no new work, what is in flight may end. Second signal: the end at once (L7). */
function listenForSignals(running: CommandLine): void {
  let isHeard = false;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.on(signal, () => {
      if (running.isPaging && signal === 'SIGINT') return;
      if (isHeard) exitNow(code);
      isHeard = true;
      running.warn(`${signal}: ending in good order (calls in flight get 30 s); once more ends it at once.`);
      running.stop(
        new InterruptedError(`Stopped by ${signal}.`, {
          exitCode: code,
          advice: 'Run the same command again: it finds out what was done and goes on from there.',
        }),
      );
    });
}

/** A sync that another process of ours has started ends in good order when that one says so, or is gone. */
function listenToParent(running: CommandLine): void {
  if (process.env[childVariable] === undefined || process.channel === undefined) return;
  let isHeard = false;
  const stop = (message: string, exitCode: number) => {
    if (isHeard || isDone) return;
    isHeard = true;
    running.warn(`${message} Ending in good order (calls in flight get 30 s).`);
    const advice = 'The next sync finds out what was done and goes on from there.';
    running.stop(new InterruptedError(message, { exitCode, advice }));
  };
  process.on('message', (message) => {
    if (isStopMessage(message)) stop(message.stop, message.exitCode);
  });
  process.on('disconnect', () => stop('The process that started this sync is gone.', 143));
  process.channel.unref();
}

/** Whether the process may end: its work is done, or it was told why it is not. */
let isDone = false;

// Whoever reads may have seen enough. A full disk is another thing: what was done was done, and nobody is told.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (!outFailure && error.code !== 'EPIPE')
    writeStderr(
      `Error: what this command prints cannot be written: ${error.message}.\nWhat it did up to now is done: jojka-sync runs tells.\n`,
    );
  outFailure ??= error;
});
process.stderr.on('error', () => {});

/** How long work that is told to stop may take, beyond what calls in flight have. */
const mostStopMs = 45_000;

let commandLine: CommandLine | undefined;
let isFailing = false;

// What fails outside of all that is awaited (a pipeline in code may leave it so) ends the work as a signal does.
function failBesides(error: unknown): void {
  if (isFailing) return;
  isFailing = true;
  const known = unawaited(error);
  if (commandLine?.stop(known)) setTimeout(() => endNow(known), mostStopMs);
  else void endNow(known);
}

async function endNow(error: unknown): Promise<never> {
  const code = await (commandLine?.explain(error) ?? explainFailure(error, terminal));
  isDone = true;
  return exitNow(code === 0 ? 1 : code);
}

process.on('uncaughtException', failBesides);
process.on('unhandledRejection', failBesides);
process.on('exit', (code) => {
  if (isDone || code !== 0) return;
  process.exitCode = usageExitCode;
  writeStderr('Error: something ended the process before the work was done; is it the pipeline?\n');
});
const exitCode = await main().catch((error: unknown) => endNow(error));
isDone = true;
const isUntold = outFailure !== undefined && outFailure.code !== 'EPIPE';
exitNow(exitCode === 0 && isUntold ? 1 : exitCode);
