import { defineCommand } from './command.ts';
import { runMessage, withMessageOptions } from './message.ts';

export const sendCommand = defineCommand({
  build: (command) =>
    withMessageOptions(
      command,
      'NUMBER TEXT; or the text alone, with --to, --file or --group; several words become one text',
    ).addHelpText(
      'after',
      `
The number comes first, then the text. Where recipients are given by --to, --file or --group, all words are the text:
it comes before those options, or after "--". Where the first word may be either, you are asked; where nobody can be asked, nothing is sent. Numbers that the ledger knows as blocked are left out. Nothing is ever sent twice:
where an answer is lost, that is said.

Examples:
  $ jojka-sync send "070-174 06 05" "Din tid är bokad till 14.30."
  $ jojka-sync send "Din tid är bokad till 14.30." --to "070-174 06 05" "070-174 06 06"
  $ jojka-sync send "Vi har stängt i dag." --group Kunder --from Butiken --dry-run`,
    ),
  run: (cli, options, [words]) => runMessage(cli, 'send', options, words),
});
