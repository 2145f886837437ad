import { printedFor } from '../contact/printed-commands.ts';
import { UsageError } from '../errors.ts';
import { fetchReplies, keptReplies } from '../jobs/replies.ts';
import { wordsOf } from '../report/language/words.ts';
import { repliesCsv, repliesJson, repliesText, replyListText } from '../report/replies.ts';
import { defineCommand } from './command.ts';
import { accountOption, formatOption } from './options.ts';

export const repliesCommand = defineCommand({
  build: (command) =>
    command
      .option('--pipeline <pipeline>', 'account, opt-out words and write-back of this pipeline')
      .addOption(accountOption('the account, where no pipeline is given'))
      .option('--strict', 'exit 4 when answers may have been missed (none fetched for 96 hours)')
      .option('--list', 'fetch nothing; list answers that were kept')
      .option('--since <age>', 'of --list: how far back, such as 7d', '7d')
      .addOption(formatOption('how they are shown', ['text', 'json', 'csv']))
      .addHelpText(
        'after',
        `
Jojka keeps answers for 96 hours: fetch at least every three days, better several times a day. An answer counts as seen
only once its sender is blocked; what could not be blocked is tried again.

Examples:
  $ jojka-sync replies --strict
  $ jojka-sync replies --pipeline nightly-crm --format csv > answers.csv
  $ jojka-sync replies --list --since 30d`,
      ),
  run: async (cli, options) => {
    if (options.list) {
      const days = /^(\d{1,5})d$/.exec(options.since)?.[1];
      if (days === undefined)
        throw new UsageError(`--since ${options.since}: not an age.`, { advice: 'Give days, such as 7d.' });
      const replies = await keptReplies(cli, options.account, Number(days));
      cli.progress.clear();
      await cli.out(
        options.format === 'json'
          ? repliesJson({ replies })
          : options.format === 'csv'
            ? repliesCsv(replies)
            : replyListText(replies, wordsOf(cli.lang)),
      );
      return 0;
    }
    const { exitCode, writtenBack, writeBackError, ...report } = await fetchReplies(cli, {
      pipeline: options.pipeline,
      account: options.account,
      strict: options.strict === true,
    });
    cli.progress.clear();
    await cli.out(
      options.format === 'json'
        ? repliesJson(report)
        : options.format === 'csv'
          ? repliesCsv(report.replies)
          : printedFor(repliesText(report, { color: cli.color, lang: cli.lang }), report),
    );
    if (writtenBack !== undefined) cli.log.info(`${writtenBack} opt-outs written back to the CRM`);
    if (writeBackError !== undefined) cli.log.error(writeBackError);
    return exitCode;
  },
});
