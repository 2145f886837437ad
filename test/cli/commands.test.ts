import { Command } from '@commander-js/extra-typings';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';

/** The list of all commands says of each what the command itself says; each is loaded only when it is called. */
describe.each(commands)('$name', ({ name, usage, load }) => {
  test('takes the arguments that the list of commands shows', async () => {
    const command = new Command(name);
    const loaded = await load();
    if ('commands' in loaded) loaded.build(command);
    else loaded.create(async () => {}, command);
    expect(command.createHelp().subcommandTerm(command).replace(' [options]', '')).toBe(
      [name, usage].filter(Boolean).join(' '),
    );
    expect(command.name()).toBe(name);
  });
});
