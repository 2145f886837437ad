import { testPipeline } from '../jobs/test.ts';
import { wordsOf } from '../report/language/words.ts';
import { testedJson, testedText } from '../report/tested.ts';
import { defineCommand } from './command.ts';
import { formatOption } from './options.ts';

export const testCommand = defineCommand({
  build: (command) =>
    command
      .argument('<pipeline>', 'a path, or a name in pipelines/')
      .addOption(formatOption('how it is shown', ['text', 'json']))
      .addHelpText(
        'after',
        `
The tests stand beside the pipeline, in NAME.test.yaml: rows, and the contacts, rejections and opt-outs that are to come of them.
Needs neither key, state, network nor any source. Exit code 0: all as expected; 1: something differs; 64: no tests, or faulty ones.

Examples:
  $ jojka-sync test nightly-crm
  $ jojka-sync test pipelines/nightly-crm.yaml --format json`,
      ),
  run: async (cli, options, [pipeline]) => {
    const tested = await testPipeline(pipeline, cli);
    await cli.out(options.format === 'json' ? testedJson(tested) : testedText(tested, wordsOf(cli.lang)));
    return tested.tests.every(({ differences }) => differences.length === 0) ? 0 : 1;
  },
});
