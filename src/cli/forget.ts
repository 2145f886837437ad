import { forgetNumber, lookForForget, refuseWanted } from '../jobs/forget.ts';
import { forgottenJson, forgottenText } from '../report/forgotten.ts';
import { wordsOf } from '../report/language/words.ts';
import { declinedTold, tell } from '../report/upkeep.ts';
import type { PersonRequest } from '../steps/kept.ts';
import { defineCommand } from './command.ts';
import { isAgreed, mustBeAskable } from './confirm.ts';
import { textOrJson, yesOption } from './options.ts';

export const forgetCommand = defineCommand({
  build: (command) =>
    command
      .argument('<number...>', 'the number, in any spelling')
      .option('--account <name>', 'in this account alone; in all that the state knows, where left out')
      .option('--key <key...>', 'rejected records with this key are taken out too')
      .option('--name <name...>', 'what holds this name is taken out too: of rejected records, and of texts')
      .option(
        '--still-wanted',
        'also while a pipeline wants it, in an account that others feed too: those may take it away until that one has synced',
      )
      .option('--search <folder...>', 'list files in these folders that name the number')
      .option('--dry-run', 'only show what would be taken out')
      .addOption(yesOption())
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
Takes out of the state what is kept of a person: the ledger, runs, rejected records, answers, and saved plans that name the
number. A block stays, with why it was made, and so does what a source says of consent that is no yes: without them the
number could be texted again. Nothing is sent to Jojka, and
nothing is taken out there. It cannot be undone. First take the person out of the CRM and sync, so that the contact goes
from Jojka too.

Examples:
  $ jojka-sync forget '070-174 06 05' --dry-run
  $ jojka-sync forget '070-174 06 05' --search reports`,
      ),
  run: async (cli, options, [words]) => {
    const { account, key: keys, name: names, search } = options;
    const request: PersonRequest = {
      number: words.join(' '),
      account,
      keys,
      names,
      search,
      stillWanted: options.stillWanted,
    };
    const { person } = wordsOf(cli.lang);
    const isJson = options.format === 'json';
    if (!options.dryRun) mustBeAskable(cli, options.yes, `Forget ${request.number} for good`);
    if (options.dryRun || !options.yes) {
      const kept = await lookForForget(cli, request);
      cli.progress.clear();
      if (options.dryRun) {
        await cli.out(isJson ? forgottenJson(kept) : forgottenText(kept, cli));
        return 0;
      }
      refuseWanted(
        kept.accounts.map((one) => ({ kept: one })),
        request,
      );
      const isKnown = kept.accounts.length + kept.files.plans.length > 0;
      const question = `${forgottenText(kept, cli)}${person.question(kept.msisdn)}`;
      // Where nothing is left, an earlier try may have died before the files were written anew.
      if (isKnown && !(await isAgreed(cli, false, question, person.nothingChanged))) {
        await cli.out(tell(declinedTold(person.nothingChanged), options.format));
        return 3;
      }
    }
    const forgotten = await forgetNumber(cli, request);
    cli.progress.clear();
    await cli.out(isJson ? forgottenJson(forgotten) : forgottenText(forgotten, cli));
    return forgotten.done && !forgotten.isRewritten ? 4 : 0;
  },
});
