import { UsageError } from '../errors.ts';
import { endPipeline, knownPipelines, movePipeline } from '../jobs/pipelines.ts';
import { wordsOf } from '../report/language/words.ts';
import { pipelinesJson, pipelinesText } from '../report/pipelines.ts';
import { renamedTold, retiredTold, tell } from '../report/upkeep.ts';
import { defineCommand } from './command.ts';
import { textOrJson } from './options.ts';

export const pipelinesCommand = defineCommand({
  build: (command) =>
    command
      .argument('[action]', 'rename or retire')
      .argument('[name]', 'the pipeline')
      .argument('[new-name]', 'for rename')
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
Examples:
  $ jojka-sync pipelines
  $ jojka-sync pipelines rename nightly nightly-crm
  $ jojka-sync pipelines retire webshop`,
      ),
  run: async (cli, options, [action, name, newName]) => {
    if (action === undefined) {
      const known = await knownPipelines(cli);
      cli.progress.clear();
      await cli.out(
        options.format === 'json' ? pipelinesJson(known) : pipelinesText(known, wordsOf(cli.lang)),
      );
      return 0;
    }
    if (action === 'rename' && name !== undefined && newName !== undefined) {
      const moved = await movePipeline(cli, name, newName);
      cli.progress.clear();
      await cli.out(tell(renamedTold(name, newName, moved, wordsOf(cli.lang)), options.format));
      return 0;
    }
    if (action === 'retire' && name !== undefined && newName === undefined) {
      const wants = await endPipeline(cli, name);
      cli.progress.clear();
      await cli.out(tell(retiredTold(name, wants, wordsOf(cli.lang)), options.format));
      return 0;
    }
    throw new UsageError('That is not understood.', {
      advice:
        'jojka-sync pipelines, jojka-sync pipelines rename OLD NEW, or jojka-sync pipelines retire NAME',
    });
  },
});
