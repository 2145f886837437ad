import { Command, type CommandUnknownOpts, Option, type OptionValues } from '@commander-js/extra-typings';
import { UsageError } from '../errors.ts';
import { type Language, languages } from '../report/language/language.ts';
import type { Cli, ExitCode } from './context.ts';

/** Options of every command: how it logs. */
export interface CommonOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly logFormat: 'pretty' | 'json' | undefined;
  readonly color: boolean;
  /** What people are told in; undefined where the environment says it. */
  readonly lang: Language | undefined;
  /** How the result is shown, where the command says so. */
  readonly format: string | undefined;
}

/** Does a command's work, under what its command line says of logs. */
export type Act = (options: CommonOptions, work: (cli: Cli) => Promise<ExitCode>) => Promise<void>;

/** A command: its name, arguments and options, and what it does. */
export interface CliCommand {
  /** Completes the command, which has its name already or gets one; `act` is called when it was chosen. */
  readonly create: (act: Act, command?: Command) => CommandUnknownOpts;
}

/** Gives a command's work the types of its own options and arguments, as `build` declares them. */
export function defineCommand<Args extends unknown[], Options extends OptionValues>(command: {
  readonly build: (command: Command) => Command<Args, Options>;
  readonly run: (cli: Cli, options: Options, args: Args) => Promise<ExitCode>;
}): CliCommand {
  return {
    create: (act, named = new Command()) => {
      const built = command.build(named);
      addJsonOption(built);
      addCommonOptions(built);
      built.action(() => {
        takeJsonAsFormat(built);
        return act(commonOptions(built.opts()), (cli) => command.run(cli, built.opts(), built.processedArgs));
      });
      return built;
    },
  };
}

/** `--json` wherever `--format json` is (contract). */
function addJsonOption(command: CommandUnknownOpts): void {
  const format = command.options.find(({ long }) => long === '--format');
  if (format?.argChoices?.includes('json')) command.option('--json', 'the same as --format json');
}

/** @throws UsageError when another format is asked for besides */
function takeJsonAsFormat(command: CommandUnknownOpts): void {
  const { json, format } = command.opts();
  if (json !== true) return;
  if (command.getOptionValueSource('format') === 'cli' && format !== 'json')
    throw new UsageError(`--json and --format ${format} cannot both be meant.`, {
      advice: 'Nothing was read or sent. Give one of them.',
    });
  command.setOptionValueWithSource('format', 'json', 'cli');
}

function addCommonOptions(command: CommandUnknownOpts): void {
  command
    .option('--quiet', 'print nothing when all is well (exit code 0)')
    .option('--verbose', 'log every call')
    .addOption(new Option('--log-format <format>', 'how logs are written').choices(['pretty', 'json']))
    .option('--no-color', 'no colour (also: NO_COLOR)')
    .addOption(
      new Option(
        '--lang <language>',
        'English or Swedish (also: JOJKA_SYNC_LANG; else by LC_ALL, LC_MESSAGES, LANG)',
      ).choices(languages),
    );
}

function commonOptions({ quiet, verbose, logFormat, color, lang, format }: OptionValues): CommonOptions {
  return {
    quiet: quiet === true,
    verbose: verbose === true,
    logFormat: logFormat === 'pretty' || logFormat === 'json' ? logFormat : undefined,
    color: color !== false,
    lang: languages.find((language) => language === lang),
    format: typeof format === 'string' ? format : undefined,
  };
}

/** Commands under one name, such as `campaign add`. */
export interface CommandGroup {
  readonly build: (command: Command) => CommandUnknownOpts;
  readonly commands: readonly CliCommand[];
}

/** Puts commands under one name. */
export function defineGroup(group: CommandGroup): CommandGroup {
  return group;
}
