import { Argument, Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { namesToComplete } from '../jobs/completion.ts';
import type { CliCommand, CommandGroup } from './command.ts';
import { defineCommand } from './command.ts';
import { commands } from './commands.ts';

/** Shells that have a script. */
const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** The word by which a script asks what may come next. */
const asking = 'complete';

export const completionCommand = defineCommand({
  build: (command) =>
    command
      .addArgument(new Argument('<shell>', 'whose script is printed').choices([...shells, asking]))
      .argument('[word...]', 'what stands on the line, where the script asks')
      .addHelpText(
        'after',
        `
Completes commands, options, their values, and the pipelines of the folder. Where the command is not on the PATH, an alias
does: alias jojka-sync='npx --no-install jojka-sync'

Examples:
  $ source <(jojka-sync completion bash)        # in ~/.bashrc
  $ source <(jojka-sync completion zsh)         # in ~/.zshrc, behind compinit
  $ jojka-sync completion fish | source         # in ~/.config/fish/config.fish
  $ jojka-sync completion powershell | Out-String | Invoke-Expression`,
      ),
  run: async (cli, _options, [shell, words]) => {
    await cli.outAsIs(shell === asking ? await answer(words, cli.cwd) : await script(shell));
    return 0;
  },
});

async function script(shell: string): Promise<string> {
  const { script: print } = await import('@bomb.sh/tab');
  const text = said(() => print(shell, 'jojka-sync', 'jojka-sync completion'));
  return shell === 'bash' ? mendedBash(text) : text;
}

/**
 * The library's script for bash, so that it can be read twice into one shell, works where the package bash-completion is not
 * installed, and leaves files to bash where nothing else is known.
 */
function mendedBash(text: string): string {
  return `${text
    .replace(/^readonly (?=ShellCompDirective)/gm, '')
    .replace(/^complete -F/m, 'complete -o default -F')}
if ! declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref() {
        cur=\${COMP_WORDS[COMP_CWORD]}
        prev=\${COMP_WORDS[COMP_CWORD - 1]}
        words=("\${COMP_WORDS[@]}")
        cword=$COMP_CWORD
    }
fi
`;
}

/** What may come next, a line each with its description; the last line says whether files may, too. */
async function answer(words: readonly string[], cwd: string): Promise<string> {
  const { RootCommand } = await import('@bomb.sh/tab');
  const root = new RootCommand();
  const handlers = handlersFor(cwd);
  for (const { name, description, load } of commands) {
    const known = root.command(name, description);
    if (name === words[0]) describe(root, known, await loaded(name, load), handlers);
  }
  root.option('help', 'show help');
  root.option('version', 'show the version');
  const text = said(() => root.parse([...words]));
  const isOption = words.at(-1)?.startsWith('-') === true;
  // The library keeps files away always; where nothing is known, a file may well be meant.
  return text.startsWith(':') && !isOption && words.length > 1 ? ':0\n' : text;
}

async function loaded(
  name: string,
  load: () => Promise<CliCommand | CommandGroup>,
): Promise<CommandUnknownOpts> {
  const entry = await load();
  const act = async () => {};
  if (!('commands' in entry)) return entry.create(act, new Command(name));
  const group = entry.build(new Command(name));
  for (const inner of entry.commands) group.addCommand(inner.create(act));
  return group;
}

type Root = InstanceType<typeof import('@bomb.sh/tab').RootCommand>;
type Described = ReturnType<Root['command']>;
type Handler = (complete: (value: string, description: string) => void) => void;

/** Tells the library what a command takes, and the commands that are under its name. */
function describe(root: Root, known: Described, command: CommandUnknownOpts, handlers: Handlers): void {
  for (const option of command.createHelp().visibleOptions(command)) {
    const name = option.long?.slice(2);
    if (!name) continue;
    const takesValue = option.required || option.optional;
    if (takesValue) known.option(name, option.description, offer(option.argChoices ?? handlers(name)));
    else known.option(name, option.description);
  }
  for (const argument of command.registeredArguments)
    known.argument(
      argument.name(),
      offer(argument.argChoices?.filter((word) => word !== asking) ?? handlers(argument.name())),
      argument.variadic,
    );
  for (const inner of command.commands)
    describe(root, root.command(`${known.value} ${inner.name()}`, inner.description()), inner, handlers);
}

function offer(values: readonly string[]): Handler {
  return (complete) => {
    for (const value of values) complete(value, '');
  };
}

type Handlers = (name: string) => readonly string[];

/** What options and arguments of a name can be, beyond what they say of themselves. */
function handlersFor(cwd: string): Handlers {
  return (name) => {
    if (name === 'pipeline') return namesToComplete({ cwd }).pipelines;
    return name === 'run' ? ['latest'] : [];
  };
}

/** What the library prints: it knows no other way of saying it. */
function said(speak: () => void): string {
  const lines: string[] = [];
  const { log } = console;
  Object.assign(console, { log: (line: string) => lines.push(`${line}\n`) });
  try {
    speak();
  } finally {
    Object.assign(console, { log });
  }
  return lines.join('');
}
