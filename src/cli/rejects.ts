import { printedFor } from '../contact/printed-commands.ts';
import { rejectionsOf } from '../jobs/rejects.ts';
import { rejectsCsv, rejectsJson, rejectsText } from '../report/rejects.ts';
import { defineCommand } from './command.ts';
import { formatOption } from './options.ts';

export const rejectsCommand = defineCommand({
  build: (command) =>
    command
      .argument('<run>', 'id of a run, its beginning, or latest; jojka-sync runs lists them')
      .addOption(formatOption('how they are shown', ['csv', 'text', 'json']))
      .addHelpText(
        'after',
        `
The CSV has the rejected rows with their own columns, then where each stood and what is wrong with it: mend the rows, and
give them back to the CRM.

Example:
  $ jojka-sync rejects 20261123-030000-k3f9 > rejects.csv`,
      ),
  run: async (cli, options, [id]) => {
    const { rejections, columns, account } = await rejectionsOf(cli, id);
    cli.progress.clear();
    const text =
      options.format === 'json'
        ? rejectsJson(rejections)
        : options.format === 'text'
          ? rejectsText(rejections, cli)
          : rejectsCsv(rejections, columns);
    await cli.out(printedFor(text, { account }));
    return 0;
  },
});
