import { Command, type CommandUnknownOpts, Option, type OptionValues } from '@commander-js/extra-typings';
import type { Cli, ExitCode } from './context.ts';

/** Options of every command: how it logs. */
export interface CommonOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly logFormat: 'pretty' | 'json' | undefined;
  readonly color: boolean;
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
      addCommonOptions(built);
      built.action(() =>
        act(commonOptions(built.opts()), (cli) => command.run(cli, built.opts(), built.processedArgs)),
      );
      return built;
    },
  };
}

function addCommonOptions(command: CommandUnknownOpts): void {
  command
    .option('--quiet', 'print nothing when all is well (exit code 0)')
    .option('--verbose', 'log every call')
    .addOption(new Option('--log-format <format>', 'how logs are written').choices(['pretty', 'json']))
    .option('--no-color', 'no colour (also: NO_COLOR)');
}

function commonOptions({ quiet, verbose, logFormat, color }: OptionValues): CommonOptions {
  return {
    quiet: quiet === true,
    verbose: verbose === true,
    logFormat: logFormat === 'pretty' || logFormat === 'json' ? logFormat : undefined,
    color: color !== false,
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
