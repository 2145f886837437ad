#!/usr/bin/env node

/**
 * The only file that reads the command line, prints, and ends the process.
 */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { maskMsisdnsIn } from '../contact/mask.ts';
import { InterruptedError, JojkaSyncError, UsageError } from '../errors.ts';
import { childVariable, isStopMessage } from '../fleet/child.ts';
import { wordsOf } from '../report/language/words.ts';
import { printableText } from '../report/printable.ts';
import { wrapText } from '../report/wrap.ts';
import { watchMemory } from '../session/memory.ts';
import { ask } from './ask.ts';
import type { Act, CliCommand, CommandGroup, CommonOptions } from './command.ts';
import { type CommandEntry, commands } from './commands.ts';
import type { Cli, ExitCode, Log } from './context.ts';
import { readEnvironment } from './environment.ts';
import { asKnown, failureOf, failureText, isTold } from './failure.ts';
import { type HeldOutput, holdOutput } from './held-output.ts';
import { languageOf } from './language.ts';
import { observe } from './observer.ts';
import { pagerOf, showInPager } from './pager.ts';
import { createProgress, noProgress } from './progress.ts';
import { takeNote, told } from './told.ts';

const usageExitCode = 64;

/** The end itself: while a pipeline in code is loaded, process.exit is none. */
const exitNow: (code: ExitCode) => never = process.exit.bind(process);

/** What commander says of a command line quotes it. */
const fit = { writeErr: (text: string) => process.stderr.write(told(text)) };

/** Before a command is chosen there is nothing to tell, and no need of a logger. */
const noLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function main(argv: readonly string[]): Promise<ExitCode> {
  const cwd = workingDirectory();
  const stopping = new AbortController();
  let exitCode: ExitCode = 0;
  const cli: Settable = {
    cwd,
    env: await readEnvironment(cwd, process.env),
    stdin: process.stdin,
    out: (text) => print(wrapText(printableText(text, cli.color), cli.width)).catch(() => {}),
    page: (text) => page(text, cli),
    outAsIs: (text) => print(process.stdout.isTTY ? printableText(text, cli.color) : text),
    ask: async (question) => {
      // Whoever is asked sees what it is about.
      await held?.print();
      return ask(question, {
        stdin: process.stdin,
        stderr: process.stderr,
        signal: stopping.signal,
        choice: wordsOf(cli.lang).terminal.yesOrNo,
      });
    },
    signal: stopping.signal,
    log: noLog,
    color: false,
    width: undefined,
    lang: 'en',
    progress: noProgress,
    now: () => new Date(),
    emit: (event) => observe(event, cli),
  };
  takeNote(argv.slice(2), cli.env);
  const program = new Command('jojka-sync')
    .description('Keeps a Jojka account (contacts, groups, blocklist) equal to what the CRM says.')
    .version(packageVersion())
    .showHelpAfterError('(jojka-sync --help shows what there is)')
    .exitOverride()
    .configureOutput(fit);

  const act: Act = async (options, work) => {
    await prepare(cli, options);
    const unwatch = watchMemory((error) => {
      cli.log.warn('memory is nearly used up: ending in good order');
      stopping.abort(error);
    });
    stopWork = (error) => stopping.abort(error);
    exitCode = await work(cli).finally(unwatch);
  };
  const add = (parent: CommandUnknownOpts, entry: CliCommand | CommandGroup, named?: Command) => {
    const command = 'commands' in entry ? entry.build(named ?? new Command()) : entry.create(act, named);
    parent.addCommand(
      command.exitOverride().configureOutput(fit).showHelpAfterError('(--help shows how it is used)'),
    );
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
  listenToParent(stopping, cli);
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

type Settable = { -readonly [K in keyof Cli]: Cli[K] };

/** Takes up what every command's options say: of colours, of what is kept back, of the log. */
async function prepare(cli: Settable, options: CommonOptions): Promise<void> {
  cli.lang = options.lang ?? languageOf(cli.env);
  const noColor = options.color === false || Boolean(cli.env.NO_COLOR);
  cli.color = !noColor && (process.stdout.isTTY === true || Boolean(cli.env.FORCE_COLOR));
  cli.width = isForPeople(options.format) ? terminalWidth(process.stdout) : undefined;
  const { createLogger, writeStderr } = await import('./logger.ts');
  if (options.quiet) {
    const holding = holdOutput({ out: print, err: writeStderr });
    held = holding;
    // Made fit for a screen as it is at any other time, and kept.
    cli.out = (text) => holding.out(wrapText(printableText(text, cli.color), cli.width));
    cli.page = cli.out;
    cli.outAsIs = (text) => holding.out(process.stdout.isTTY ? printableText(text, cli.color) : text);
  }
  const color = !noColor && process.stderr.isTTY === true;
  const above = (write: () => void) => cli.progress.above(write);
  cli.log = createLogger({ ...options, color, above }, held?.err);
  cli.progress = await createProgress(
    process.stderr.isTTY === true && !options.quiet,
    wordsOf(cli.lang).terminal,
  );
}

/** What `--quiet` keeps until the exit code is known. */
let held: HeldOutput | undefined;

/** Whether somebody reads in a pager: Ctrl-C is his word to it then, and not to us. */
let isPaging = false;

async function page(text: string, { out, color, width }: Cli): Promise<void> {
  const pager = pagerOf(process.env);
  const shown = wrapText(printableText(text, color), width);
  const { isTTY, rows } = process.stdout;
  const isLong = isTTY && process.stdin.isTTY && rows > 0 && shown.split('\n').length > rows;
  if (!isLong || pager === undefined) return out(text);
  isPaging = true;
  const isShown = await showInPager(shown, pager, process.env);
  isPaging = false;
  if (!isShown) await out(text);
}

/** Whether a person reads a result of this format: only then may its lines be wrapped. */
function isForPeople(format: string | undefined): boolean {
  return format === undefined || format === 'text';
}

function terminalWidth({ isTTY, columns }: NodeJS.WriteStream): number | undefined {
  return isTTY && columns > 0 ? columns : undefined;
}

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
      if (isPaging && signal === 'SIGINT') return;
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

/** A sync that another process of ours has started ends in good order when that one says so, or is gone. */
function listenToParent(stopping: AbortController, cli: Cli): void {
  if (process.env[childVariable] === undefined || process.channel === undefined) return;
  const stop = (message: string, exitCode: number) => {
    if (stopping.signal.aborted || isDone) return;
    cli.progress.clear();
    cli.log.warn(`${message} Ending in good order (calls in flight get 30 s).`);
    const advice = 'The next sync finds out what was done and goes on from there.';
    stopping.abort(new InterruptedError(message, { exitCode, advice }));
  };
  process.on('message', (message) => {
    if (isStopMessage(message)) stop(message.stop, message.exitCode);
  });
  process.on('disconnect', () => stop('The process that started this sync is gone.', 143));
  process.channel.unref();
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
  const failure = failureOf(error, signal);
  if (failure instanceof JojkaSyncError) {
    // Refusals are a result: they go to standard output (contract), save where a program reads that and was told.
    const isResult = failure.exitCode === 3 && !isTold(failure);
    const text = wrapText(failureText(failure), terminalWidth(isResult ? process.stdout : process.stderr));
    if (isResult) await print(text).catch(() => process.stderr.write(text));
    else process.stderr.write(text);
    return failure.exitCode;
  }
  const text = told(
    maskMsisdnsIn(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)),
  );
  process.stderr.write(`Internal error: this is a fault of jojka-sync, please report it.\n${text}\n`);
  return 1;
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
