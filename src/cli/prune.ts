import { UsageError } from '../errors.ts';
import { pruneHistory } from '../jobs/prune.ts';
import { wordsOf } from '../report/language/words.ts';
import { prunedTold, tell } from '../report/upkeep.ts';
import { defineCommand } from './command.ts';
import { textOrJson } from './options.ts';

export const pruneCommand = defineCommand({
  build: (command) =>
    command
      .requiredOption('--older-than <age>', 'such as 90d')
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
What is pruned can no longer be undone or explained. The ledger is not touched.

Example:
  $ jojka-sync prune --older-than 90d`,
      ),
  run: async (cli, options) => {
    const days = /^(\d{1,5})d$/.exec(options.olderThan)?.[1];
    if (days === undefined)
      throw new UsageError(`--older-than ${options.olderThan}: not an age.`, {
        advice: 'Give days, such as 90d.',
      });
    const pruned = await pruneHistory(cli, Number(days));
    cli.progress.clear();
    await cli.out(tell(prunedTold(pruned, Number(days), wordsOf(cli.lang)), options.format));
    return 0;
  },
});
