#!/usr/bin/env node

/**
 * The only file that reads the command line, prints, and ends the process.
 */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import pc from 'picocolors';
import { maskMsisdnsIn } from '../contact/mask.ts';
import { ConnectionError, InterruptedError, JojkaSyncError, SourceError, UsageError } from '../errors.ts';
import { printableText } from '../report/printable.ts';
import { guardText } from '../report/sentences/guards.ts';
import { watchMemory } from '../session/memory.ts';
import { HeldBackError } from '../steps/held-back.ts';
import { ask } from './ask.ts';
import type { Act, CliCommand, CommandGroup } from './command.ts';
import { type CommandEntry, commands } from './commands.ts';
import type { Cli, ExitCode, Log } from './context.ts';
import { readEnvironment } from './environment.ts';
import { type HeldOutput, holdOutput } from './held-output.ts';
import { observe } from './observer.ts';
import { createProgress, noProgress } from './progress.ts';

const usageExitCode = 64;

/** The end itself: while a pipeline in code is loaded, process.exit is none. */
const exitNow: (code: ExitCode) => never = process.exit.bind(process);

/** Before a command is chosen there is nothing to tell, and no need of a logger. */
const noLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function main(argv: readonly string[]): Promise<ExitCode> {
  const cwd = workingDirectory();
  const stopping = new AbortController();
  let exitCode: ExitCode = 0;
  const cli: { -readonly [K in keyof Cli]: Cli[K] } = {
    cwd,
    env: await readEnvironment(cwd, process.env),
    stdin: process.stdin,
    out: (text) => print(printableText(text, cli.color)).catch(() => {}),
    outAsIs: (text) => print(process.stdout.isTTY ? printableText(text, cli.color) : text),
    ask: async (question) => {
      // Whoever is asked sees what it is about.
      await held?.print();
      return ask(question, { stdin: process.stdin, stderr: process.stderr, signal: stopping.signal });
    },
    signal: stopping.signal,
    log: noLog,
    color: false,
    progress: noProgress,
    now: () => new Date(),
    emit: (event) => observe(event, cli),
  };
  const program = new Command('jojka-sync')
    .description('Keeps a Jojka account (contacts, groups, blocklist) equal to what the CRM says.')
    .version(packageVersion())
    .showHelpAfterError('(jojka-sync --help shows what there is)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) });

  const act: Act = async (options, work) => {
    const noColor = options.color === false || Boolean(cli.env.NO_COLOR);
    cli.color = !noColor && (process.stdout.isTTY === true || Boolean(cli.env.FORCE_COLOR));
    const { createLogger, writeStderr } = await import('./logger.ts');
    if (options.quiet) {
      const holding = holdOutput({ out: print, err: writeStderr });
      held = holding;
      // Made fit for a screen as it is at any other time, and kept.
      cli.out = (text) => holding.out(printableText(text, cli.color));
      cli.outAsIs = (text) => holding.out(process.stdout.isTTY ? printableText(text, cli.color) : text);
    }
    cli.log = createLogger({ ...options, color: !noColor && process.stderr.isTTY === true }, held?.err);
    cli.progress = await createProgress(process.stderr.isTTY === true && !options.quiet);
    const unwatch = watchMemory((error) => {
      cli.log.warn('memory is nearly used up: ending in good order');
      stopping.abort(error);
    });
    stopWork = (error) => stopping.abort(error);
    exitCode = await work(cli).finally(unwatch);
  };
  const add = (parent: CommandUnknownOpts, entry: CliCommand | CommandGroup, named?: Command) => {
    const command = 'commands' in entry ? entry.build(named ?? new Command()) : entry.create(act, named);
    parent.addCommand(command.exitOverride().showHelpAfterError('(--help shows how it is used)'));
    if ('commands' in entry) for (const inner of entry.commands) add(command, inner);
  };
  const words = argv.slice(2).filter((word) => !word.startsWith('-'));
  const called = words.slice(0, words[0] === 'help' ? 2 : 1);
  for (const entry of commands) {
    const named = new Command(entry.name).description(entry.description);
    if (called.includes(entry.name)) add(program, await entry.load(), named);
    else program.addCommand(listed(named, entry));
  }
  listenForSignals(stopping, cli);
  try {
    await program.parseAsync(argv);
    if (exitCode !== 0) await held?.print();
    return exitCode;
  } catch (error) {
    return explainFailure(error, cli);
  } finally {
    cli.progress.clear();
  }
}

/** What `--quiet` keeps until the exit code is known. */
let held: HeldOutput | undefined;

/** What is printed has nowhere to go: the reader has gone, or the disk is full. */
class UnprintableError extends Error {}

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

/** A command for the list of all: it is not called. */
function listed(command: Command, { usage }: CommandEntry): CommandUnknownOpts {
  for (const argument of usage.split(' ').filter(Boolean)) command.argument(argument);
  return command.option('--help');
}

/** First signal: no new work, what is in flight may end. Second signal: the end at once (L7). */
function listenForSignals(stopping: AbortController, cli: Cli): void {
  let isHeard = false;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.on(signal, () => {
      if (isHeard) exitNow(code);
      isHeard = true;
      cli.progress.clear();
      cli.log.warn(`${signal}: ending in good order (calls in flight get 30 s); once more ends it at once.`);
      stopping.abort(
        new InterruptedError(`Stopped by ${signal}.`, {
          exitCode: code,
          advice: 'Run the same command again: it finds out what was done and goes on from there.',
        }),
      );
    });
}

/** Says what happened and what to do now. A stack trace only for a fault of the program itself. */
async function explainFailure(
  error: unknown,
  { signal, progress }: Pick<Cli, 'signal' | 'progress'>,
): Promise<ExitCode> {
  progress.clear();
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
  if (error instanceof UnprintableError) return 0;
  await held?.print().catch(() => {});
  // What breaks off because the run was told to stop is no failure of its own.
  const isStopped =
    signal.aborted && (!(error instanceof JojkaSyncError) || error instanceof ConnectionError);
  const failure = isStopped ? signal.reason : asKnown(error);
  if (failure instanceof JojkaSyncError) {
    const refused = failure.exitCode === 3;
    const lines = [`${refused ? 'Refused:' : pc.red('Error:')} ${shown(failure.message)}`];
    if (failure instanceof HeldBackError)
      lines.push(...failure.guards.map((guard) => `  ${guardText(guard)}`));
    if (failure.advice) lines.push(shown(failure.advice));
    const text = `${lines.join('\n')}\n`;
    // Refusals are a result: they go to standard output (contract).
    if (refused) await print(text).catch(() => process.stderr.write(text));
    else process.stderr.write(text);
    return failure.exitCode;
  }
  const text = shown(
    maskMsisdnsIn(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)),
  );
  process.stderr.write(`Internal error: this is a fault of jojka-sync, please report it.\n${text}\n`);
  return 1;
}

function shown(text: string): string {
  return printableText(text.replaceAll('\r\n', '\n'));
}

/** What the engine cannot do is said in a sentence. */
function asKnown(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_STRING_TOO_LONG') return error;
  return new SourceError('', 'A value that a source gives is larger than 512 MB: no list has such.', {
    advice: 'Nothing was sent. Look at what the query gives, and leave that column out.',
    cause: error,
  });
}

function packageVersion(): string {
  for (const candidate of ['../../../package.json', '../../package.json'])
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(candidate, import.meta.url), 'utf8'));
      if (name === 'jojka-sync') return version;
    } catch {}
  return 'unknown';
}

/** Whether the process may end: its work is done, or it was told why it is not. */
let isDone = false;

// Whoever reads may have seen enough. A full disk is another thing: what was done was done, and nobody is told.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (!outFailure && error.code !== 'EPIPE')
    process.stderr.write(
      `Error: what this command prints cannot be written: ${error.message}.\nWhat it did up to now is done: jojka-sync runs tells.\n`,
    );
  outFailure ??= error;
});
process.stderr.on('error', () => {});

/** How long work that is told to stop may take, beyond what calls in flight have. */
const mostStopMs = 45_000;

/** Ends the work that goes on, in good order. */
let stopWork: ((error: unknown) => void) | undefined;
let isFailing = false;

// What fails outside of all that is awaited (a pipeline in code may leave it so) ends the work as a signal does.
function failBesides(error: unknown): void {
  if (isFailing) return;
  isFailing = true;
  const known = isOurs(error) ? asKnown(error) : besides(error);
  if (!stopWork) void endNow(known);
  else {
    stopWork(known);
    setTimeout(() => endNow(known), mostStopMs);
  }
}

async function endNow(error: unknown): Promise<never> {
  const code = await explainFailure(error, { signal: new AbortController().signal, progress: noProgress });
  isDone = true;
  return exitNow(code === 0 ? 1 : code);
}

/** Whether an error comes out of this program, and not out of a pipeline in code. */
function isOurs(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const first = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return (
    first === undefined || /node:|node_modules/.test(first) || first.includes(dirname(import.meta.dirname))
  );
}

function besides(error: unknown): UsageError {
  const said = maskMsisdnsIn(error instanceof Error ? error.message : String(error));
  return new UsageError(`Something that the pipeline began has failed, and nobody awaited it: ${said}`, {
    advice: 'Await it in the pipeline, or leave it out. jojka-sync runs tells what was done up to now.',
    cause: error,
  });
}

process.on('uncaughtException', failBesides);
process.on('unhandledRejection', failBesides);
process.on('exit', (code) => {
  if (isDone || code !== 0) return;
  process.exitCode = usageExitCode;
  process.stderr.write('Error: something ended the process before the work was done; is it the pipeline?\n');
});
const exitCode = await main(process.argv).catch((error: unknown) => endNow(error));
isDone = true;
const isUntold = outFailure !== undefined && outFailure.code !== 'EPIPE';
exitNow(exitCode === 0 && isUntold ? 1 : exitCode);
