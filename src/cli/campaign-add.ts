import { defineCommand } from './command.ts';
import { runMessage, withMessageOptions } from './message.ts';

export const campaignAddCommand = defineCommand({
  build: (command) =>
    withMessageOptions(
      command.name('add').description('sends a message to many, now or later; asks first'),
      'what to send; several words become one text',
    ).addHelpText(
      'after',
      `
The text comes first, or after "--". More than 1,000 numbers become several campaigns. Groups are looked up now and
sent to by number, each number once; numbers that the ledger knows as blocked are left out. Nothing is ever sent twice.

What is found of the message is told, and holds it back until --allow says that it is meant: recipients without consent or in no
CRM, the night (21 to 8), a text without a way out, a sender that cannot be answered, several SMS each.

Exit codes: 3 when the message is held back; 4 when some campaigns went out and some did not, 1 when none did.

Examples:
  $ jojka-sync campaign add "Vi har öppet till 20 i kväll. Inga fler SMS? Svara STOPP" --group Kunder
  $ jojka-sync campaign add "God jul! Avregistrera: ab.se/sms" --file numbers.txt --from Butiken --at "2026-12-24 09:00" --failed rest.txt
  $ jojka-sync campaign add "Hej" --group Kunder --dry-run`,
    ),
  run: (cli, options, [words]) => runMessage(cli, 'campaign', options, words),
});
