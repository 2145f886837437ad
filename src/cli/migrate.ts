import { migrateState } from '../jobs/migrate.ts';
import { wordsOf } from '../report/language/words.ts';
import { migratedTold, tell } from '../report/upkeep.ts';
import { defineCommand } from './command.ts';
import { textOrJson } from './options.ts';

export const migrateCommand = defineCommand({
  build: (command) =>
    command.addOption(textOrJson()).addHelpText(
      'after',
      `
Example:
  $ DATABASE_URL=postgres://… jojka-sync migrate`,
    ),
  run: async (cli, options) => {
    const place = await migrateState(cli);
    cli.progress.clear();
    await cli.out(tell(migratedTold(place, wordsOf(cli.lang)), options.format));
    return 0;
  },
});
