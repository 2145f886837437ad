import { adoptPipeline } from '../jobs/adopt.ts';
import { wordsOf } from '../report/language/words.ts';
import { adoptedTold, tell } from '../report/upkeep.ts';
import { defineCommand } from './command.ts';
import { textOrJson } from './options.ts';

export const adoptCommand = defineCommand({
  build: (command) =>
    command
      .argument('<pipeline>', 'a path, or a name in pipelines/')
      .option('--dry-run', 'only say how many')
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
What is adopted is managed: it is removed or taken out of a group when the source no longer has it.

Example:
  $ jojka-sync adopt nightly-crm --dry-run`,
      ),
  run: async (cli, options, [pipeline]) => {
    const report = await adoptPipeline(pipeline, cli, { dryRun: options.dryRun === true });
    cli.progress.clear();
    await cli.out(tell(adoptedTold(report, wordsOf(cli.lang)), options.format));
    return 0;
  },
});
