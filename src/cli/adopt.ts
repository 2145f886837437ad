import { adoptPipeline } from '../jobs/adopt.ts';
import { formatQuantity } from '../report/numbers.ts';
import { defineCommand } from './command.ts';

export const adoptCommand = defineCommand({
  build: (command) =>
    command
      .argument('<pipeline>', 'a path, or a name in pipelines/')
      .option('--dry-run', 'only say how many')
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
    const what = `${formatQuantity(report.contacts, 'contact')} and ${formatQuantity(report.memberships, 'membership')}`;
    await cli.out(
      report.dryRun
        ? `${what} of account ${report.account} would be adopted for ${report.pipeline}.\n`
        : `${what} of account ${report.account} adopted for ${report.pipeline}; nothing was sent to Jojka.\n`,
    );
    return 0;
  },
});
