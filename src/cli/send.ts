import { defineCommand } from './command.ts';
import { runMessage, withMessageOptions } from './message.ts';

export const sendCommand = defineCommand({
  build: (command) =>
    withMessageOptions(command).addHelpText(
      'after',
      `
The text comes first, or after "--". Numbers that the ledger knows as blocked are left out. Nothing is ever sent twice:
where an answer is lost, that is said.

Examples:
  $ jojka-sync send "Din tid är bokad till 14.30." --to "070-174 06 05"
  $ jojka-sync send "Vi har stängt i dag." --group Kunder --from Butiken --dry-run`,
    ),
  run: (cli, options, [words]) => runMessage(cli, 'send', options, words),
});
