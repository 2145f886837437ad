import { cancelCampaigns, checkBeforeCancelling } from '../jobs/campaign.ts';
import { wordsOf } from '../report/language/words.ts';
import { cancelledTold, declinedTold, tell } from '../report/upkeep.ts';
import { defineCommand } from './command.ts';
import { isAgreed, mustBeAskable } from './confirm.ts';
import { accountOption, textOrJson } from './options.ts';

export const campaignCancelCommand = defineCommand({
  build: (command) =>
    command
      .name('cancel')
      .description('cancels campaigns that have not begun; asks first')
      .argument('<id...>', 'ids that campaign add gave')
      .addOption(accountOption())
      .option('--yes', 'do not ask')
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
Exit codes: 4 when some could not be cancelled, 1 when none could.

Example:
  $ jojka-sync campaign cancel 287359`,
      ),
  run: async (cli, options, [given]) => {
    const ids = [...new Set(given)];
    const what = ids.length === 1 ? `campaign ${ids[0]}` : `campaigns ${ids.join(', ')}`;
    mustBeAskable(cli, options.yes, `This cancels ${what}`);
    const url = await checkBeforeCancelling(cli, options.account);
    const { terminal } = wordsOf(cli.lang);
    if (!(await isAgreed(cli, options.yes, terminal.cancel(ids, options.account, url)))) {
      await cli.out(tell(declinedTold(terminal.nothingCancelled), options.format));
      return 3;
    }
    const results = await cancelCampaigns(cli, options.account, ids);
    cli.progress.clear();
    await cli.out(tell(cancelledTold(results, wordsOf(cli.lang)), options.format));
    const failed = results.filter(({ error }) => error !== undefined).length;
    return failed === 0 ? 0 : failed < results.length ? 4 : 1;
  },
});
