import { explainNumber } from '../jobs/explain.ts';
import { storyJson } from '../report/history-json.ts';
import { storyText } from '../report/story-text.ts';
import { defineCommand } from './command.ts';
import { formatOption } from './options.ts';

export const explainCommand = defineCommand({
  build: (command) =>
    command
      .argument('<msisdn>', 'the number, in any spelling')
      .addOption(formatOption('how it is told', ['text', 'json']))
      .addHelpText(
        'after',
        `
Example:
  $ jojka-sync explain '070-174 06 05'`,
      ),
  run: async (cli, options, [number]) => {
    const { msisdn, stories } = await explainNumber(cli, number);
    cli.progress.clear();
    await cli.out(
      options.format === 'json'
        ? storyJson(msisdn, stories)
        : storyText(msisdn, stories, { color: cli.color }),
    );
    return 0;
  },
});
