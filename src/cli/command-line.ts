import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { maskMsisdnsIn } from '../contact/mask.ts';
import { JojkaSyncError } from '../errors.ts';
import { wordsOf } from '../report/language/words.ts';
import { printableText } from '../report/printable.ts';
import { refuseTooSmallHeap, watchMemory } from '../session/memory.ts';
import { readSettingsFile } from '../session/settings-file.ts';
import { ownPackage } from '../steps/own-package.ts';
import { asStarted } from './as-started.ts';
import { ask } from './ask.ts';
import type { Act, CliCommand, CommandGroup, CommonOptions } from './command.ts';
import { type CommandEntry, commands } from './commands.ts';
import type { Cli, ExitCode } from './context.ts';
import { readEnvironment } from './environment.ts';
import { asKnown, failureOf, failureText, isTold } from './failure.ts';
import { type HeldOutput, holdOutput } from './held-output.ts';
import { languageOf } from './language.ts';
import { observe } from './observer.ts';
import { pagerOf, showInPager } from './pager.ts';
import { createProgress, noProgress } from './progress.ts';
import { takeNote, told } from './told.ts';

const usageExitCode = 64;

/** What a command line is run in: the process, or whoever stands in for it. */
export interface Surroundings extends Pick<Cli, 'cwd' | 'stdin'> {
  /** As the process has it; `.env` is read besides. */
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Screen;
  readonly stderr: Screen & NodeJS.WritableStream;
  /** @throws UnprintableError when it has nowhere to go */
  readonly print: (text: string) => Promise<void>;
  readonly printError: (text: string) => void;
}

/** A terminal, or what stands in its place. */
type Screen = Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows'>>;

/** What is printed has nowhere to go: the reader has gone, or the disk is full. */
export class UnprintableError extends Error {}

type Settable = { -readonly [K in keyof Cli]: Cli[K] };

/** One command line, from its words to its exit code. */
export class CommandLine {
  /** Whether somebody reads in a pager: Ctrl-C is his word to it then, and not to us. */
  isPaging = false;
  readonly #given: Surroundings;
  readonly #stopping = new AbortController();
  readonly #cli: Settable;
  /** What `--quiet` keeps until the exit code is known. */
  #held: HeldOutput | undefined;
  #hasBegun = false;
  /** Whether a person reads what is printed: only then are its lines wrapped, and its commands as they were started. */
  #isRead = true;
  #wrap = (text: string): string => text;

  constructor(given: Surroundings) {
    this.#given = given;
    const { cwd, env, stdin, stdout, stderr, print } = given;
    const cli: Settable = {
      cwd,
      env,
      stdin,
      out: (text) => this.#print(text, (part) => this.#shown(part)),
      page: (text) => this.#page(text),
      outAsIs: (text) => print(stdout.isTTY ? printableText(text, cli.color) : text),
      ask: async (question) => {
        // Whoever is asked sees what it is about.
        await this.#held?.print();
        const choice = wordsOf(cli.lang).terminal.yesOrNo;
        return ask(question, { stdin, stderr, signal: this.#stopping.signal, choice });
      },
      signal: this.#stopping.signal,
      // Before a command is chosen there is nothing to tell, and no need of a logger.
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      color: false,
      width: undefined,
      lang: 'en',
      progress: noProgress,
      now: () => new Date(),
      emit: (event) => observe(event, cli),
    };
    this.#cli = cli;
  }

  /** Does what the words behind the program's name say, and tells what happened. */
  async run(words: readonly string[]): Promise<ExitCode> {
    const cli = this.#cli;
    cli.env = await readEnvironment(cli.cwd, this.#given.env);
    takeNote(words, cli.env);
    let exitCode: ExitCode = 0;
    const program = await this.#program(words, async (options, work) => {
      await this.#prepare(options);
      const { fault } = readSettingsFile(cli.cwd);
      if (fault) cli.log.warn(`${fault.what}. ${fault.advice}`);
      refuseTooSmallHeap();
      let isShort = false;
      const unwatch = watchMemory((error) => {
        isShort = true;
        cli.log.warn('memory is nearly used up: no new work is begun');
        this.#stopping.abort(error);
      });
      this.#hasBegun = true;
      exitCode = await work(cli).finally(unwatch);
      // What is told to stop and has nothing left to do has done it all.
      if (isShort && exitCode === 0)
        cli.log.warn(
          'it was done all the same; give the next run more memory: NODE_OPTIONS=--max-old-space-size=2048',
        );
    });
    try {
      await program.parseAsync(words, { from: 'user' });
      if (exitCode !== 0) await this.#held?.print();
      return exitCode;
    } catch (error) {
      return this.explain(error, this.#stopping.signal);
    } finally {
      cli.progress.clear();
    }
  }

  /** Tells the work that goes on to end in good order. @returns false when none has begun */
  stop(reason: unknown): boolean {
    this.#stopping.abort(reason);
    return this.#hasBegun;
  }

  /** A line of the log, and nothing below it. */
  warn(message: string): void {
    this.#cli.progress.clear();
    this.#cli.log.warn(message);
  }

  /**
   * Says what happened and what to do now. A stack trace only for a fault of the program itself.
   *
   * @param stopping what may have told the work to stop: then that is the reason, and not what broke off because of it
   */
  async explain(error: unknown, stopping?: AbortSignal): Promise<ExitCode> {
    this.#cli.progress.clear();
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
    if (error instanceof UnprintableError) return 0;
    await this.#held?.print();
    return explainFailure(stopping ? failureOf(error, stopping) : asKnown(error), this.#given);
  }

  async #program(words: readonly string[], act: Act): Promise<Command> {
    // What commander says of a command line quotes it.
    const output = {
      writeOut: (text: string) => void this.#given.print(text).catch(() => {}),
      writeErr: (text: string) => this.#given.printError(told(text)),
    };
    const program = new Command('jojka-sync')
      .description('Keeps a Jojka account (contacts, groups, blocklist) equal to what the CRM says.')
      .version(ownPackage().version)
      .showHelpAfterError('(jojka-sync --help shows what there is)')
      .exitOverride()
      .configureOutput(output);
    const add = (parent: CommandUnknownOpts, entry: CliCommand | CommandGroup, named?: Command) => {
      const command = 'commands' in entry ? entry.build(named ?? new Command()) : entry.create(act, named);
      parent.addCommand(
        command.exitOverride().configureOutput(output).showHelpAfterError('(--help shows how it is used)'),
      );
      if ('commands' in entry) for (const inner of entry.commands) add(command, inner);
    };
    const plain = words.filter((word) => !word.startsWith('-'));
    const called = plain.slice(0, plain[0] === 'help' ? 2 : 1);
    for (const entry of commands) {
      const named = new Command(entry.name).description(entry.description);
      if (called.includes(entry.name)) add(program, await entry.load(), named);
      else program.addCommand(listed(named, entry));
    }
    return program;
  }

  /** Takes up what every command's options say: of colours, of what is kept back, of the log. */
  async #prepare(options: CommonOptions): Promise<void> {
    const cli = this.#cli;
    const { stdout, stderr, printError } = this.#given;
    cli.lang = options.lang ?? languageOf(cli.env);
    const noColor = options.color === false || Boolean(cli.env.NO_COLOR);
    cli.color = !noColor && (stdout.isTTY === true || Boolean(cli.env.FORCE_COLOR));
    this.#isRead = options.format === undefined || options.format === 'text';
    cli.width = this.#isRead ? terminalWidth(stdout) : undefined;
    this.#wrap = await wrapTo(cli.width);
    const { createLogger } = await import('./logger.ts');
    if (options.quiet) {
      // Where standard output is gone the exit code tells, as it does without --quiet.
      const held = holdOutput({ out: (text) => this.#print(text, (part) => part), err: printError });
      this.#held = held;
      // Made fit for a screen as it is at any other time, and kept.
      cli.out = (text) => held.out(typeof text === 'string' ? this.#shown(text) : this.#shownParts(text));
      cli.page = cli.out;
      cli.outAsIs = (text) => held.out(stdout.isTTY ? printableText(text, cli.color) : text);
    }
    const color = !noColor && stderr.isTTY === true;
    const above = (write: () => void) => cli.progress.above(write);
    cli.log = createLogger(
      { ...options, color, above, isTerminal: stderr.isTTY === true },
      this.#held?.err ?? printError,
    );
    cli.progress = await createProgress(stderr.isTTY === true && !options.quiet, wordsOf(cli.lang).terminal);
  }

  /** A result as it is printed. */
  #shown(text: string): string {
    const given = this.#isRead ? asStarted(text, this.#given.env) : text;
    return this.#wrap(printableText(given, this.#cli.color));
  }

  *#shownParts(parts: Iterable<string>): Generator<string> {
    for (const part of parts) yield this.#shown(part);
  }

  /** Prints part after part, as fast as it is taken. */
  async #print(text: string | Iterable<string>, shown: (part: string) => string): Promise<void> {
    try {
      for (const part of typeof text === 'string' ? [text] : text) await this.#given.print(shown(part));
    } catch (error) {
      if (!(error instanceof UnprintableError)) throw error;
    }
  }

  async #page(given: string | Iterable<string>): Promise<void> {
    const { out } = this.#cli;
    const { stdin, stdout, env } = this.#given;
    const pager = pagerOf(env);
    const text = typeof given === 'string' ? given : [...given].join('');
    const shown = this.#shown(text);
    const { isTTY, rows = 0 } = stdout;
    const isLong = isTTY && stdin.isTTY && rows > 0 && shown.split('\n').length > rows;
    if (!isLong || pager === undefined) return out(text);
    this.isPaging = true;
    const isShown = await showInPager(shown, pager, env);
    this.isPaging = false;
    if (!isShown) await out(text);
  }
}

/** Says what ended a command line, and what to do now. */
export async function explainFailure(
  failure: unknown,
  { env, stdout, stderr, print, printError }: Omit<Surroundings, 'cwd' | 'stdin'>,
): Promise<ExitCode> {
  if (failure instanceof JojkaSyncError) {
    // Refusals are a result: they go to standard output (contract), save where a program reads that and was told.
    const isResult = failure.exitCode === 3 && !isTold(failure);
    const wrap = await wrapTo(terminalWidth(isResult ? stdout : stderr));
    const text = wrap(asStarted(failureText(failure), env));
    if (isResult) await print(text).catch(() => printError(text));
    else printError(text);
    return failure.exitCode;
  }
  const text = told(
    maskMsisdnsIn(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)),
  );
  printError(`Internal error: this is a fault of jojka-sync, please report it.\n${text}\n`);
  return 1;
}

/** How lines are wrapped to a width. What that takes is loaded where there is a terminal, alone. */
async function wrapTo(width: number | undefined): Promise<(text: string) => string> {
  if (width === undefined) return (text) => text;
  try {
    const { wrapText } = await import('../report/wrap.ts');
    return (text) => wrapText(text, width);
  } catch {
    // What went wrong is told all the same: too many files are open, or the installation is broken.
    return (text) => text;
  }
}

function terminalWidth({ isTTY, columns = 0 }: Screen): number | undefined {
  return isTTY && columns > 0 ? columns : undefined;
}

/** A command for the list of all: it is not called. */
function listed(command: Command, { usage }: CommandEntry): CommandUnknownOpts {
  for (const argument of usage.split(' ').filter(Boolean)) command.argument(argument);
  return command.option('--help');
}
