import type { CampaignStatus } from '../campaign/delivery.ts';
import { JojkaSyncError, UsageError } from '../errors.ts';
import { campaignStatuses } from '../jobs/campaign.ts';
import { writePrivateFile } from '../private-file.ts';
import { campaignStatusCsv, campaignStatusJson, campaignStatusText } from '../report/campaign-status.ts';
import type { Catalogue } from '../report/language/catalogue.ts';
import { wordsOf } from '../report/language/words.ts';
import { inputFiles, mustBeApart } from '../steps/files-apart.ts';
import { defineCommand } from './command.ts';
import { accountOption, formatOption } from './options.ts';

type Format = 'text' | 'json' | 'csv';

const render: Record<Format, (statuses: readonly CampaignStatus[], words: Catalogue) => string> = {
  text: campaignStatusText,
  json: campaignStatusJson,
  csv: (statuses) => campaignStatusCsv(statuses),
};

export const campaignStatusCommand = defineCommand({
  build: (command) =>
    command
      .name('status')
      .description('how campaigns were delivered')
      .argument('<id...>', 'ids that campaign add gave')
      .addOption(
        formatOption('how it is shown; json and csv recipient by recipient', ['text', 'json', 'csv']),
      )
      .option('--watch', 'read again until all have ended, or Ctrl-C')
      .option('--interval <seconds>', 'how often --watch reads', '5')
      .option('--errors <file>', 'write the numbers with ERROR to a CSV file, for the CRM')
      .addOption(accountOption())
      .addHelpText(
        'after',
        `
Exit codes: 4 when Jojka tells nothing of some of the campaigns, 1 when of none.

Examples:
  $ jojka-sync campaign status 287359
  $ jojka-sync campaign status 287359 287360 --watch --errors errors.csv`,
      ),
  run: async (cli, options, [ids]) => {
    const seconds = Number(options.interval);
    if (!(seconds > 0 && seconds <= 3600))
      throw new UsageError(`--interval ${options.interval}: not a number of seconds above 0.`);
    if (options.errors !== undefined)
      mustBeApart([{ what: '--errors', path: options.errors }], inputFiles(cli), cli);
    const words = wordsOf(cli.lang);
    const statuses = await campaignStatuses(cli, [...new Set(ids)], {
      account: options.account,
      watch: options.watch === true,
      intervalMs: seconds * 1000,
      onStatus: (read) => {
        if (options.watch)
          cli.progress.step(`${words.messages.delivery}\n${campaignStatusText(read, words).trimEnd()}`);
      },
    });
    cli.progress.clear();
    if (options.errors !== undefined)
      await writePrivateFile(options.errors, campaignStatusCsv(statuses, 'ERROR'));
    await cli.out(render[options.format](statuses, words));
    if (options.format === 'csv')
      for (const { id, error } of statuses)
        if (error !== undefined) cli.log.error(`${id} cannot be told: ${error}`);
    const { reason } = cli.signal;
    if (cli.signal.aborted && reason instanceof JojkaSyncError) return reason.exitCode;
    const untold = statuses.filter(({ error }) => error !== undefined).length;
    return untold === 0 ? 0 : untold < statuses.length ? 4 : 1;
  },
});
