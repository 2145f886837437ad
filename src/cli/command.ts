import type { Command } from 'commander';
import type { Cli, ExitCode } from './context.ts';

/** A command: its name, arguments and options, and what it does. */
export interface CliCommand {
  readonly build: (command: Command) => Command;
  readonly run: (cli: Cli, options: unknown, args: readonly unknown[]) => Promise<ExitCode>;
}

/** Gives a command the types of its own options and arguments, as `build` declares them. */
export function defineCommand<Options, Args extends readonly unknown[]>(command: {
  readonly build: (command: Command) => Command;
  readonly run: (cli: Cli, options: Options, args: Args) => Promise<ExitCode>;
}): CliCommand {
  return command as unknown as CliCommand;
}

/** Commands under one name, such as `campaign add`. */
export interface CommandGroup {
  readonly build: (command: Command) => Command;
  readonly commands: readonly CliCommand[];
}

/** Puts commands under one name. */
export function defineGroup(group: CommandGroup): CommandGroup {
  return group;
}
