import { latestRuns } from '../jobs/runs.ts';
import { campaignListCsv, campaignListJson, campaignListText } from '../report/campaign-list.ts';
import { defineCommand } from './command.ts';
import { formatOption, readLimit } from './options.ts';

export const campaignListCommand = defineCommand({
  build: (command) =>
    command
      .name('list')
      .description(
        'campaigns and messages that were sent by hand, newest first, with their ids; asks Jojka nothing',
      )
      .option('--limit <n>', 'how many sendings', '20')
      .addOption(formatOption('how they are shown', ['text', 'json', 'csv']))
      .addHelpText(
        'after',
        `
Only what was sent where the state knew the account is kept: the text and the numbers are not.

Example:
  $ jojka-sync campaign list`,
      ),
  run: async (cli, { format, limit }) => {
    const runs = await latestRuns(cli, { limit: readLimit(limit), commands: ['send', 'campaign add'] });
    cli.progress.clear();
    await cli.out(
      format === 'json'
        ? campaignListJson(runs)
        : format === 'csv'
          ? campaignListCsv(runs)
          : campaignListText(runs, cli),
    );
    return 0;
  },
});
